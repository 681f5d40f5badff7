/** A stream for each element of a collection, merged. */
import {
  asapScheduler,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  mergeMap,
  tap,
  timer,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { following } from './internal/following.js';

/**
 * Subscribes to a stream for each element of a collection, while the element is there, and merges their values.
 *
 * - An element is subscribed to once, when it appears, however often the collection is emitted, and in it. Its values
 *   come at once, in the order in which the SDK fires the events. What one costs does not depend on how many
 *   elements there are.
 * - An element that has left is followed until the current turn is over (a microtask, on RxJS's `asapScheduler`):
 *   a call leaves `calls` just before its own last event, in the same turn (observed with SDK 1.46.1 and 2.0.0), and
 *   `Disconnected` must still come through. One that is back by then has not left, and is not subscribed to again.
 *   One that comes back later is.
 * - Completes once the source has completed, and all of the streams have. Errs when the source, one of the streams or
 *   `project` does, and leaves all the others.
 *
 * ```
 * source      x--y--------z----     x: [], y: [a], z: []
 * a              n--c--C--X         X: in the turn of z, after it
 * mergeEach   ---n--c--C--X----
 * ```
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { calls$, callState$ } from 'rx-acs-calling';
 * import { mergeEach } from 'rx-acs-calling/operators';
 * import { map } from 'rxjs';
 *
 * const history = (agent: CallAgent) =>
 *   calls$(agent).pipe(mergeEach((call) => callState$(call).pipe(map((state) => ({ call, state })))));
 * ```
 *
 * @param project Gives the stream of an element: anything that RxJS takes for one.
 */
export function mergeEach<T, R>(
  project: (element: T) => ObservableInput<R>,
): OperatorFunction<readonly T[], R> {
  return (source) =>
    defer(() => {
      const { change, follow, hasStragglers, leave } = following(project);
      const stragglersLeave = timer(0, asapScheduler).pipe(
        tap(() => {
          leave();
        }),
        ignoreElements(),
      );
      return source.pipe(
        mergeMap((collection) => {
          const newcomers = change(collection);
          return concat(newcomers, hasStragglers() ? stragglersLeave : EMPTY);
        }),
        mergeMap(follow),
      );
    });
}
