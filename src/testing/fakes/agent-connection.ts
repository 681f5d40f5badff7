/**
 * The connection of a fake agent to the service, and the reason why there is none.
 */
import type {
  CallAgentCommon,
  ConnectionState,
  ConnectionStateChangedEvent,
  ConnectionStateChangedReason,
} from '@azure/communication-calling';
import { disposalOf } from './agent-life.js';
import type { Fake } from './fake-object.js';

type Change = Parameters<ConnectionStateChangedEvent>[0];

export const connectionEvents = {
  connectionStateChanged: {
    connectionState: (newValue: ConnectionState, oldValue: ConnectionState): Change[] => [
      { newValue, oldValue, ...(newValue === 'Disconnected' && { reason: 'connectionIssue' as const }) },
    ],
  },
} as const;

/** The reason that each agent has fired last. */
const reasons = new WeakMap<object, ConnectionStateChangedReason>();

/** Notes the reason of a change that a test sets: losing the connection is a `connectionIssue`. */
export function noteReason(
  agent: Pick<CallAgentCommon, 'connectionState'>,
  newValue?: ConnectionState,
): void {
  if (newValue === 'Connected') {
    reasons.delete(agent);
  } else if (newValue && agent.connectionState === 'Connected') {
    reasons.set(agent, 'connectionIssue');
  }
}

/** Disconnects the agent, and fires unless it is already disconnected for the same reason. */
export function disconnect(
  agent: Pick<Fake<CallAgentCommon>, 'connectionState' | 'write'> & {
    emit(event: 'connectionStateChanged', change: Change): void;
  },
  reason: ConnectionStateChangedReason,
): void {
  const oldValue = agent.connectionState;
  if (!disposalOf(agent) && (oldValue !== 'Disconnected' || reasons.get(agent) !== reason)) {
    agent.write({ connectionState: 'Disconnected' });
    reasons.set(agent, reason);
    agent.emit('connectionStateChanged', { oldValue, newValue: 'Disconnected', reason });
  }
}
