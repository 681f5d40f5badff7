/**
 * Streams over a call agent.
 */
import type {
  CallAgent,
  ConnectionState,
  IncomingCall,
  TeamsCallAgent,
  TeamsIncomingCall,
} from '@azure/communication-calling';
import type { Observable } from 'rxjs';
import { collection$ } from '../bridge/events.js';
import { observeEvent, observeState } from '../bridge/observe.js';

/**
 * Emits the connection state of an agent at once, then each change. Never completes.
 *
 * An agent can be born `Disconnected`, and connect later (observed with SDK 1.46.1 and 2.0.0).
 *
 * ```
 * agent    D--C------D---
 * result   d--c------d---
 * ```
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { connectionState$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const canReceiveCalls = (agent: CallAgent) =>
 *   connectionState$(agent).pipe(map((state) => state === 'Connected'));
 * ```
 */
export const connectionState$ = (agent: CallAgent | TeamsCallAgent): Observable<ConnectionState> =>
  observeState(agent, 'connectionStateChanged', 'connectionState', (it) => it.connectionState);

/**
 * Emits the calls of an agent at once, then again whenever one is added or leaves. Never completes.
 *
 * A call leaves just before its own last event, that of `Disconnected` (observed with SDK 1.46.1 and 2.0.0).
 *
 * ```
 * added, removed   ---+a----+b-----a--
 * result           x--y-----z------w--
 *                  []  [a]   [a,b]  [b]
 * ```
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { calls$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const isBusy = (agent: CallAgent) => calls$(agent).pipe(map((calls) => calls.length > 0));
 * ```
 */
export const calls$ = <A extends CallAgent | TeamsCallAgent>(
  agent: A,
): Observable<readonly A['calls'][number][]> =>
  collection$<CallAgent | TeamsCallAgent, 'calls'>(agent, 'calls');

/** The incoming calls of an agent: those of a Teams user for a `TeamsCallAgent`. */
export type IncomingCallOf<A extends CallAgent | TeamsCallAgent> = A extends CallAgent
  ? IncomingCall
  : TeamsIncomingCall;

/**
 * Emits each incoming call of an agent. Never completes; a call that rang before the subscription is not seen.
 *
 * ```
 * incomingCall   ----a------b--
 * result         ----a------b--
 * ```
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { incomingCalls$ } from 'rx-acs-calling';
 * import { exhaustMap } from 'rxjs';
 *
 * const answered = (agent: CallAgent) =>
 *   incomingCalls$(agent).pipe(exhaustMap((incomingCall) => incomingCall.accept()));
 * ```
 */
export const incomingCalls$ = <A extends CallAgent | TeamsCallAgent>(
  agent: A,
): Observable<IncomingCallOf<A>> =>
  observeEvent<CallAgent | TeamsCallAgent, IncomingCallOf<A>>(
    agent,
    'incomingCall',
    'incomingCall',
    ({ incomingCall }: { readonly incomingCall: IncomingCallOf<A> }) => incomingCall,
  );
