import { Features, type Call, type CallAgent } from '@azure/communication-calling';
import { consultThenTransferTo, hangUpWhenTransferred, withFeature } from 'rx-acs-calling/operators';
import { fromEvent, of } from 'rxjs';

type Buttons = Readonly<Record<'transfer' | 'back', EventTarget>>;

/** Calls somebody, lets them talk, and at a click transfers the call, or goes back to it. */
export const consult = (agent: CallAgent, call: Call, communicationUserId: string, buttons: Buttons) => {
  const decisions = {
    complete: fromEvent(buttons.transfer, 'click'),
    cancel: fromEvent(buttons.back, 'click'),
  };
  return of(call).pipe(
    withFeature(Features.Transfer),
    consultThenTransferTo({ agent, target: { communicationUserId }, ...decisions }),
    hangUpWhenTransferred(),
  );
};
