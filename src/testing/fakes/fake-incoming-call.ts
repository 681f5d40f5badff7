/**
 * Fakes of calls that ring.
 */
import type {
  CallCommon,
  IncomingCall,
  IncomingCallCommon,
  IncomingCallKind,
  TeamsIncomingCall,
} from '@azure/communication-calling';
import { wholeReason } from './call-end-reason.js';
import { added } from './agent-calls.js';
import type { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeCall, FakeTeamsCall } from './fake-call.js';
import { FakeCallInfo, FakeTeamsCallInfo } from './fake-call-info.js';
import { FakeObject, type FakeChanges, type FakeDescription, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { nextId } from './next-id.js';

/** What calls that ring have in common; `accept` says what the call takes over, or throws if it is too late. */
function describeIncomingCall(kind: `${IncomingCallKind}`): {
  readonly description: FakeDescription<IncomingCallCommon>;
  readonly accept: (call: IncomingCallCommon) => FakeChanges<CallCommon>;
} {
  let accepted = false;
  return {
    description: {
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
          if (accepted || this.callEndReason) {
            throw new FakeSdkError({ code: 400, subCode: 41007 });
          }
          this.set({ callEndReason: wholeReason({ code: 603, subCode: 0 }) });
        },
      },
    },
    accept: ({ id, callerInfo, transferorInfo, callEndReason }) => {
      if (accepted || callEndReason) {
        throw new FakeSdkError({ code: 400, subCode: 41006 });
      }
      accepted = true;
      return {
        id,
        callerInfo,
        ...(transferorInfo && { transferorInfo }),
        direction: 'Incoming',
        state: 'Connecting',
      };
    },
  };
}

/**
 * A fake `IncomingCall`. `accept()` gives a connected {@link FakeCall}, which joins the agent's `calls` when the
 * fake was made with an agent; `reject()` ends it with 603/0. Once answered or ended, `accept()` rejects with
 * 400/41006 and `reject()` with 400/41007, as documented.
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
    const { description, accept } = describeIncomingCall('IncomingCall');
    super(
      {
        ...description,
        properties: { ...description.properties, info: new FakeCallInfo() },
        promises: {
          ...description.promises,
          accept() {
            const call = added(agent, new FakeCall({ ...accept(this), info: this.info }));
            call.set({ state: 'Connected' });
            return call;
          },
        },
      },
      init,
    );
  }
}

/**
 * A fake `TeamsIncomingCall`: like a {@link FakeIncomingCall}, but `accept()` gives a {@link FakeTeamsCall}.
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
    const { description, accept } = describeIncomingCall('TeamsIncomingCall');
    super(
      {
        ...description,
        properties: { ...description.properties, info: new FakeTeamsCallInfo() },
        promises: {
          ...description.promises,
          accept() {
            const call = added(agent, new FakeTeamsCall({ ...accept(this), info: this.info }));
            call.set({ state: 'Connected' });
            return call;
          },
        },
      },
      init,
    );
  }
}
