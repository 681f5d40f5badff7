/** Starts one call, as soon as there is a connected agent. */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import type { OperatorFunction } from 'rxjs';
import { oneCall$ } from './internal/outgoing/one-call.js';
import { settingsOf } from './internal/outgoing/settings.js';
import type { CalleesOf, OptionsOf, StartCallConfig } from './internal/outgoing/types.js';

export type { StartCallConfig } from './internal/outgoing/types.js';

/**
 * Starts one call with the first agent that is connected, and emits it: behind an agent.
 *
 * ```
 * agent                       a--------------
 * connection of a             D---C----------
 * state of the call               c-r--C----X
 * startCall                   ----x---------|
 * startCall, whenConnected    ---------x----|
 * ```
 *
 * Emits the call as soon as it is started. Stays subscribed to the agents until the call has ended, so that a shared agent
 * lives as long, and then completes. Each subscription starts a call of its own.
 *
 * **Unsubscribing before the call is connected hangs it up**, so put `whenConnected()` in front of `take(1)`. Afterwards it
 * leaves the call alone, but it no longer keeps a shared agent, which takes its calls along.
 *
 * Errs with a {@link CallEndedError} when the call ends before it is connected (declined, busy, no answer); with a
 * {@link CallingTimeoutError} when it is not connected within `timeout`; with an {@link SdkError} when the SDK does not start
 * it. The guide of outgoing calls (docs/outgoing-calls.md) has all cases.
 *
 * @example Just until the call is connected. The app keeps another subscription to the agent
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { startCall, whenConnected } from 'rx-acs-calling/operators';
 * import { take, type Observable } from 'rxjs';
 *
 * const talkTo = (agent$: Observable<CallAgent>, communicationUserId: string) =>
 *   agent$.pipe(startCall({ communicationUserId }, { timeout: 45_000 }), whenConnected(), take(1));
 * ```
 *
 * @param callees The user, phone number or app to call, or a list of at least one. A `TeamsCallAgent` makes a group call of a
 *   list.
 * @param options The SDK's options of `startCall`, and `timeout`. A phone number needs an `alternateCallerId`.
 */
export function startCall<A extends CallAgent | TeamsCallAgent>(
  callees: CalleesOf<A>,
  options: OptionsOf<A> & StartCallConfig = {},
): OperatorFunction<A, A['calls'][number]> {
  const settings = settingsOf(callees, options);
  // The call is of the same kind as its agent.
  return (agents$) => oneCall$(agents$, settings);
}
