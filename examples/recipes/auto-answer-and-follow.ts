import { Features, type CallAgent } from '@azure/communication-calling';
import { acceptIncomingCalls, followTransfers, withFeature } from 'rx-acs-calling/operators';
import { EMPTY, type Observable } from 'rxjs';

/** Answers calls, one at a time. Emits the call to show, also after a transfer. */
export const callToShow = (agent$: Observable<CallAgent>) =>
  agent$.pipe(
    acceptIncomingCalls({ callWaiting: 'reject', catchError: () => EMPTY }),
    withFeature(Features.Transfer),
    followTransfers(),
  );
