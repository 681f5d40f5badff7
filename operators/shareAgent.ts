/** Shares one agent between all subscribers, and keeps it for a while when the last one has left. */
import {
  filter,
  noop,
  Observable,
  ReplaySubject,
  share,
  type MonoTypeOperatorFunction,
  type ObservableInput,
} from 'rxjs';
import { isGone, type Disposable } from '../src/streams/internal/agents.js';
import { linger } from '../src/streams/internal/lingering-agents.js';
import { after, milliseconds } from '../src/streams/internal/deadline.js';

/** Settings of {@link shareAgent}. */
export interface ShareAgentConfig {
  /**
   * How long to keep an agent that has no subscribers any more, in milliseconds; 0 for not at all, `Infinity` for good. It
   * ends earlier, if it has no calls, when the SDK refuses another agent meanwhile: it may be in the way. Default 1000.
   */
  readonly linger?: number;
}

/**
 * Shares the agent of a `callAgent$` between all subscribers: it is made for the first of them, and ended `linger` after
 * the last one has left.
 *
 * ```
 * source       a------X........b-------     (X: a is lost; b replaces it)
 * subscriber   a---------------b--!
 * late             a-----------b--!
 * later                  ------b--!         (waits for the next: a is being disposed of)
 * source                          ^----!    (ends after linger)
 * ```
 *
 * - A subscriber gets the current agent at once, but never one that has been disposed of, or is being: without a live
 *   one it waits for the next.
 * - `take(1)` does not end the agent for those who come soon after, and a component that is mounted twice (React's
 *   StrictMode) makes one agent.
 * - When the source completes, so does the result for all; when it errs, all get the error. The next subscriber begins
 *   anew.
 *
 * With `shareReplay` in its place a subscriber that comes while the agent is being replaced gets the old one.
 *
 * @example
 * ```ts
 * import { CallClient } from '@azure/communication-calling';
 * import { AzureCommunicationTokenCredential } from '@azure/communication-common';
 * import { callAgent$, calls$ } from 'rx-acs-calling';
 * import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
 * import { switchMap } from 'rxjs';
 *
 * const callsOf = (client: CallClient, credential: AzureCommunicationTokenCredential) => {
 *   const agent$ = callAgent$(() => client.createCallAgent(credential)).pipe(retryOnDisconnect(), shareAgent());
 *   return agent$.pipe(switchMap((agent) => calls$(agent)));
 * };
 * ```
 */
export function shareAgent<A extends Disposable>(config: ShareAgentConfig = {}): MonoTypeOperatorFunction<A> {
  const time = milliseconds('linger', config.linger ?? 1_000);
  return (source) => {
    let current = new ReplaySubject<A>(1);
    return source.pipe(
      share({
        connector: () => (current = new ReplaySubject<A>(1)),
        resetOnRefCountZero: resetAfter(time, () => lastOf(current)),
      }),
      filter((agent) => !isGone(agent)),
    );
  };
}

/** Says when an agent without subscribers is to end. */
const resetAfter = (
  time: number,
  agent: () => Disposable | undefined,
): boolean | (() => ObservableInput<unknown>) =>
  time === 0 || time === Infinity
    ? time === 0
    : () =>
        new Observable<unknown>((subscriber) => {
          const end = () => {
            subscriber.next(undefined);
          };
          subscriber.add(linger({ agent, end }));
          subscriber.add(after(time).subscribe(subscriber));
        });

/** The value that a late subscriber would get. */
const lastOf = <T>(replay: Observable<T>): T | undefined => {
  let last: T | undefined;
  replay.subscribe({ next: (value) => (last = value), error: noop }).unsubscribe();
  return last;
};
