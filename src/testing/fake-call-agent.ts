/**
 * A fake of the agent that makes and receives calls.
 */
import type {
  Call,
  CallAgent,
  CallAgentKind,
  ConnectionStateChangedReason,
} from '@azure/communication-calling';
import { FakeCall } from './fake-call.js';
import { FakeObject, type FakeChanges, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/**
 * A fake `CallAgent`, connected unless said otherwise.
 *
 * `calls` is one array that is changed in place. `startCall` and `join` add a call in state `None` and fire
 * `callsUpdated` before they return. The first `dispose()` resolves, any further one rejects with 409/40203
 * (observed with SDK 1.46.1 and 2.0.0 in Chromium).
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
export class FakeCallAgent extends FakeObject<CallAgent> implements CallAgent {
  constructor(init?: FakeInit<CallAgent>) {
    super(
      {
        events: {
          handleIncomingCall: null,
          incomingCall: null,
          callsUpdated: 'calls',
          connectionStateChanged: { connectionState: (newValue, oldValue) => ({ newValue, oldValue }) },
        },
        properties: {
          kind: 'CallAgent' satisfies `${CallAgentKind}` as never,
          calls: [],
          connectionState: 'Connected',
        },
        methods: {
          startCall() {
            return added(this);
          },
          join() {
            return added(this);
          },
        },
        promises: {
          dispose() {
            if (this.callsTo('dispose').length > 1) {
              throw new FakeSdkError({ code: 409, subCode: 40203 });
            }
          },
        },
        inPlace: ['calls'],
      },
      init,
    );
  }

  /** Loses the connection, for the given reason. To get it back: `set({ connectionState: 'Connected' })`. */
  disconnect(reason?: ConnectionStateChangedReason): void {
    const oldValue = this.connectionState;
    if (oldValue !== 'Disconnected') {
      this.write({ connectionState: 'Disconnected' });
      this.emit('connectionStateChanged', { oldValue, newValue: 'Disconnected', ...(reason && { reason }) });
    }
  }

  override write(changes: FakeChanges<CallAgent>): () => void {
    const emit = super.write(changes);
    for (const call of this.calls) {
      if (call instanceof FakeCall) {
        call.agent = this;
      }
    }
    return emit;
  }
}

function added(agent: FakeObject<CallAgent> & CallAgent): Call {
  const call = new FakeCall();
  agent.set({ calls: [...agent.calls, call] });
  return call;
}
