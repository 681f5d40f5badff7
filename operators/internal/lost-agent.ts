/**
 * Watches an agent until it is lost: its connection, its calls, and whether it has been disposed of.
 */
import type {
  CallAgent,
  ConnectionState,
  ConnectionStateChangedReason,
  TeamsCallAgent,
} from '@azure/communication-calling';
import {
  asyncScheduler,
  concat,
  defer,
  distinctUntilChanged,
  map,
  merge,
  NEVER,
  of,
  scan,
  startWith,
  switchMap,
  type Observable,
} from 'rxjs';
import { fromSdkEvent } from '../../src/bridge/events.js';
import { AgentDisconnectedError, type DisconnectReason } from '../../src/errors/errors.js';
import { calls$ } from '../../src/streams/call-agent.js';
import { whenDisposed$ } from '../../src/streams/internal/agents.js';
import { after, deadline } from '../../src/streams/internal/deadline.js';

type Agent = CallAgent | TeamsCallAgent;

/** The times to wait, in milliseconds. */
export interface Patience {
  /** For the first connection of an agent that is born `Disconnected`, while it has no calls. */
  readonly connectTimeout: number;
  /** For the SDK to connect again, while the agent has no calls. */
  readonly reconnectTimeout: number;
  /** Until a connected agent counts as stable. */
  readonly resetAfter: number;
}

/** An agent, as far as it decides whether the agent is lost. */
export interface AgentState {
  readonly isConnected: boolean;
  /** Why the agent is not connected. A refused token stays the reason until the next connection. */
  readonly reason: DisconnectReason;
  readonly hasBeenConnected: boolean;
  readonly hasCalls: boolean;
  readonly isDisposed: boolean;
  /** How many milliseconds the agent had no connection and no calls, until the time `at`. */
  readonly idleFor: number;
  readonly at: number;
}

export type AgentEvent =
  | { readonly connectionState: ConnectionState; readonly reason?: ConnectionStateChangedReason | undefined }
  | { readonly calls: number }
  /** Carries the number of calls, because the SDK sends no event for them any more. */
  | { readonly disposedWith: number };

export const initialState = (isConnected: boolean, hasCalls: boolean, at: number): AgentState => ({
  isConnected,
  reason: 'connectTimeout',
  hasBeenConnected: isConnected,
  hasCalls,
  isDisposed: false,
  idleFor: 0,
  at,
});

/** Gives the state after an event at the time `at`. */
export const step = (state: AgentState, event: AgentEvent, at: number): AgentState => {
  const isIdle = !state.isConnected && !state.hasCalls;
  const now = { ...state, at, idleFor: state.idleFor + (isIdle ? at - state.at : 0) };
  if ('disposedWith' in event) {
    return { ...now, isDisposed: true, hasCalls: event.disposedWith > 0 };
  }
  if ('calls' in event) {
    return { ...now, hasCalls: event.calls > 0 };
  }
  return event.connectionState === 'Connected'
    ? { ...now, isConnected: true, hasBeenConnected: true, idleFor: 0 }
    : { ...now, isConnected: false, reason: reasonOf(state, event.reason) };
};

const reasonOf = (state: AgentState, reason?: ConnectionStateChangedReason): DisconnectReason => {
  if (!state.isConnected && state.reason === 'invalidToken') {
    return 'invalidToken';
  }
  if (reason === 'invalidToken' || state.hasBeenConnected) {
    return reason ?? 'unknown';
  }
  return 'connectTimeout';
};

/** The verdict on an agent. */
export type Verdict =
  /** It is connected. */
  | { readonly kind: 'good' }
  /** It is not connected, and has calls. */
  | { readonly kind: 'busy' }
  /** It is lost after `wait` milliseconds without another event. */
  | { readonly kind: 'lost'; readonly reason: DisconnectReason; readonly wait: number };

export const verdictOf = (state: AgentState, patience: Patience): Verdict => {
  const { isDisposed, isConnected, hasCalls, hasBeenConnected, reason, idleFor } = state;
  if (isDisposed) {
    // The SDK has ended the calls. The agent does not keep a call alive that is still in the list.
    return { kind: 'lost', reason: 'disposed', wait: hasCalls ? patience.reconnectTimeout : 0 };
  }
  if (isConnected || hasCalls) {
    return { kind: isConnected ? 'good' : 'busy' };
  }
  const limit = hasBeenConnected ? patience.reconnectTimeout : patience.connectTimeout;
  return { kind: 'lost', reason, wait: reason === 'invalidToken' ? 0 : Math.max(0, limit - idleFor) };
};

/**
 * Emits each time that an agent has been connected for `resetAfter`. Errs with an {@link AgentDisconnectedError} when the
 * agent is lost and has no calls.
 *
 * ```
 * connection   C----D-------------C--D
 * calls        --1-------0----------------
 * idle                   ^--------!  ^----
 * result       --------------------------#    (idle for reconnectTimeout)
 * ```
 */
export const untilLost$ = (agent: Agent, patience: Patience): Observable<unknown> =>
  defer(() => {
    const now = () => asyncScheduler.now();
    const first = initialState(agent.connectionState === 'Connected', agent.calls.length > 0, now());
    return events$(agent).pipe(
      scan((state, event) => step(state, event, now()), first),
      startWith(first),
      map((state) => verdictOf(state, patience)),
      // An event that changes nothing does not restart `resetAfter`.
      distinctUntilChanged((before, next) => before.kind !== 'lost' && before.kind === next.kind),
      switchMap((verdict) => {
        switch (verdict.kind) {
          case 'good':
            return after(patience.resetAfter);
          case 'busy':
            return NEVER;
          case 'lost':
            // A timer, also for 0 ms: one call may leave and the next arrive within one event of the SDK.
            return deadline(verdict.wait, () => lossError(verdict.reason, patience));
        }
      }),
    );
  });

const events$ = (agent: Agent): Observable<AgentEvent> =>
  merge(
    fromSdkEvent<Agent, 'connectionStateChanged'>(agent, 'connectionStateChanged').pipe(
      map(({ newValue, reason }) => ({ connectionState: newValue, reason })),
    ),
    calls$<Agent>(agent).pipe(map(({ length }) => ({ calls: length }))),
    concat(
      whenDisposed$(agent),
      defer(() => of({ disposedWith: agent.calls.length })),
    ),
  );

const lossError = (reason: DisconnectReason, { connectTimeout }: Patience): AgentDisconnectedError => {
  const message =
    reason === 'connectTimeout'
      ? `The agent has not connected within ${String(connectTimeout)} ms.`
      : reason === 'disposed'
        ? 'The agent has been disposed of, by the SDK itself or by the app.'
        : `The agent has lost its connection (${reason}).`;
  return new AgentDisconnectedError(message, { reason });
};
