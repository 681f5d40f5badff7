/**
 * The result of the methods of fakes that return a promise in the SDK.
 */
import { defer, from, lastValueFrom, Observable, of } from 'rxjs';

/**
 * A promise that is also an Observable.
 *
 * `await` and `then` use it as a promise. `from()`, `defer()` and the flattening operators of RxJS look for an Observable
 * before they look for a promise. So they subscribe to the source itself and stay in virtual time: a marble test sees the
 * subscriptions that the tested code makes.
 *
 * Each subscriber subscribes to the source. All that `await` share one further subscription.
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
// RxJS recognises an Observable by its class, so this one extends it.
// eslint-disable-next-line rxjs-x/no-subclass
export class ObservablePromise<T> extends Observable<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'ObservablePromise';
  #promise: Promise<T> | undefined;

  /** @param source The promise resolves to its last value, or to `undefined` if it has none. */
  constructor(source: Observable<T>) {
    super((subscriber) => source.subscribe(subscriber));
  }

  /** Calls `answer` now, as an SDK method does, and wraps its result or error. */
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
