/**
 * Fakes of the features that record a call or write it down: recording, transcription, captions, real-time text.
 *
 * `grantTeamsConsent()`, which a recording or transcription asks of the others, has no effect on a fake.
 */
import type {
  Captions,
  CaptionsCallFeature,
  CaptionsCommon,
  RealTimeTextFeature,
  RecordingCallFeature,
  RecordingInfo,
  TeamsCaptions,
  TranscriptionCallFeature,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass, type FakeDescription } from './fake-object.js';

/** A fake `RecordingInfo`. Default: in state `Started`. */
export const FakeRecordingInfo: FakeClass<RecordingInfo> = fakeClass('FakeRecordingInfo', () => ({
  events: { recordingStateChanged: 'state' },
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the SDK's enums exist only in the SDK
  properties: { state: 1 },
  lenient: true,
}));
export type FakeRecordingInfo = Fake<RecordingInfo>;

/**
 * A fake `RecordingCallFeature`. Default: no recording.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures, FakeRecordingInfo } from 'rx-acs-calling/testing';
 *
 * const recording = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.Recording);
 * recording.set({ recordings: [new FakeRecordingInfo()], isRecordingActive: true });
 * ```
 */
export const FakeRecordingCallFeature: FakeFeatureClass<RecordingCallFeature> = fakeFeatureClass(
  'FakeRecordingCallFeature',
  () => ({
    events: { isRecordingActiveChanged: 'isRecordingActive', recordingsUpdated: 'recordings' },
    properties: {
      name: 'Recording',
      isRecordingActive: false,
      isTeamsConsentRequired: false,
      recordings: [],
    },
    promises: { grantTeamsConsent: () => undefined },
  }),
);
export type FakeRecordingCallFeature = Fake<RecordingCallFeature>;

/** A fake `TranscriptionCallFeature`. Default: no transcription. */
export const FakeTranscriptionCallFeature: FakeFeatureClass<TranscriptionCallFeature> = fakeFeatureClass(
  'FakeTranscriptionCallFeature',
  () => ({
    events: { isTranscriptionActiveChanged: 'isTranscriptionActive' },
    properties: { name: 'Transcription', isTranscriptionActive: false, isTeamsConsentRequired: false },
    promises: { grantTeamsConsent: () => undefined },
    lenient: true,
  }),
);
export type FakeTranscriptionCallFeature = Fake<TranscriptionCallFeature>;

const describeCaptions = (kind: CaptionsCommon['kind']): FakeDescription<CaptionsCommon> => ({
  properties: {
    kind,
    isCaptionsFeatureActive: false,
    activeSpokenLanguage: '',
    supportedSpokenLanguages: [],
  },
  promises: {
    startCaptions(options) {
      this.set({
        isCaptionsFeatureActive: true,
        activeSpokenLanguage: options?.spokenLanguage ?? this.activeSpokenLanguage,
      });
    },
    stopCaptions() {
      this.set({ isCaptionsFeatureActive: false });
    },
    setSpokenLanguage(activeSpokenLanguage) {
      this.set({ activeSpokenLanguage });
    },
  },
});

/** A fake `Captions`. Default: stopped. Starting, stopping and choosing a language fire their events. */
export const FakeCaptions: FakeClass<Captions> = fakeClass<Captions>('FakeCaptions', () => ({
  ...describeCaptions('Captions'),
  events: {
    CaptionsActiveChanged: 'isCaptionsFeatureActive',
    CaptionsReceived: null,
    SpokenLanguageChanged: 'activeSpokenLanguage',
  },
  lenient: true,
}));
export type FakeCaptions = Fake<Captions>;

/** A fake `TeamsCaptions`. It behaves like {@link FakeCaptions}, and has a language to translate into. */
export const FakeTeamsCaptions: FakeClass<TeamsCaptions> = fakeClass<TeamsCaptions>(
  'FakeTeamsCaptions',
  () => {
    const { properties, promises } = describeCaptions('TeamsCaptions');
    return {
      events: {
        CaptionsActiveChanged: 'isCaptionsFeatureActive',
        CaptionsReceived: null,
        CaptionLanguageChanged: 'activeCaptionLanguage',
        SpokenLanguageChanged: 'activeSpokenLanguage',
      },
      properties: { ...properties, activeCaptionLanguage: '', supportedCaptionLanguages: [] },
      promises: {
        ...promises,
        setCaptionLanguage(activeCaptionLanguage) {
          this.set({ activeCaptionLanguage });
        },
      },
      lenient: true,
    };
  },
);
export type FakeTeamsCaptions = Fake<TeamsCaptions>;

/**
 * A fake `CaptionsCallFeature`. Default: its captions are {@link FakeCaptions}. Setting others, such as
 * {@link FakeTeamsCaptions}, fires `CaptionsKindChanged`.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures, FakeTeamsCaptions } from 'rx-acs-calling/testing';
 *
 * const captions = new FakeTeamsCaptions({ supportedCaptionLanguages: ['de', 'en-gb'] });
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.Captions);
 * feature.set({ captions });
 * captions.set({ isCaptionsFeatureActive: true }); // CaptionsActiveChanged fires
 * ```
 */
export const FakeCaptionsCallFeature: FakeFeatureClass<CaptionsCallFeature> = fakeFeatureClass(
  'FakeCaptionsCallFeature',
  () => ({
    events: { CaptionsKindChanged: 'captions' },
    properties: { name: 'captions', captions: new FakeCaptions() },
    lenient: true,
  }),
);
export type FakeCaptionsCallFeature = Fake<CaptionsCallFeature>;

/** A fake `RealTimeTextFeature`. A test sends the text of others with `emit('realTimeTextReceived', …)`. */
export const FakeRealTimeTextFeature: FakeFeatureClass<RealTimeTextFeature> = fakeFeatureClass(
  'FakeRealTimeTextFeature',
  () => ({
    events: { realTimeTextReceived: null },
    properties: { name: 'RealTimeText' },
    promises: { sendRealTimeText: () => undefined },
    lenient: true,
  }),
);
export type FakeRealTimeTextFeature = Fake<RealTimeTextFeature>;
