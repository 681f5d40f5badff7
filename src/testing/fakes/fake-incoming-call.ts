/**
 * Fakes of incoming calls.
 */
import type {
  CallCommon,
  IncomingCall,
  IncomingCallCommon,
  IncomingCallKind,
  TeamsIncomingCall,
} from '@azure/communication-calling';
import { added } from './agent-calls.js';
import { wholeReason } from './call-end-reason.js';
import type { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeCall, FakeTeamsCall } from './fake-call.js';
import { FakeCallInfo, FakeTeamsCallInfo } from './fake-call-info.js';
import { FakeObject, type FakeChanges, type FakeDescription, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { nextId } from './next-id.js';

/** The incoming calls that have been accepted. */
const accepted = new WeakSet<IncomingCallCommon>();

/** Throws the SDK's error if an incoming call has been accepted, or has ended. */
function checkRinging(call: IncomingCallCommon, subCode: number): void {
  if (accepted.has(call) || call.callEndReason) {
    throw new FakeSdkError({ code: 400, subCode });
  }
}

/** Accepts an incoming call. Returns the first values of the call. */
function accept(incoming: IncomingCallCommon): FakeChanges<CallCommon> {
  checkRinging(incoming, 41006);
  accepted.add(incoming);
  const { id, callerInfo, transferorInfo } = incoming;
  return {
    id,
    callerInfo,
    ...(transferorInfo && { transferorInfo }),
    direction: 'Incoming',
    state: 'Connecting',
  };
}

const describeIncomingCall = (kind: `${IncomingCallKind}`): FakeDescription<IncomingCallCommon> => ({
  events: {
    callEnded: {
      callEndReason: (callEndReason = wholeReason({ code: 0, subCode: 0 })) => [{ callEndReason }],
    },
    callerInfoChanged: 'callerInfo',
    transferorInfoChanged: 'transferorInfo',
  },
  properties: {
    // The SDK's enums exist at run time only in the SDK.
    kind: kind as never,
    id: nextId('call'),
    callerInfo: {
      identifier: { kind: 'communicationUser', communicationUserId: nextId('8:acs:user') },
    },
  },
  promises: {
    reject() {
      checkRinging(this, 41007);
      this.set({ callEndReason: wholeReason({ code: 603, subCode: 0 }) });
    },
  },
});

/**
 * A fake `IncomingCall`. `accept()` resolves to a connected {@link FakeCall}, and adds it to the `calls` of the `agent`, if
 * one is given. `reject()` ends it with 603/0. After an answer or the end, `accept()` rejects with 400/41006 and
 * `reject()` with 400/41007, as documented.
 *
 * @example
 * ```ts
 * import { FakeCallAgent, FakeIncomingCall } from 'rx-acs-calling/testing';
 *
 * const agent = new FakeCallAgent();
 * const incomingCall = new FakeIncomingCall({ agent });
 * agent.emit('incomingCall', { incomingCall });
 * incomingCall.set({ callEndReason: { code: 487, subCode: 10004 } }); // nobody answered: callEnded fires
 * ```
 */
export class FakeIncomingCall extends FakeObject<IncomingCall> implements IncomingCall {
  constructor({ agent, ...init }: { readonly agent?: FakeCallAgent } & FakeInit<IncomingCall> = {}) {
    const { properties, promises, ...description } = describeIncomingCall('IncomingCall');
    super(
      {
        ...description,
        properties: { ...properties, info: new FakeCallInfo() },
        promises: {
          ...promises,
          accept() {
            return connected(added(agent, new FakeCall({ ...accept(this), info: this.info })));
          },
        },
      },
      init,
    );
  }
}

/**
 * A fake `TeamsIncomingCall`. It behaves like a {@link FakeIncomingCall}, but `accept()` resolves to a
 * {@link FakeTeamsCall}.
 *
 * @example
 * ```ts
 * import { FakeTeamsCallAgent, FakeTeamsIncomingCall } from 'rx-acs-calling/testing';
 *
 * const agent = new FakeTeamsCallAgent();
 * agent.emit('incomingCall', { incomingCall: new FakeTeamsIncomingCall({ agent }) });
 * ```
 */
export class FakeTeamsIncomingCall extends FakeObject<TeamsIncomingCall> implements TeamsIncomingCall {
  constructor({
    agent,
    ...init
  }: { readonly agent?: FakeTeamsCallAgent } & FakeInit<TeamsIncomingCall> = {}) {
    const { properties, promises, ...description } = describeIncomingCall('TeamsIncomingCall');
    super(
      {
        ...description,
        properties: { ...properties, info: new FakeTeamsCallInfo() },
        promises: {
          ...promises,
          accept() {
            return connected(added(agent, new FakeTeamsCall({ ...accept(this), info: this.info })));
          },
        },
      },
      init,
    );
  }
}

/** The call is among the agent's calls before it is connected. */
function connected<C extends FakeCall | FakeTeamsCall>(call: C): C {
  call.set({ state: 'Connected' });
  return call;
}
