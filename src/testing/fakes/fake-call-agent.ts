/**
 * Fakes of the agents that make and receive calls.
 */
import type {
  CallAgent,
  CallAgentCommon,
  CallAgentKind,
  ConnectionStateChangedReason,
  TeamsCallAgent,
} from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { added, calleesOf, checkCallees, checkLocator, disposeWith, end } from './agent-calls.js';
import { connectionEvents, disconnect, noteReason } from './agent-connection.js';
import { followDisposal, whenDisposed } from './agent-life.js';
import type { FakeAgentMembers } from './agent-types.js';
import { FakeCall, FakeTeamsCall } from './fake-call.js';
import { featuresOf, type WithAgentFeatures } from './fake-feature.js';
import { FakeObject, type FakeChanges, type FakeInit } from './fake-object.js';

const describeAgent = (kind: `${CallAgentKind}`, secondDispose: number) =>
  ({
    properties: {
      // The SDK's enums exist at run time only in the SDK.
      kind: kind as never,
      calls: [],
      connectionState: 'Connected',
    },
    feature: featuresOf<CallAgentCommon>('callAgentApiCtor', (callAgent) => ({ callAgent })),
    promises: { dispose: disposeWith(secondDispose) },
    inPlace: ['calls'],
  }) as const;

/**
 * A fake `CallAgent`. Default: connected, without calls.
 *
 * `calls` is one array that is changed in place. `startCall` and `join` add a call in state `None` and fire
 * `callsUpdated` before they return. A started call has its callees, who are `Connecting`. The first `dispose()` hangs up
 * the calls and resolves, any further one rejects with 409/40203 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 * `disconnect` and `disposeSilently` do what the SDK does by itself.
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
  implements CallAgent, WithAgentFeatures, FakeAgentMembers
{
  constructor(init?: FakeInit<CallAgent & WithAgentFeatures>) {
    const { feature, ...description } = describeAgent('CallAgent', 40203);
    super(
      {
        ...description,
        events: {
          ...connectionEvents,
          handleIncomingCall: null,
          incomingCall: null,
          callsUpdated: 'calls',
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
          feature,
        },
      },
      init,
    );
    followDisposal(this);
  }

  disconnect(reason: ConnectionStateChangedReason = 'connectionIssue'): void {
    disconnect(this, reason);
  }

  disposeSilently(): void {
    end(this);
  }

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
 * A fake `TeamsCallAgent`. Default: connected, without calls. It behaves like a {@link FakeCallAgent}, but a second
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
  implements TeamsCallAgent, WithAgentFeatures, FakeAgentMembers
{
  constructor(init?: FakeInit<TeamsCallAgent & WithAgentFeatures>) {
    const { feature, ...description } = describeAgent('TeamsCallAgent', 40204);
    super(
      {
        ...description,
        events: { ...connectionEvents, incomingCall: null, callsUpdated: 'calls' },
        methods: {
          startCall() {
            return added(this, new FakeTeamsCall());
          },
          join(...[locator]: readonly [object, unknown?]) {
            checkLocator(locator);
            return added(this, new FakeTeamsCall());
          },
          feature,
        },
      },
      init,
    );
    followDisposal(this);
  }

  disconnect(reason: ConnectionStateChangedReason = 'connectionIssue'): void {
    disconnect(this, reason);
  }

  disposeSilently(): void {
    end(this);
  }

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
