/** Keeps the last values of a stream, and emits them on request. */
import { from, map, Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { InvalidArgumentError } from '../src/errors/errors.js';
import { push, ringOf, snapshotOf } from './internal/ring.js';

/**
 * Keeps the last `count` values, and emits them, oldest first, each time that `notifier` emits.
 *
 * ```
 * source            -a-b-c-----d--|
 * notifier          ----x----x-x----x--|
 * snapshotLast(2)   ----p----q-q----r--|    p: [a, b], q: [b, c], r: [c, d]
 * ```
 *
 * For values that are needed only when something goes wrong, such as the last lines of a log for a report. Keeping a
 * value costs the same for each `count`; only a snapshot copies. (`scan` copies all values for each new one; `buffer`
 * keeps all values since the last notification, and then forgets them.)
 *
 * Each snapshot is a new array. A snapshot forgets nothing: two notifications in a row emit the same values. Before the
 * first value it is empty. After the source has completed, `notifier` still emits snapshots. Completes when `notifier`
 * completes. Errs at once when one of them errs.
 *
 * @example
 * ```ts
 * import { sdkLogs$ } from 'rx-acs-calling/logs';
 * import { snapshotLast } from 'rx-acs-calling/operators';
 * import { fromEvent } from 'rxjs';
 *
 * const reports = (button: HTMLElement) =>
 *   sdkLogs$({ level: 'verbose' }).pipe(snapshotLast(500, fromEvent(button, 'click')));
 * ```
 *
 * @param count The maximum number of values, 1 or more.
 * @param notifier Emits a snapshot each time that it emits.
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
      const ring = ringOf<T>(count);
      // The source first: a value and a notification of the same frame then arrive in that order.
      subscriber.add(
        source.subscribe({
          next: (value) => {
            push(ring, value);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
        }),
      );
      if (!subscriber.closed) {
        from(notifier)
          .pipe(map(() => snapshotOf(ring)))
          .subscribe(subscriber);
      }
    });
}
