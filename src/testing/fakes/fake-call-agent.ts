/**
 * Fakes of the agents that make and receive calls.
 */
import type {
  CallAgent,
  CallAgentCommon,
  CallAgentKind,
  CallCommon,
  ConnectionState,
  ConnectionStateChangedEvent,
  ConnectionStateChangedReason,
  TeamsCallAgent,
} from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { beginDisposal, disposalOf, endDisposal, followDisposal, whenDisposed } from './agent-life.js';
import { FakeCall, FakeTeamsCall } from './fake-call.js';
import { featuresOf, type WithAgentFeatures } from './fake-feature.js';
import { FakeObject, type Fake, type FakeChanges, type FakeInit } from './fake-object.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { kindOf } from './identifiers.js';

type AnyAgent = Fake<CallAgentCommon>;

const connectionEvents = {
  connectionStateChanged: {
    connectionState: (newValue: ConnectionState, oldValue: ConnectionState) => [
      { newValue, oldValue, ...(newValue === 'Disconnected' && { reason: 'connectionIssue' as const }) },
    ],
  },
};

const agentFeatures = () => featuresOf<CallAgentCommon>('callAgentApiCtor', (callAgent) => ({ callAgent }));

type WithCalls = AnyAgent & { readonly calls: readonly CallCommon[] };

/** Ends the calls of an agent that is disposed of. */
function endCalls({ calls }: { readonly calls: readonly CallCommon[] }): void {
  for (const call of [...calls]) {
    if (call instanceof FakeCall || call instanceof FakeTeamsCall) {
      call.set({ state: 'Disconnecting' });
      call.set({ state: 'Disconnected' });
    }
  }
}

/** @param subCode What a second `dispose()` rejects with. */
const disposeWith = (subCode: number) =>
  function (this: WithCalls): void {
    if (!beginDisposal(this)) {
      throw new FakeSdkError({ code: 409, subCode });
    }
    endCalls(this);
    endDisposal(this);
  };

function disposeSilently(agent: { readonly calls: readonly CallCommon[] }): void {
  if (beginDisposal(agent)) {
    endCalls(agent);
    endDisposal(agent);
  }
}

/** Throws what the SDK throws for nobody to call. An app in JavaScript may pass anything. */
export function checkCallees(callees: unknown): void {
  if (!Array.isArray(callees)) {
    throw new FakeSdkError({ code: 400, subCode: 40226 });
  }
}

/** Throws what the SDK throws for nothing to join. */
export function checkLocator(locator: object | undefined): void {
  if (!locator || Object.values(locator).length === 0) {
    throw new FakeSdkError({ code: 400, subCode: 40209 });
  }
}

const calleesOf = (identifiers: readonly CommunicationIdentifier[]): FakeRemoteParticipant[] =>
  identifiers.map((callee) => new FakeRemoteParticipant({ identifier: kindOf(callee), state: 'Connecting' }));

/** Why an agent has no connection, as it has told. */
const reasons = new WeakMap<object, ConnectionStateChangedReason>();

/** An agent that just loses its connection has an issue with that. */
function noteReason(agent: Pick<FakeCallAgent, 'connectionState'>, newValue?: ConnectionState): void {
  if (newValue === 'Connected') {
    reasons.delete(agent);
  } else if (newValue && agent.connectionState === 'Connected') {
    reasons.set(agent, 'connectionIssue');
  }
}

