import { Features, type CallAgent } from '@azure/communication-calling';
import { acceptIncomingCalls, followTransfers, withFeature } from 'rx-acs-calling/operators';
import { EMPTY, type Observable } from 'rxjs';

/** Answers by itself, one call at a time, and emits the call to show, also after that has been transferred. */
export const callToShow = (agent$: Observable<CallAgent>) =>
  agent$.pipe(
    acceptIncomingCalls({ callWaiting: 'reject', catchError: () => EMPTY }),
    withFeature(Features.Transfer),
    followTransfers(),
  );
