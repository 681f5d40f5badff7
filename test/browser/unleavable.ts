/**
 * The events whose `off` attaches the listener once more instead of removing it, by the object that has them. The bridge has the
 * same names. test/bridge/unleavable.test.ts compares them.
 */
export const UNLEAVABLE_EVENTS: Readonly<Record<string, readonly string[]>> = {
  TransferCallFeature: ['transferAccepted'],
  TogetherModeCallFeature: [
    'togetherModeStreamsUpdated',
    'togetherModeSceneUpdated',
    'togetherModeSeatingUpdated',
  ],
};
