/**
 * The video of a remote participant of a connected call, without the service: whether it is available, and the subscription to
 * it, are put in place. The renderer, the view, their rules and their errors are the SDK's own.
 *
 * The names are those of the SDK's bundle (read and observed in SDK 1.40.1, 1.46.1 and 2.0.0).
 */
import type { Call } from '@azure/communication-calling';
import type { RemoteVideo } from '../contract/world.js';
import { assert } from './check.js';

/** What the SDK keeps behind a stream. */
interface Inside {
  readonly tsStream: { start: (target: HTMLElement) => Promise<unknown> };
  readonly setIsAvailable: (isAvailable: boolean) => void;
}

/** A subscription to the video, which brings pictures at once. */
const subscription = () => ({
  isRendering: true,
  streamSize: { width: 640, height: 360 },
  changed: () => ({ dispose: () => undefined }),
  setScalingMode: () => Promise.resolve(),
  dispose: () => undefined,
});

/** The video of the other party of a connected call. It is off. */
export function remoteVideoOf(call: Call): RemoteVideo {
  const stream = call.remoteParticipants
    .flatMap(({ videoStreams }) => videoStreams)
    .find(({ mediaStreamType }) => mediaStreamType === 'Video');
  assert(stream, 'The other party has no video.');
  const { tsStream, setIsAvailable } = stream as unknown as Inside;
  tsStream.start = () => Promise.resolve(subscription());
  return {
    stream,
    setAvailable: setIsAvailable,
    end: async () => {
      if (call.state !== 'Disconnected') {
        await call.hangUp();
      }
    },
  };
}