function disconnect(
  agent: Pick<FakeCallAgent, 'connectionState' | 'write'> & {
    emit(event: 'connectionStateChanged', change: Parameters<ConnectionStateChangedEvent>[0]): void;
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

interface Calls<C> {
  readonly calls: readonly C[];
  set(changes: { readonly calls: readonly C[] }): void;
}

/** Adds a call to an agent's calls, and returns it. */
export function added<C, F extends C>(agent: Calls<C> | undefined, call: F): F {
  agent?.set({ calls: [...agent.calls, call] });
  return call;
}

/**
 * A fake `CallAgent`, connected unless said otherwise.
 *
 * `calls` is one array that is changed in place. `startCall` and `join` add a call in state `None` and fire
 * `callsUpdated` before they return; a call that is started has its callees, who are `Connecting`. The first
 * `dispose()` hangs up the calls and resolves, any further one rejects with 409/40203 (observed with SDK 1.46.1 and 2.0.0 in
 * Chromium). {@link disconnect} and {@link disposeSilently} do what the SDK does by itself.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeCallAgent } from 'rx-acs-calling/testing';
 *
 * const call = new FakeCall({ state: 'Connected' });
 * const agent = new FakeCallAgent({ calls: [call] });
 * call.set({ state: 'Disconnected' }); // leaves agent.calls
 * agent.disconnect('connectionIssue');
 * agent.set({ connectionState: 'Connected' });
 * ```
 */
export class FakeCallAgent
  extends FakeObject<CallAgent & WithAgentFeatures>
  implements CallAgent, WithAgentFeatures
{
  constructor(init?: FakeInit<CallAgent & WithAgentFeatures>) {
    super(
      {
        events: {
          ...connectionEvents,
          handleIncomingCall: null,
          incomingCall: null,
          callsUpdated: 'calls',
        },
        properties: {
          // The SDK's enums exist at run time only in the SDK.
          kind: 'CallAgent' satisfies `${CallAgentKind}` as never,
          calls: [],
          connectionState: 'Connected',
        },
        methods: {
          startCall(...[callees]: readonly [readonly CommunicationIdentifier[], unknown?]) {
            checkCallees(callees);
            return added(this, new FakeCall({ remoteParticipants: calleesOf(callees) }));
          },
          join(...[locator]: readonly [object, unknown?]) {
            checkLocator(locator);
            return added(this, new FakeCall());
          },
          feature: agentFeatures(),
        },
        promises: { dispose: disposeWith(40203) },
        inPlace: ['calls'],
      },
      init,
    );
    const dispose = this.dispose.bind(this);
    this.dispose = (...args) => followDisposal(this, () => dispose(...args));
  }

  /**
   * Loses the connection, for a reason: `'connectionIssue'` unless said otherwise, as in the SDK. An agent that has none
   * tells of each new reason, `Disconnected` -> `Disconnected`, and of the same one once (observed with SDK 1.46.1 and
   * 2.0.0 in Chromium). To get the connection back: `set({ connectionState: 'Connected' })`.
   */
  disconnect(reason: ConnectionStateChangedReason = 'connectionIssue'): void {
    disconnect(this, reason);
  }

  /**
   * Is disposed of as the SDK disposes of an agent whose token was refused 11 times: the calls end, `connectionState`
   * stays as it is, and no `connectionStateChanged` fires. Only {@link onDisposed} tells, and `dispose()` rejects with
   * 409/40203 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
   */
  disposeSilently(): void {
    disposeSilently(this);
  }

  /**
   * Calls back once when the agent has been disposed of, by the app or by the SDK: after the calls have ended and before the
   * promise of `dispose()` resolves. Never for one that has been disposed of already. There are any number of
   * callbacks, and none can be taken back. The SDK has this from 1.36.1 on, but not in its types.
   */
  onDisposed(callback: () => void): void {
    whenDisposed(this, callback);
  }

  override write(changes: FakeChanges<CallAgent>): () => void {
    noteReason(this, changes.connectionState);
    const emit = super.write(changes);
    for (const call of this.calls) {
      if (call instanceof FakeCall) {
        call.agent = this;
      }
    }
    return emit;
  }
}

/**
 * A fake `TeamsCallAgent`, connected unless said otherwise; in all it does like a {@link FakeCallAgent}. A second
 * `dispose()` rejects with 409/40204.
 *
 * @example
 * ```ts
 * import { FakeTeamsCall, FakeTeamsCallAgent } from 'rx-acs-calling/testing';
 *
 * const agent = new FakeTeamsCallAgent({ calls: [new FakeTeamsCall({ state: 'Connected' })] });
 * agent.disconnect('invalidToken');
 * ```
 */
export class FakeTeamsCallAgent
  extends FakeObject<TeamsCallAgent & WithAgentFeatures>
  implements TeamsCallAgent, WithAgentFeatures
{
  constructor(init?: FakeInit<TeamsCallAgent & WithAgentFeatures>) {
    super(
      {
        events: { ...connectionEvents, incomingCall: null, callsUpdated: 'calls' },
        properties: {
          kind: 'TeamsCallAgent' satisfies `${CallAgentKind}` as never,
          calls: [],
          connectionState: 'Connected',
        },
        methods: {
          startCall() {
            return added(this, new FakeTeamsCall());
          },
          join(...[locator]: readonly [object, unknown?]) {
            checkLocator(locator);
            return added(this, new FakeTeamsCall());
          },
          feature: agentFeatures(),
        },
        promises: { dispose: disposeWith(40204) },
        inPlace: ['calls'],
      },
      init,
    );
    const dispose = this.dispose.bind(this);
    this.dispose = (...args) => followDisposal(this, () => dispose(...args));
  }

  /**
   * Loses the connection, for a reason: `'connectionIssue'` unless said otherwise, as in the SDK. An agent that has none
   * tells of each new reason, `Disconnected` -> `Disconnected`, and of the same one once (observed with SDK 1.46.1 and
   * 2.0.0 in Chromium). To get the connection back: `set({ connectionState: 'Connected' })`.
   */
  disconnect(reason: ConnectionStateChangedReason = 'connectionIssue'): void {
    disconnect(this, reason);
  }

  /**
   * Is disposed of as the SDK disposes of an agent whose token was refused 11 times: the calls end, `connectionState`
   * stays as it is, and no `connectionStateChanged` fires. Only {@link onDisposed} tells, and `dispose()` rejects with
   * 409/40204 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
   */
  disposeSilently(): void {
    disposeSilently(this);
  }

  /**
   * Calls back once when the agent has been disposed of, by the app or by the SDK: after the calls have ended and before the
   * promise of `dispose()` resolves. Never for one that has been disposed of already. There are any number of
   * callbacks, and none can be taken back. The SDK has this from 1.36.1 on, but not in its types.
   */
  onDisposed(callback: () => void): void {
    whenDisposed(this, callback);
  }

  override write(changes: FakeChanges<TeamsCallAgent>): () => void {
    noteReason(this, changes.connectionState);
    const emit = super.write(changes);
    for (const call of this.calls) {
      if (call instanceof FakeTeamsCall) {
        call.agent = this;
      }
    }
    return emit;
  }
}
