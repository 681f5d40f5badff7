/**
 * The parts of a suite: checks, and their assertions.
 */
import { Subscription, type Observable } from 'rxjs';

/** A check passes unless `run` rejects. The checks of a suite run one after another. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
  /** The reason why it does not run here. */
  readonly notApplicable?: string | undefined;
}

/** Prints a note among the results. */
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

/** A promise, and the functions that settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T>(): Deferred<T> {
  const settle: Partial<Omit<Deferred<T>, 'promise'>> = {};
  const promise = new Promise<T>((resolve, reject) => {
    Object.assign(settle, { resolve, reject });
  });
  return { promise, ...(settle as Omit<Deferred<T>, 'promise'>) };
}

/** The values of a subscription, and its end. */
export interface Recording<T> {
  readonly values: readonly T[];
  /** Resolves with the first value. Rejects if the stream ends without one. */
  readonly first: Promise<T>;
  /** Resolves at the end of the stream: with its error, or with `undefined` after a completion. */
  readonly end: Promise<unknown>;
  readonly subscription: Subscription;
}

export function record<T>(source: Observable<T>, onValue?: (value: T) => void): Recording<T> {
  const values: T[] = [];
  const first = deferred<T>();
  const end = deferred<unknown>();
  // A check that ignores the first value also ignores that there is none.
  first.promise.catch(() => undefined);
  const finish = (error?: unknown): void => {
    first.reject(error ?? new Error('The stream completed without a value.'));
    end.resolve(error);
  };
  // A subscription of its own: the soak checks that the heap does not keep it.
  const subscription = new Subscription();
  subscription.add(
    source.subscribe({
      next: (value) => {
        values.push(value);
        first.resolve(value);
        onValue?.(value);
      },
      error: finish,
      complete: finish,
    }),
  );
  return { values, first: first.promise, end: end.promise, subscription };
}

export const wait = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time));
