/**
 * Fakes of audio and video streams, and of their features.
 *
 * In Node there is no `MediaStream`: what gives one in the SDK, the test answers.
 */
import type {
  ActiveAudioEffects,
  AudioEffectsFeature,
  LocalAudioStream,
  LocalVideoStream,
  RemoteAudioStream,
  RemoteVideoStream,
  TogetherModeVideoStream,
  VideoEffectsFeature,
  Volume,
} from '@azure/communication-calling';
import type { WbLocalVideoStream } from '../../bridge/sdk-types.js';
import { fakeFeatureClass, featuresOf, type FakeFeatureClass } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { nextId } from './next-id.js';

let streams = 0;

const describeRemoteVideo = () =>
  ({
    events: { isAvailableChanged: 'isAvailable', sizeChanged: 'size', isReceivingChanged: 'isReceiving' },
    properties: {
      id: ++streams,
      mediaStreamType: 'Video',
      isAvailable: false,
      isReceiving: false,
      size: { width: 0, height: 0 },
    },
  }) as const;

/**
 * A fake `RemoteVideoStream`: a camera that is off unless said otherwise.
 *
 * @example
 * ```ts
 * import { FakeRemoteParticipant, FakeRemoteVideoStream } from 'rx-acs-calling/testing';
 *
 * const screen = new FakeRemoteVideoStream({ mediaStreamType: 'ScreenSharing' });
 * const bob = new FakeRemoteParticipant({ state: 'Connected', videoStreams: [screen] });
 * screen.set({ isAvailable: true });
 * ```
 */
export const FakeRemoteVideoStream: FakeClass<RemoteVideoStream> = fakeClass('FakeRemoteVideoStream', () => ({
  ...describeRemoteVideo(),
  promises: { getMediaStream: null },
}));
export type FakeRemoteVideoStream = Fake<RemoteVideoStream>;

/** A fake `TogetherModeVideoStream`: not available unless said otherwise. */
export const FakeTogetherModeVideoStream: FakeClass<TogetherModeVideoStream> = fakeClass(
  'FakeTogetherModeVideoStream',
  describeRemoteVideo,
);
export type FakeTogetherModeVideoStream = Fake<TogetherModeVideoStream>;

/** A fake `Volume`: silence unless said otherwise. */
export const FakeVolume: FakeClass<Volume> = fakeClass('FakeVolume', () => ({
  events: { levelChanged: 'level' },
  properties: { level: 0 },
}));
export type FakeVolume = Fake<Volume>;

/** A stream gives the same volume each time. */
const oneVolume = (volume = new FakeVolume()) => ({ getVolume: () => volume });

/** A fake `RemoteAudioStream`. Its volume is a {@link FakeVolume}. */
export const FakeRemoteAudioStream: FakeClass<RemoteAudioStream> = fakeClass('FakeRemoteAudioStream', () => ({
  promises: { getMediaStream: null, ...oneVolume() },
}));
export type FakeRemoteAudioStream = Fake<RemoteAudioStream>;

/**
 * A fake `LocalVideoStream`. It passes for the SDK's own class, private members and all.
 *
 * Another source, by `switchSource(camera)` or by `set({ source })`, fires `videoSourceChanged`.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeLocalVideoStream } from 'rx-acs-calling/testing';
 *
 * const source = { id: 'camera:front', name: 'Front', deviceType: 'UsbCamera' } as const;
 * const stream = new FakeLocalVideoStream({ source });
 * const call = new FakeCall({ state: 'Connected', isLocalVideoStarted: true, localVideoStreams: [stream] });
 * ```
 */
export const FakeLocalVideoStream: FakeClass<LocalVideoStream> = fakeClass('FakeLocalVideoStream', () => ({
  events: {
    videoSourceChanged: {
      source() {
        return [{ source: this }];
      },
    },
  },
  properties: {
    source: { id: nextId('camera'), name: 'Camera', deviceType: 'UsbCamera' },
    mediaStreamType: 'Video',
  },
  methods: {
    feature: featuresOf('videoStreamApiCtor', (streamInstance) => ({ streamInstance })),
    dispose: () => undefined,
  },
  promises: {
    switchSource(source) {
      this.set({ source });
    },
    getMediaStream: null,
    setMediaStream: () => undefined,
  },
}));
export type FakeLocalVideoStream = Fake<LocalVideoStream>;

