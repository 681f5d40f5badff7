import { Features, type CallAgent } from '@azure/communication-calling';
import { activeCalls$, activeCallTransfer } from 'rx-acs-calling';
import { transferHere } from 'rx-acs-calling/operators';
import { exhaustMap, from, withLatestFrom, type Observable } from 'rxjs';

/** Moves the user's calls on other devices to this one, at each click. */
export const movedCalls = (agent: CallAgent, click$: Observable<unknown>) => {
  const feature = activeCallTransfer(agent, Features);
  return click$.pipe(
    withLatestFrom(activeCalls$(feature)),
    exhaustMap(([, calls]) => from(calls).pipe(transferHere(feature))),
  );
};
