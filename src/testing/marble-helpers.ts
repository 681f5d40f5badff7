/**
 * Marbles for fakes: what a test does to them and expects of them, frame by frame, on RxJS's own `TestScheduler`.
 */
import { distinctUntilChanged, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import {
  listenersLeftOn,
  type FakeArguments,
  type FakeChanges,
  type FakeMethod,
  type FakeObject,
} from './fakes/fake-object.js';

/** What is expected, as `expectObservable` of RxJS has it. */
export interface MarbleExpectation<Value> {
  /**
   * @param marbles When something comes, and what.
   * @param values What the letters stand for; a letter that is not among them stands for itself.
   */
  toBe(marbles: string, values?: Readonly<Record<string, Value>>): void;
}

/** What {@link marbleHelpers} gives. */
export interface MarbleHelpers {
  /**
   * Sets a property of a fake at the frames of a marble string. Returns the subscription, to stop it early.
   *
   * @param values What the letters stand for; a letter that is not among them stands for itself.
   */
  readonly drive: <S extends object, K extends keyof FakeChanges<S> & keyof S & string>(
    fake: FakeObject<S> & S,
    property: K,
    marbles: string,
    values?: Readonly<Record<string, S[K]>>,
  ) => Subscription;

  /** Expects the value of a property at once, and each new one, whether or not the fake has told of it by an event. */
  readonly expectHistory: <S extends object, K extends keyof FakeChanges<S> & keyof S & string>(
    fake: FakeObject<S> & S,
    property: K,
  ) => MarbleExpectation<S[K]>;

  /** Expects the calls to a method: the letters stand for its lists of arguments. */
  readonly expectCalls: <S extends object, K extends FakeMethod<S>>(
    fake: FakeObject<S> & S,
    method: K,
  ) => MarbleExpectation<FakeArguments<S, K>>;

  /**
   * Expects that at the end, when nothing is left to happen, no listener is attached to any of these fakes. The error
   * names each that has one. Of an event that the SDK lets nobody leave, one listener may stay.
   */
  readonly expectNothingAttached: (...fakes: readonly Attachable[]) => void;
}

/** A fake, as far as listeners go. */
export interface Attachable {
  readonly fakeName: string;
  listenerCount(): number;
}

/**
 * The helpers for one test, on a `TestScheduler` whose `run` is under way. They need no test runner: what is expected
 * is compared by the scheduler's own `assertDeepEqual`, in Jest, Vitest, Jasmine or `node:test` alike.
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
 * @param scheduler RxJS's `TestScheduler`; with rxjs-marbles it is `m.scheduler`.
 */
export function marbleHelpers(scheduler: TestScheduler): MarbleHelpers {
  const expectation = <Value>(actual: Observable<Value>): MarbleExpectation<Value> => ({
    toBe: (marbles, values) => {
      scheduler.expectObservable(actual).toBe(marbles, values);
    },
  });

  return {
    drive: (fake, property, marbles, values) =>
      // A mistake in the test, which RxJS reports as uncaught.
      // eslint-disable-next-line rxjs-x/no-ignored-error
      scheduler.createHotObservable(marbles, values).subscribe((value) => {
        fake.set({ [property]: value } as never);
      }),

    expectHistory: (fake, property) => {
      // An array that is changed in place is shown as it was at the time.
      const current = (): (typeof fake)[typeof property] => {
        const value = fake[property];
        return (Array.isArray(value) ? [...(value as readonly unknown[])] : value) as typeof value;
      };
      const history = new ReplaySubject<(typeof fake)[typeof property]>(Infinity);
      history.next(current());
      const write = fake.write.bind(fake);
      fake.write = (changes) => {
        const emit = write(changes);
        history.next(current());
        return emit;
      };
      return expectation(history.pipe(distinctUntilChanged(isSame)));
    },

    expectCalls: <S extends object, K extends FakeMethod<S>>(fake: FakeObject<S> & S, method: K) => {
      // What is called before the scheduler flushes is called at its first frame.
      const calls = new ReplaySubject<FakeArguments<S, K>>(Infinity);
      const methods = fake as unknown as Record<K, (...args: FakeArguments<S, K>) => unknown>;
      const original = methods[method];
      methods[method] = (...args) => {
        calls.next(args);
        return original.apply(fake, args);
      };
      return expectation(calls);
    },

    expectNothingAttached: (...fakes) => {
      scheduler.schedule(() => {
        const attached = fakes.filter((fake) => listenersLeftOn(fake));
        if (attached.length) {
          const list = attached.map((fake) => `${String(listenersLeftOn(fake))} on ${fake.fakeName}`);
          throw new Error(`Listeners are still attached at the end: ${list.join(', ')}.`);
        }
      }, Number.MAX_SAFE_INTEGER);
    },
  };
}

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((element, index) => element === b[index])
    : Object.is(a, b);
