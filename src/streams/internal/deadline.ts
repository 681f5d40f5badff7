/**
 * Times that an app passes in, in milliseconds: checked at once, and `Infinity` means never.
 */
import { map, NEVER, timer, type Observable } from 'rxjs';
import { InvalidArgumentError } from '../../errors/errors.js';

// A longer delay would make a timer fire at once.
const LONGEST = 2 ** 31 - 1;

/** Gives the value back, or throws an {@link InvalidArgumentError} that names what is wrong with it. */
export const milliseconds = (name: string, value: number): number => {
  if (typeof value !== 'number' || !(value >= 0 && (value <= LONGEST || value === Infinity))) {
    throw new InvalidArgumentError(
      `${name} must be milliseconds from 0 to ${String(LONGEST)}, or Infinity for never, not ${String(value)}.`,
    );
  }
  return value;
};

/** Emits once, after that many milliseconds; never for `Infinity`. */
export const after = (time: number): Observable<unknown> =>
  time === Infinity ? NEVER : timer(Math.min(time, LONGEST));

/**
 * How long to wait before an attempt, in milliseconds: `first`, doubled with each failure in a row (from 1), `longest` at
 * most. Always as much as a timer can wait, unless `first` is `Infinity`, which means never.
 */
export const backOffTime = (first: number, longest: number, failures: number): number =>
  // Doubled more often it would overflow: 0 times that is not a number.
  first === Infinity ? Infinity : Math.min(longest, LONGEST, first * 2 ** Math.min(failures - 1, 31));

/** Emits nothing, and errs with what `error` gives once `timeout` milliseconds have passed. */
export const deadline = (timeout: number, error: () => Error): Observable<never> =>
  after(timeout).pipe(
    map(() => {
      throw error();
    }),
  );
