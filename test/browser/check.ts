/**
 * What a suite is made of: checks, and the few assertions that they need.
 */
import { Subscription, type Observable } from 'rxjs';

/** A check passes unless `run` rejects. The checks of a suite run one after another. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
  /** Why it is not run here. */
  readonly notApplicable?: string | undefined;
}

/** Has something printed among the results. */
export const note = (text: string): void => {
  console.log(`# ${text}`);
};

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new Error(message);
  }
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (part instanceof Error ? String(part) : part));

/** Compares by value, as far as JSON goes. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [show(actual), show(expected)];
  assert(a === e, `${what}: expected ${e}, got ${a}`);
}

/** What a subscription has got, and how it ended. */
export interface Recording<T> {
  readonly values: readonly T[];
  /** Resolves with the first value; rejects if the stream ends without. */
  readonly first: Promise<T>;
  /** Resolves when the stream has ended: with its error, or `undefined` if it completed. */
  readonly end: Promise<unknown>;
  readonly subscription: Subscription;
}

export function record<T>(source: Observable<T>, onValue?: (value: T) => void): Recording<T> {
  const values: T[] = [];
  let gotFirst!: (value: T) => void;
  let gotNone!: (error: unknown) => void;
  const first = new Promise<T>((resolve, reject) => {
    gotFirst = resolve;
    gotNone = reject;
  });
  // Whoever does not wait for the first value does not mind that there is none.
  first.catch(() => undefined);
  const subscription = new Subscription();
  const end = new Promise<unknown>((resolve) => {
    const finish = (error?: unknown): void => {
      gotNone(error ?? new Error('The stream completed without a value.'));
      resolve(error);
    };
    subscription.add(
      source.subscribe({
        next: (value) => {
          values.push(value);
          gotFirst(value);
          onValue?.(value);
        },
        error: finish,
        complete: finish,
      }),
    );
  });
  return { values, first, end, subscription };
}

export const wait = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time));
