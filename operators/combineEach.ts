/** Combines one stream for each element of a collection. */
import {
  defer,
  filter,
  from,
  map,
  merge,
  mergeMap,
  of,
  tap,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { changed, combination, settled, valuesOf } from './internal/combination.js';
import { change, follow$, following, leave } from './internal/following.js';

/**
 * Subscribes to a stream for each element of a collection, while the element is there, and emits their latest values
 * in the order of the collection.
 *
 * ```
 * source        x--y------z----     x: [], y: [a, b], z: [b]
 * a                1--2---          combined: k: [], l: [1, 7], m: [2, 7], n: [2, 8], o: [8]
 * b                7----8------
 * combineEach   k--l--m-n-o----
 * ```
 *
 * Emits once for each change of the collection, and once for each value of an element. An empty collection is `[]`.
 * Emits nothing while an element has no value, as `combineLatest`: use `startWith` for a stream that is slow, or may
 * complete without a value.
 *
 * Subscribes to an element once, when it appears; if it is in the collection twice, so is its value. Unsubscribes when
 * it leaves, so the last event of a call is not seen: for that use `mergeEach`. Completes when the source and all
 * streams have completed. Errs when the source, a stream or `project` errs.
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { property$, remoteParticipants$ } from 'rx-acs-calling';
 * import { combineEach } from 'rx-acs-calling/operators';
 * import { map } from 'rxjs';
 *
 * const speakers = (call: Call) =>
 *   remoteParticipants$(call).pipe(
 *     combineEach((participant) =>
 *       property$(participant, 'isSpeaking').pipe(map((isSpeaking) => ({ participant, isSpeaking }))),
 *     ),
 *     map((all) => all.filter(({ isSpeaking }) => isSpeaking)),
 *   );
 * ```
 *
 * @param project Returns the stream of an element: anything that RxJS accepts as one.
 */
export function combineEach<T, R>(
  project: (element: T) => ObservableInput<R>,
): OperatorFunction<readonly T[], readonly R[]> {
  return (source) =>
    defer(() => {
      const followed = following<T>();
      const combined = combination<T, R>();
      return source.pipe(
        mergeMap((collection) => {
          changed(combined, collection);
          const newcomers = change(followed, collection);
          leave(followed, (element) => combined.latest.delete(element));
          return merge(
            from(newcomers).pipe(
              mergeMap((element) =>
                follow$(followed, element, project).pipe(tap((value) => combined.latest.set(element, value))),
              ),
            ),
            defer(() => of(settled(combined, collection)).pipe(filter(Boolean))),
          );
        }),
        map(() => valuesOf(combined)),
        filter((values) => values !== undefined),
      );
    });
}
