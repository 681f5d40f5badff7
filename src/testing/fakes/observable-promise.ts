/**
 * What the fakes return where the SDK returns a promise.
 */
import { defer, from, lastValueFrom, Observable, of } from 'rxjs';

/**
 * A promise that is also an Observable.
 *
 * `await` and `then` see a promise. `from()`, `defer()` and the flattening operators of RxJS look for an
 * Observable before they look for a promise, so they subscribe to the source itself and stay in virtual time:
 * a marble test sees the very subscriptions that the code under test makes.
 *
 * The source is subscribed to by whoever asks: by each subscriber, and once for all that `await`.
 *
 * @example
 * ```ts
 * import { ObservablePromise } from 'rx-acs-calling/testing';
 * import { from, of } from 'rxjs';
 *
 * const answer = new ObservablePromise(of('done'));
 * from(answer).subscribe((text) => { console.log(text); }); // at once
 * void answer.then((text) => { console.log(text); }); // in a microtask
 * ```
 */
// Being both is all that this class is for, and RxJS knows an Observable by its class.
// eslint-disable-next-line rxjs-x/no-subclass
export class ObservablePromise<T> extends Observable<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'ObservablePromise';
  #promise: Promise<T> | undefined;

  /** @param source Its last value is what the promise resolves to, `undefined` if there was none. */
  constructor(source: Observable<T>) {
    super((subscriber) => source.subscribe(subscriber));
  }

  /** Calls `answer` now, as an SDK method would, and wraps whatever comes of it. */
  static of<T>(answer: () => T | PromiseLike<T> | Observable<T>): ObservablePromise<T> {
    try {
      const result = answer();
      if (result instanceof ObservablePromise) {
        return result as ObservablePromise<T>;
      }
      return new ObservablePromise(isAsync(result) ? from(result) : of(result));
    } catch (error) {
      return new ObservablePromise(
        defer(() => {
          throw error;
        }),
      );
    }
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#promise ??= lastValueFrom(this, { defaultValue: undefined as T });
    return this.#promise.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onFinally);
  }
}

const isAsync = <T>(result: T | PromiseLike<T> | Observable<T>): result is PromiseLike<T> | Observable<T> =>
  result instanceof Observable ||
  typeof (result as Partial<PromiseLike<T>> | undefined | null)?.then === 'function';
