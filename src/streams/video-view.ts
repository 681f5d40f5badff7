/**
 * The view of a video stream.
 */
import type {
  CreateViewOptions,
  VideoStreamRenderer,
  VideoStreamRendererView,
} from '@azure/communication-calling';
import { distinctUntilChanged, isObservable, of, startWith, switchMap, type Observable } from 'rxjs';
import { milliseconds } from './internal/deadline.js';
import { view$ } from './internal/view-creation.js';
import { InvalidArgumentError } from '../errors/errors.js';

/** Options of {@link videoView$}: those of the SDK's `createView`, and two of this library. */
export interface VideoViewOptions extends CreateViewOptions {
  /**
   * There is a view while this is true. The SDK refuses one of a remote stream that is not available (412/43200), so give
   * `property$(stream, 'isAvailable')`. When it completes, its last value stays. Default: always, as for your own camera.
   */
  readonly while?: Observable<boolean>;
  /**
   * The longest time that `createView()` may take, in milliseconds; `Infinity` for no limit. The SDK gives up by itself after
   * 20 s for a camera, and after 6 s for a remote stream without a picture. It waits forever for a remote stream that the
   * service does not send (observed with SDK 1.40.1, 1.46.1 and 2.0.0 in Chromium). Default 30 000.
   */
  readonly timeout?: number;
}

/**
 * Emits the view of a video, and `undefined` while there is none, at first as well. Disposes of the view and of its renderer
 * on unsubscription.
 *
 * ```
 * while          t-----f----t-----
 * createView()   --(a|)     --(b|)
 * result         u-a---u------b---!
 * dispose()            a          b
 * ```
 *
 * - Each subscription has a renderer of its own, and each time that `while` becomes true a new one. Use `share` for one view.
 * - During `createView()` the SDK cannot take back a camera (docs/video.md). So an unsubscription then waits in the
 *   background until the SDK has made the view, and disposes of that.
 * - Errs with a {@link VideoViewError} when `create` throws or the SDK refuses, and with a {@link CallingTimeoutError} after
 *   `timeout`. Completes after `while` has completed with false.
 *
 * @example
 * ```ts
 * import { VideoStreamRenderer, type RemoteVideoStream } from '@azure/communication-calling';
 * import { property$, videoView$ } from 'rx-acs-calling';
 *
 * const show = (stream: RemoteVideoStream, tile: HTMLElement) =>
 *   videoView$(() => new VideoStreamRenderer(stream), { while: property$(stream, 'isAvailable') })
 *     .subscribe((view) => { tile.replaceChildren(...(view ? [view.target] : [])); });
 * ```
 *
 * @param create Makes the renderer: `() => new VideoStreamRenderer(stream)`. A new one each time, as it is disposed of.
 */
export const videoView$ = (
  create: () => VideoStreamRenderer,
  options: VideoViewOptions = {},
): Observable<VideoStreamRendererView | undefined> => {
  const { while: isWanted$ = of(true), timeout = 30_000, ...viewOptions } = options;
  const limit = milliseconds('timeout', timeout);
  if (typeof create !== 'function') {
    throw new InvalidArgumentError(
      'videoView$ takes a function that makes the renderer, and calls it on subscription: () => new VideoStreamRenderer(stream).',
    );
  }
  if (!isObservable(isWanted$)) {
    throw new InvalidArgumentError(
      "The option while takes an Observable of true and false: property$(stream, 'isAvailable').",
    );
  }
  return isWanted$.pipe(
    distinctUntilChanged(),
    switchMap((isWanted) => (isWanted ? view$(create, viewOptions, limit) : of(undefined))),
    startWith(undefined),
    distinctUntilChanged(),
  );
};
