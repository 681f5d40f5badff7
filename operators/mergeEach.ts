/** Merges one stream for each element of a collection. */
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
import { change, follow$, following, hasStragglers, leave } from './internal/following.js';

/**
 * Subscribes to a stream for each element of a collection, while the element is there, and merges their values.
 *
 * ```
 * source      x--y--------z----     x: [], y: [a], z: []
 * a              n--c--C--X         X: in the turn of z, after it
 * mergeEach   ---n--c--C--X----
 * ```
 *
 * Subscribes to an element once, when it appears. Emits its values at once, in the order of the SDK's events. The cost
 * of a value does not depend on the number of elements.
 *
 * An element that has left is followed to the end of the turn (a microtask, on the `asapScheduler` of RxJS): a call
 * leaves `calls` just before its own last event, `Disconnected` (observed with SDK 1.46.1 and 2.0.0). An element that
 * returns in the same turn keeps its subscription. One that returns later gets a new one.
 *
 * Completes when the source and all streams have completed. Errs when the source, a stream or `project` errs.
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
 * @param project Returns the stream of an element: anything that RxJS accepts as one.
 */
export function mergeEach<T, R>(
  project: (element: T) => ObservableInput<R>,
): OperatorFunction<readonly T[], R> {
  return (source) =>
    defer(() => {
      const followed = following<T>();
      const stragglersLeave$ = timer(0, asapScheduler).pipe(
        tap(() => {
          leave(followed);
        }),
        ignoreElements(),
      );
      return source.pipe(
        mergeMap((collection) =>
          concat(change(followed, collection), hasStragglers(followed) ? stragglersLeave$ : EMPTY),
        ),
        mergeMap((element) => follow$(followed, element, project)),
      );
    });
}
