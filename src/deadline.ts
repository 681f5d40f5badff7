/**
 * Times that an app passes in, in milliseconds: checked at once, and `Infinity` means never.
 */
import { map, NEVER, timer, type Observable } from 'rxjs';
import { InvalidArgumentError } from './errors.js';

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

/** Emits once, after that many milliseconds. */
export const after = (time: number): Observable<unknown> => (time === Infinity ? NEVER : timer(time));

/** Emits nothing, and errs with what `error` gives once `timeout` milliseconds have passed. */
export const deadline = (timeout: number, error: () => Error): Observable<never> =>
  after(timeout).pipe(
    map(() => {
      throw error();
    }),
  );
