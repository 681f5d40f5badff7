/**
 * Whether the page uses the camera.
 */
import { wait } from './check.js';
import { takenTracks } from './taken-tracks.js';

/** The SDK keeps a camera on for a moment after its last view. */
const RELEASE_TIME = 2_000;

/** Watches the camera. The result tells whether it is on, of all that was asked for since. */
export function watchCamera(): () => Promise<boolean> {
  const tracks = takenTracks('video');
  const isOn = (): boolean => tracks.some(({ readyState }) => readyState === 'live');
  return async () => {
    for (const start = performance.now(); isOn() && performance.now() - start < RELEASE_TIME;) {
      await wait(50);
    }
    return isOn();
  };
}
