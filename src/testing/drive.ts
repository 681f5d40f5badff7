/**
 * Helpers to drive fakes from marbles and to look at what is attached to them.
 */
import type { Observable, Subscription } from 'rxjs';
import { listenersLeftOn } from './fakes/fake-object.js';

/**
 * Applies what an Observable emits to a fake: `changes$.subscribe((changes) => fake.set(changes))`, typed.
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
 * @param changes$ Emits what the fake's `set` takes, from a marble string for example.
 * @param fake Any fake.
 */
export function drive<Changes>(
  changes$: Observable<NoInfer<Changes>>,
  fake: { set(changes: Changes): void },
): Subscription {
  // An error among the changes is a mistake in the test: RxJS reports it as uncaught.
  // eslint-disable-next-line rxjs-x/no-ignored-error
  return changes$.subscribe((changes) => {
    fake.set(changes);
  });
}

/**
 * How many listeners are left on these fakes all in all; 0 when whatever watched them has let go.
 *
 * The SDK lets nobody leave `transferAccepted` and the events of together mode. One listener of each may stay for as long as
 * the object lives, and is not counted; a second one is. The method `listenerCount()` of a fake counts all of them.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures, listenerCount } from 'rx-acs-calling/testing';
 *
 * const call = new FakeCall();
 * const feature = call.feature(FakeFeatures.Transfer);
 * // … and when what is tested has ended:
 * expect(listenerCount(call, feature)).toBe(0);
 * ```
 *
 * @param fakes Any fakes.
 */
export function listenerCount(...fakes: readonly { listenerCount(): number }[]): number {
  return fakes.reduce((sum, fake) => sum + listenersLeftOn(fake), 0);
}
