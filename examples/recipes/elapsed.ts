import type { Call } from '@azure/communication-calling';
import { callEnded$ } from 'rx-acs-calling';
import { whenConnected } from 'rx-acs-calling/operators';
import { asyncScheduler, AsyncSubject, catchError, EMPTY, map, of, switchMap, takeUntil, timer } from 'rxjs';

const now = () => asyncScheduler.now();

/** The seconds since a call was connected, until it ends. Late subscribers get the same. Make it when the call begins. */
export const elapsed = (call: Call) => {
  const start$ = new AsyncSubject<number>();
  const connectedAt$ = of(call).pipe(whenConnected(), map(now));
  connectedAt$.pipe(catchError(() => EMPTY)).subscribe(start$);
  const seconds = (start: number) => timer(0, 1_000).pipe(map(() => Math.floor((now() - start) / 1_000)));
  return start$.pipe(switchMap(seconds), takeUntil(callEnded$(call)));
};
