/** Keeps the last values, and hands them out when asked. */
import { from, map, Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { InvalidArgumentError } from '../src/errors/errors.js';

/**
 * Keeps the last `count` values, and emits them, oldest first, each time that `notifier` emits.
 *
 * - For what is wanted only when something goes wrong, such as the last lines of a log for a report. A value costs the
 *   same however many are kept, and nothing is copied before it is asked for. (`scan` copies all of them for each
 *   value; `buffer` keeps all since the last notification, however many, and then forgets them.)
 * - Each snapshot is an array of its own. Nothing is forgotten by it: of two notifications in a row both give the same.
 *   Before the first value it is empty.
 * - When the source completes, what is kept can still be asked for. Completes when `notifier` completes. Errs at once
 *   when either errs.
 *
 * ```
 * source            -a-b-c-----d--|
 * notifier          ----x----x-x----x--|
 * snapshotLast(2)   ----p----q-q----r--|    p: [a, b], q: [b, c], r: [c, d]
 * ```
 *
 * @example
 * ```ts
 * import { sdkLogs$ } from 'rx-acs-calling';
 * import { snapshotLast } from 'rx-acs-calling/operators';
 * import { fromEvent } from 'rxjs';
 *
 * const reports = (button: HTMLElement) =>
 *   sdkLogs$({ level: 'verbose' }).pipe(snapshotLast(500, fromEvent(button, 'click')));
 * ```
 *
 * @param count How many values to keep at most; 1 or more.
 * @param notifier Asks for the values.
 */
export function snapshotLast<T>(
  count: number,
  notifier: ObservableInput<unknown>,
): OperatorFunction<T, readonly T[]> {
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw new InvalidArgumentError(`count must be a whole number from 1 on, not ${String(count)}.`);
  }
  return (source) =>
    new Observable((subscriber) => {
      // A ring: once it is full, the next value takes the place of the oldest one.
      const ring: T[] = [];
      let next = 0;
      // First, so that a value comes before a notification of the same moment.
      subscriber.add(
        source.subscribe({
          next: (value) => {
            ring[next] = value;
            next = (next + 1) % count;
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
        }),
      );
      if (!subscriber.closed) {
        from(notifier)
          .pipe(map(() => [...ring.slice(next), ...ring.slice(0, next)]))
          .subscribe(subscriber);
      }
    });
}
