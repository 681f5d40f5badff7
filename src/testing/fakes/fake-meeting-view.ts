/**
 * Fakes of the features of a meeting that show videos and slides: optimal video count, PowerPoint Live, together mode.
 */
import type {
  OptimalVideoCountCallFeature,
  PPTLiveCallFeature,
  TogetherModeCallFeature,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import type { Fake } from './fake-object.js';

/** A fake `OptimalVideoCountCallFeature`. Default: one video. */
export const FakeOptimalVideoCountCallFeature: FakeFeatureClass<OptimalVideoCountCallFeature> =
  fakeFeatureClass('FakeOptimalVideoCountCallFeature', () => ({
    events: { optimalVideoCountChanged: 'optimalVideoCount' },
    properties: { name: 'OptimalVideoCount', optimalVideoCount: 1, lastOvcChangeReason: 'unknown' },
  }));
export type FakeOptimalVideoCountCallFeature = Fake<OptimalVideoCountCallFeature>;

/** A fake `PPTLiveCallFeature`. Default: inactive, and without a `target`, as Node has no elements. */
export const FakePPTLiveCallFeature: FakeFeatureClass<PPTLiveCallFeature> = fakeFeatureClass(
  'FakePPTLiveCallFeature',
  () => ({
    events: { isActiveChanged: 'isActive' },
    properties: { name: 'PPTLive', isActive: false, target: undefined as never },
    lenient: true,
  }),
);
export type FakePPTLiveCallFeature = Fake<PPTLiveCallFeature>;

/**
 * A fake `TogetherModeCallFeature`. Default: no streams.
 *
 * Listeners of its events can never be removed: `off` attaches the listener once more (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 */
export const FakeTogetherModeCallFeature: FakeFeatureClass<TogetherModeCallFeature> = fakeFeatureClass(
  'FakeTogetherModeCallFeature',
  () => ({
    events: {
      togetherModeStreamsUpdated: 'togetherModeStream',
      togetherModeSceneUpdated: null,
      togetherModeSeatingUpdated: { togetherModeSeatingMap: (now) => [now] },
    },
    properties: {
      name: 'TeamsTogetherMode',
      togetherModeStream: [],
      togetherModeSeatingMap: new Map(),
      sceneSize: { width: 0, height: 0 },
    },
    promises: { start: () => undefined },
    unleavable: ['togetherModeStreamsUpdated', 'togetherModeSceneUpdated', 'togetherModeSeatingUpdated'],
  }),
);
export type FakeTogetherModeCallFeature = Fake<TogetherModeCallFeature>;
