import { Features, type Call, type CallAgent } from '@azure/communication-calling';
import { consultThenTransferTo, hangUpWhenTransferred, withFeature } from 'rx-acs-calling/operators';
import { fromEvent, of } from 'rxjs';

const on = (button: EventTarget) => fromEvent(button, 'click');

/** Calls a user, lets them talk, and at a click transfers the call or resumes it. */
export const consult = (agent: CallAgent, call: Call, to: string, yes: EventTarget, no: EventTarget) =>
  of(call).pipe(
    withFeature(Features.Transfer),
    consultThenTransferTo({ agent, target: { communicationUserId: to }, complete: on(yes), cancel: on(no) }),
    hangUpWhenTransferred(),
  );