/**
 * A fake `LocalAudioStream`. It passes for the SDK's own class, private members and all.
 *
 * Another source, by `switchSource(microphone)` or by `set({ source })`, fires `audioSourceChanged`. Its volume is
 * a {@link FakeVolume}.
 */
export const FakeLocalAudioStream: FakeClass<LocalAudioStream> = fakeClass('FakeLocalAudioStream', () => ({
  events: {
    audioSourceChanged: {
      source() {
        return [{ source: this }];
      },
    },
  },
  properties: {
    source: { id: nextId('microphone'), name: 'Microphone', isSystemDefault: true, deviceType: 'Microphone' },
    mediaStreamType: 'Audio',
  },
  methods: {
    feature: featuresOf('audioStreamApiCtor', (streamInstance) => ({ streamInstance })),
    dispose: () => undefined,
  },
  promises: {
    switchSource(source) {
      this.set({ source });
    },
    getMediaStream: null,
    setMediaStream: () => undefined,
    ...oneVolume(),
  },
}));
export type FakeLocalAudioStream = Fake<LocalAudioStream>;

/** A fake `WbLocalVideoStream`. It passes for the SDK's own class, private members and all. */
export const FakeWbLocalVideoStream: FakeClass<WbLocalVideoStream> = fakeClass(
  'FakeWbLocalVideoStream',
  () => ({
    events: { sourceChanged: null },
    methods: { dispose: () => undefined },
    promises: { getVideoTrack: null, switchSource: () => undefined },
  }),
);
export type FakeWbLocalVideoStream = Fake<WbLocalVideoStream>;

/**
 * A fake `VideoEffectsFeature`: every effect is supported.
 *
 * `effectsStarted` tells the effects that are active, `effectsStopped` those that were.
 */
export const FakeVideoEffectsFeature: FakeFeatureClass<VideoEffectsFeature> = fakeFeatureClass(
  'FakeVideoEffectsFeature',
  () => ({
    events: {
      effectsStarted: { activeEffects: (now) => (now.length > 0 ? [now] : []) },
      effectsStopped: { activeEffects: (now, before) => (now.length > 0 ? [] : [before]) },
      effectsError: null,
      fpsWarningThresholdReached: null,
      timeForEffectsWarningReached: null,
    },
    properties: { name: 'VideoEffects', activeEffects: [] },
    promises: {
      isSupported: () => true,
      startEffects({ name }) {
        this.set({ activeEffects: [name] });
      },
      stopEffects() {
        this.set({ activeEffects: [] });
      },
    },
  }),
);
export type FakeVideoEffectsFeature = Fake<VideoEffectsFeature>;

const allOf = ({ echoCancellation, noiseSuppression }: ActiveAudioEffects): readonly string[] => [
  ...echoCancellation,
  ...noiseSuppression,
];
const isNew = (now: ActiveAudioEffects, before: ActiveAudioEffects): boolean =>
  allOf(now).some((effect) => !allOf(before).includes(effect));

/**
 * A fake `AudioEffectsFeature`: every effect is supported.
 *
 * Both `effectsStarted` and `effectsStopped` tell the effects that are active now. Started is what an effect has
 * been added to, stopped is what one has only been taken from.
 */
export const FakeAudioEffectsFeature: FakeFeatureClass<AudioEffectsFeature> = fakeFeatureClass(
  'FakeAudioEffectsFeature',
  () => ({
    events: {
      effectsStarted: { activeEffects: (now, before) => (isNew(now, before) ? [now] : []) },
      effectsStopped: { activeEffects: (now, before) => (isNew(now, before) ? [] : [now]) },
      effectsError: null,
    },
    properties: { name: 'AudioEffects', activeEffects: { echoCancellation: [], noiseSuppression: [] } },
    promises: {
      isSupported: () => true,
      startEffects({ echoCancellation, noiseSuppression }) {
        const { activeEffects } = this;
        this.set({
          activeEffects: {
            echoCancellation: echoCancellation ? [nameOf(echoCancellation)] : activeEffects.echoCancellation,
            noiseSuppression: noiseSuppression ? [nameOf(noiseSuppression)] : activeEffects.noiseSuppression,
          },
        });
      },
      stopEffects({ noiseSuppression }) {
        if (noiseSuppression) {
          this.set({ activeEffects: { ...this.activeEffects, noiseSuppression: [] } });
        }
      },
    },
  }),
);
export type FakeAudioEffectsFeature = Fake<AudioEffectsFeature>;

const nameOf = <N extends string>(effect: N | { readonly name: N }): N =>
  typeof effect === 'string' ? effect : effect.name;
