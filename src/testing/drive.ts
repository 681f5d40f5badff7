/**
 * Helpers that drive fakes from marbles, and count the listeners that are attached to fakes.
 */
import type { Observable, Subscription } from 'rxjs';
import { listenersLeftOn } from './fakes/fake-object.js';

/**
 * Sets the changes that an Observable emits on a fake: `changes$.subscribe((changes) => fake.set(changes))`, typed.
 *
 * @example
 * ```ts
 * import { drive, FakeTransfer } from 'rx-acs-calling/testing';
 * import { marbles } from 'rxjs-marbles/jest';
 *
 * const states = { t: { state: 'Transferring' }, d: { state: 'Transferred' } } as const;
 *
 * it('succeeds', marbles((m) => {
 *   const transfer = new FakeTransfer();
 *   drive(m.hot('-t---d', states), transfer);
 *   // …
 * }));
 * ```
 *
 * @param changes$ Emits arguments for the fake's `set`, from a marble string for example.
 * @param fake Any fake.
 */
export function drive<Changes>(
  changes$: Observable<NoInfer<Changes>>,
  fake: { set(changes: Changes): void },
): Subscription {
  // An error of `changes$` is a mistake in the test. RxJS reports it as uncaught.
  // eslint-disable-next-line rxjs-x/no-ignored-error
  return changes$.subscribe((changes) => {
    fake.set(changes);
  });
}

/**
 * Counts the listeners that are left on these fakes. 0 if every stream of them has removed its listeners.
 *
 * Listeners of `transferAccepted` and of the events of together mode can never be removed. The first listener of each does
 * not count, a second one does. The method `listenerCount()` of a fake counts all listeners.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures, listenerCount } from 'rx-acs-calling/testing';
 *
 * const call = new FakeCall();
 * const feature = call.feature(FakeFeatures.Transfer);
 * // … and at the end of the test:
 * expect(listenerCount(call, feature)).toBe(0);
 * ```
 *
 * @param fakes Any fakes.
 */
export function listenerCount(...fakes: readonly { listenerCount(): number }[]): number {
  return fakes.reduce((sum, fake) => sum + listenersLeftOn(fake), 0);
}
