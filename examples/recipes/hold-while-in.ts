import type { Call } from '@azure/communication-calling';
import { callEnded$ } from 'rx-acs-calling';
import { whenConnected } from 'rx-acs-calling/operators';
import { catchError, concat, defer, EMPTY, mergeMap, of } from 'rxjs';

/** Keeps a call on hold during another call. Ignores a call that has ended, or that the user has put on hold. */
export const holdWhileIn = (other: Call, held: Call) => {
  const canBeHeld = () => held.state === 'Connected' || held.state === 'RemoteHold';
  const resumed = defer(() => (held.state === 'LocalHold' ? held.resume() : EMPTY));
  const heldUntilEnd = defer(() => concat(held.hold(), callEnded$(other).pipe(mergeMap(() => resumed))));
  const neverUp = () => EMPTY;
  const up$ = of(other).pipe(whenConnected(), catchError(neverUp));
  return up$.pipe(mergeMap(() => (canBeHeld() ? heldUntilEnd : EMPTY)));
};
