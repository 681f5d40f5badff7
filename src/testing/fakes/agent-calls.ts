/**
 * The calls of a fake agent: how they begin, and how they end with the agent.
 */
import type { CallAgentCommon, CallCommon } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { beginDisposal, endDisposal } from './agent-life.js';
import { FakeCall, FakeTeamsCall } from './fake-call.js';
import type { Fake } from './fake-object.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { kindOf } from './identifiers.js';

interface Calls<C> {
  readonly calls: readonly C[];
  set(changes: { readonly calls: readonly C[] }): void;
}

/** Adds a call to an agent's calls, and returns it. */
export function added<C, F extends C>(agent: Calls<C> | undefined, call: F): F {
  agent?.set({ calls: [...agent.calls, call] });
  return call;
}

/** Throws the SDK's error if there is no list of callees. An app in JavaScript may pass anything. */
export function checkCallees(callees: unknown): void {
  if (!Array.isArray(callees)) {
    throw new FakeSdkError({ code: 400, subCode: 40226 });
  }
}

/** Throws the SDK's error if the locator of a meeting or group is empty. */
export function checkLocator(locator: object | undefined): void {
  if (!locator || Object.values(locator).length === 0) {
    throw new FakeSdkError({ code: 400, subCode: 40209 });
  }
}

export const calleesOf = (identifiers: readonly CommunicationIdentifier[]): FakeRemoteParticipant[] =>
  identifiers.map((callee) => new FakeRemoteParticipant({ identifier: kindOf(callee), state: 'Connecting' }));

type WithCalls = Fake<CallAgentCommon> & { readonly calls: readonly CallCommon[] };

function endCalls({ calls }: Pick<WithCalls, 'calls'>): void {
  for (const call of [...calls]) {
    if (call instanceof FakeCall || call instanceof FakeTeamsCall) {
      call.set({ state: 'Disconnecting' });
      call.set({ state: 'Disconnected' });
    }
  }
}

/** Ends the calls of an agent, then the agent. Returns false if the agent is disposed of, or about to be. */
export function end(agent: Pick<WithCalls, 'calls'>): boolean {
  const isFirst = beginDisposal(agent);
  if (isFirst) {
    endCalls(agent);
    endDisposal(agent);
  }
  return isFirst;
}

/**
 * The `dispose` of an agent.
 *
 * @param subCode The code of the second `dispose()`, which rejects.
 */
export const disposeWith = (subCode: number) =>
  function (this: WithCalls): void {
    if (!end(this)) {
      throw new FakeSdkError({ code: 409, subCode });
    }
  };
