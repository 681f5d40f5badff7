/**
 * Marbles for fakes: changes and expectations of fakes, frame by frame, on RxJS's own `TestScheduler`.
 */
import { distinctUntilChanged, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { isSame } from './fakes/comparing.js';
import {
  listenersLeftOn,
  type FakeArguments,
  type FakeChanges,
  type FakeMethod,
  type FakeObject,
} from './fakes/fake-object.js';

/** An expectation, like that of `expectObservable` of RxJS. */
export interface MarbleExpectation<Value> {
  /**
   * @param marbles The expected values and their frames.
   * @param values The value of each letter. A letter without a value stands for itself.
   */
  toBe(marbles: string, values?: Readonly<Record<string, Value>>): void;
}

/** The helpers that {@link marbleHelpers} returns. */
export interface MarbleHelpers {
  /**
   * Sets a property of a fake at the frames of a marble string. Returns the subscription, to stop it early.
   *
   * @param values The value of each letter. A letter without a value stands for itself.
   */
  readonly drive: <S extends object, K extends keyof FakeChanges<S> & keyof S & string>(
    fake: FakeObject<S> & S,
    property: K,
    marbles: string,
    values?: Readonly<Record<string, S[K]>>,
  ) => Subscription;

  /** Expects the first value of a property and each new one, also a value that fires no event. */
  readonly expectHistory: <S extends object, K extends keyof FakeChanges<S> & keyof S & string>(
    fake: FakeObject<S> & S,
    property: K,
  ) => MarbleExpectation<S[K]>;

  /** Expects the calls to a method. The value of a letter is a list of arguments. */
  readonly expectCalls: <S extends object, K extends FakeMethod<S>>(
    fake: FakeObject<S> & S,
    method: K,
  ) => MarbleExpectation<FakeArguments<S, K>>;

  /**
   * Expects that at the end, after the last scheduled work, no listener is attached to any of these fakes. The error names
   * each fake that has one. One listener may stay where the SDK can never remove it, as of `transferAccepted`.
   */
  readonly expectNothingAttached: (...fakes: readonly Attachable[]) => void;
}

/** A fake, as far as its listeners are concerned. */
export interface Attachable {
  readonly fakeName: string;
  listenerCount(): number;
}

/**
 * Makes the helpers of one test, on a `TestScheduler` inside its `run`. They need no test runner: the scheduler's own
 * `assertDeepEqual` compares, in Jest, Vitest, Jasmine or `node:test` alike.
 *
 * ```
 * drive              --t---d--
 * expectHistory      n-t---d--
 * expectCalls        ------h--
 * ```
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures, FakeTransfer, marbleHelpers } from 'rx-acs-calling/testing';
 * import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 * import { TestScheduler } from 'rxjs/testing';
 *
 * const scheduler = new TestScheduler((actual, expected) => {
 *   expect(actual).toEqual(expected);
 * });
 *
 * it('hangs up once the transfer is through', () => {
 *   scheduler.run(() => {
 *     const { drive, expectCalls, expectNothingAttached } = marbleHelpers(scheduler);
 *     const call = new FakeCall({ state: 'LocalHold' });
 *     const transfer = new FakeTransfer();
 *     call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
 *
 *     of(call)
 *       .pipe(
 *         withFeature(FakeFeatures.Transfer),
 *         transferTo({ targetCallId: 'another' }),
 *         hangUpWhenTransferred(),
 *       )
 *       .subscribe();
 *
 *     drive(transfer, 'state', '    --t---d', { t: 'Transferring', d: 'Transferred' });
 *     expectCalls(call, 'hangUp').toBe('------h', { h: [undefined] });
 *     expectNothingAttached(call, transfer);
 *   });
 * });
 * ```
 *
 * @param scheduler RxJS's `TestScheduler`. In rxjs-marbles it is `m.scheduler`.
 */
export function marbleHelpers(scheduler: TestScheduler): MarbleHelpers {
  const expectation = <Value>(actual$: Observable<Value>): MarbleExpectation<Value> => ({
    toBe: (marbles, values) => {
      scheduler.expectObservable(actual$).toBe(marbles, values);
    },
  });

  return {
    drive: (fake, property, marbles, values) =>
      // An error in the marbles is a mistake in the test. RxJS reports it as uncaught.
      // eslint-disable-next-line rxjs-x/no-ignored-error
      scheduler.createHotObservable(marbles, values).subscribe((value) => {
        fake.set({ [property]: value } as never);
      }),
    expectHistory: (fake, property) => expectation(recordHistory(fake, property)),
    expectCalls: (fake, method) => expectation(recordCalls(fake, method)),
    expectNothingAttached: (...fakes) => {
      scheduler.schedule(() => {
        checkNothingAttached(fakes);
      }, Number.MAX_SAFE_INTEGER);
    },
  };
}

/** Records the current value of a property, and each value that `write` changes from now on. */
function recordHistory<S extends object, K extends keyof FakeChanges<S> & keyof S & string>(
  fake: FakeObject<S> & S,
  property: K,
): Observable<S[K]> {
  // A copy of an array, as the SDK changes some arrays in place.
  const current = (): S[K] => {
    const value = fake[property];
    return (Array.isArray(value) ? [...(value as readonly unknown[])] : value) as S[K];
  };
  const history$ = new ReplaySubject<S[K]>(Infinity);
  history$.next(current());
  const write = fake.write.bind(fake);
  fake.write = (changes) => {
    const emit = write(changes);
    history$.next(current());
    return emit;
  };
  return history$.pipe(distinctUntilChanged<S[K]>(isSame));
}

/** Records the calls to a method from now on. A call before the scheduler flushes belongs to the first frame. */
function recordCalls<S extends object, K extends FakeMethod<S>>(
  fake: FakeObject<S> & S,
  method: K,
): Observable<FakeArguments<S, K>> {
  const calls$ = new ReplaySubject<FakeArguments<S, K>>(Infinity);
  const methods = fake as unknown as Record<K, (...args: FakeArguments<S, K>) => unknown>;
  const original = methods[method];
  methods[method] = (...args) => {
    calls$.next(args);
    return original.apply(fake, args);
  };
  return calls$;
}

function checkNothingAttached(fakes: readonly Attachable[]): void {
  const attached = fakes.filter((fake) => listenersLeftOn(fake));
  if (attached.length) {
    const list = attached.map((fake) => `${String(listenersLeftOn(fake))} on ${fake.fakeName}`);
    throw new Error(`Listeners are still attached at the end: ${list.join(', ')}.`);
  }
}
