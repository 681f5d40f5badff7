/** A stream for each element of a collection, combined. */
import {
  defer,
  EMPTY,
  filter,
  from,
  map,
  merge,
  mergeMap,
  of,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { following } from './internal/following.js';

/**
 * Subscribes to a stream for each element of a collection, while the element is there, and emits their latest values
 * in the order of the collection.
 *
 * - A change of the collection is one emission, however many elements come and go by it, and so is each value of an
 *   element. No collection is `[]`, at once.
 * - As with `combineLatest` nothing is emitted as long as an element has no value: give those that are slow, or may
 *   complete without any, a first one with `startWith`.
 * - An element is subscribed to once, when it appears; if it is in the collection twice, so is its value. It is left
 *   when it leaves: what comes then, such as the last event of a call, has no place in the result. For that take
 *   `mergeEach`.
 * - Completes once the source has completed, and all of the streams have. Errs when the source, one of the streams or
 *   `project` does, and leaves all the others.
 *
 * ```
 * source        x--y------z----     x: [], y: [a, b], z: [b]
 * a                1--2---          combined: k: [], l: [1, 7], m: [2, 7], n: [2, 8], o: [8]
 * b                7----8------
 * combineEach   k--l--m-n-o----
 * ```
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
 * @param project Gives the stream of an element: anything that RxJS takes for one.
 */
export function combineEach<T, R>(
  project: (element: T) => ObservableInput<R>,
): OperatorFunction<readonly T[], readonly R[]> {
  return (source) =>
    defer(() => {
      const followed = following(project);
      const latest = new Map<T, R>();
      let collection: readonly T[] = [];
      /** Whoever is in the collection is followed, and nobody else. */
      let isUpToDate = false;

      return source.pipe(
        mergeMap((next) => {
          isUpToDate = false;
          collection = next;
          const newcomers = followed.change(next);
          followed.leave((element) => latest.delete(element));
          const values = from(newcomers).pipe(
            mergeMap((element) => followed.follow(element).pipe(map((value) => latest.set(element, value)))),
          );
          const change = defer(() => {
            // To subscribe to one element may have changed the collection, which has been dealt with then.
            if (collection !== next) {
              return EMPTY;
            }
            isUpToDate = true;
            return of(latest);
          });
          return merge(values, change);
        }),
        filter(() => isUpToDate && latest.size === followed.size),
        map(() => collection.map((element) => latest.get(element) as R)),
      );
    });
}
