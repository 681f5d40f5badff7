/**
 * A fake of a call that rings.
 */
import type { IncomingCall, IncomingCallKind } from '@azure/communication-calling';
import { FakeCall, FakeCallInfo } from './fake-call.js';
import type { FakeCallAgent } from './fake-call-agent.js';
import { FakeObject, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { nextId } from './next-id.js';

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
    let accepted = false;
    super(
      {
        events: {
          callEnded: { callEndReason: (callEndReason = { code: 0, subCode: 0 }) => ({ callEndReason }) },
          callerInfoChanged: 'callerInfo',
          transferorInfoChanged: 'transferorInfo',
        },
        properties: {
          kind: 'IncomingCall' satisfies `${IncomingCallKind}` as never,
          id: nextId('call'),
          info: new FakeCallInfo(),
          callerInfo: {
            identifier: { kind: 'communicationUser', communicationUserId: nextId('8:acs:user') },
          },
        },
        methods: {},
        promises: {
          accept() {
            if (accepted || this.callEndReason) {
              throw new FakeSdkError({ code: 400, subCode: 41006 });
            }
            accepted = true;
            const { id, info, callerInfo, transferorInfo } = this;
            const call = new FakeCall({
              id,
              info,
              callerInfo,
              ...(transferorInfo && { transferorInfo }),
              direction: 'Incoming',
              state: 'Connecting',
            });
            agent?.set({ calls: [...agent.calls, call] });
            call.set({ state: 'Connected' });
            return call;
          },
          reject() {
            if (accepted || this.callEndReason) {
              throw new FakeSdkError({ code: 400, subCode: 41007 });
            }
            this.set({ callEndReason: { code: 603, subCode: 0 } });
          },
        },
      },
      init,
    );
  }
}
