/** Shares one agent between all subscribers, and keeps it for a while after the last one has left. */
import {
  BehaviorSubject,
  filter,
  Observable,
  ReplaySubject,
  share,
  tap,
  type MonoTypeOperatorFunction,
  type ObservableInput,
} from 'rxjs';
import { isGone, type Disposable } from '../src/streams/internal/agents.js';
import { after, milliseconds } from '../src/streams/internal/deadline.js';
import { linger, type Lingering } from '../src/streams/internal/lingering-agents.js';

/** Settings of {@link shareAgent}. */
export interface ShareAgentConfig {
  /**
   * How long to keep an agent without subscribers, in milliseconds; 0 for not at all, `Infinity` for good. Without calls it
   * ends earlier if the SDK refuses another agent, because it may be in the way. Default 1000.
   */
  readonly linger?: number;
}

/**
 * Shares the agent of a `callAgent$` between all subscribers. The first one makes it; it ends `linger` after the last one
 * has left.
 *
 * ```
 * source       a------X........b-------     (X: a is lost; b replaces it)
 * subscriber   a---------------b--!
 * late             a-----------b--!
 * later                  ------b--!         (waits for the next: a is being disposed of)
 * source                          ^----!    (ends after linger)
 * ```
 *
 * - A subscriber gets the current agent at once, but never one whose disposal has begun: then it waits for the next.
 *   `shareReplay` would give it the old one.
 * - `linger` keeps the agent after `take(1)`, and while a component is mounted twice (React's StrictMode).
 * - When the source completes or errs, so do all subscribers. The next subscriber begins anew.
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
    const current$ = new BehaviorSubject<A | undefined>(undefined);
    return source.pipe(
      tap({
        subscribe: () => {
          current$.next(undefined);
        },
        next: (agent) => {
          current$.next(agent);
        },
      }),
      share({
        connector: () => new ReplaySubject<A>(1),
        resetOnRefCountZero: resetAfter(time, () => current$.value),
      }),
      filter((agent) => !isGone(agent)),
    );
  };
}

/** Makes the setting of `share` that says when an agent without subscribers ends. */
const resetAfter = (time: number, agent: Lingering['agent']): boolean | (() => ObservableInput<unknown>) =>
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
