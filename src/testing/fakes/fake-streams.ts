/**
 * Fakes of audio and video streams, and of their features.
 *
 * Node has no `MediaStream`: a test gives an answer to the methods that return one.
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
 * A fake `RemoteVideoStream`. Default: a camera that is off.
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

/** A fake `TogetherModeVideoStream`. Default: not available. */
export const FakeTogetherModeVideoStream: FakeClass<TogetherModeVideoStream> = fakeClass(
  'FakeTogetherModeVideoStream',
  describeRemoteVideo,
);
export type FakeTogetherModeVideoStream = Fake<TogetherModeVideoStream>;

/** A fake `Volume`. Default: silence. */
export const FakeVolume: FakeClass<Volume> = fakeClass('FakeVolume', () => ({
  events: { levelChanged: 'level' },
  properties: { level: 0 },
}));
export type FakeVolume = Fake<Volume>;

/** A stream has one volume: `getVolume` returns the same each time. */
const oneVolume = (volume = new FakeVolume()) => ({ getVolume: () => volume });

/** A fake `RemoteAudioStream`. Its volume is a {@link FakeVolume}. */
export const FakeRemoteAudioStream: FakeClass<RemoteAudioStream> = fakeClass('FakeRemoteAudioStream', () => ({
  promises: { getMediaStream: null, ...oneVolume() },
}));
export type FakeRemoteAudioStream = Fake<RemoteAudioStream>;

/**
 * A fake `LocalVideoStream`. The compiler accepts it as the SDK's class, private members included.
 *
 * `switchSource(camera)` and `set({ source })` fire `videoSourceChanged`.
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
 * A fake `LocalAudioStream`. The compiler accepts it as the SDK's class, private members included.
 *
 * `switchSource(microphone)` and `set({ source })` fire `audioSourceChanged`. Its volume is a {@link FakeVolume}.
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

/** A fake `WbLocalVideoStream`. The compiler accepts it as the SDK's class, private members included. */
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
 * A fake `VideoEffectsFeature`. It supports every effect.
 *
 * `effectsStarted` carries the active effects, `effectsStopped` the effects that were active.
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
 * A fake `AudioEffectsFeature`. It supports every effect.
 *
 * `effectsStarted` fires if at least one effect is new, otherwise `effectsStopped`. Both carry the effects that are active
 * now.
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
