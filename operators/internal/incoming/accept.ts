/** Accepts or declines one incoming call. */
import type { AcceptCallOptions, CallCommon } from '@azure/communication-calling';
import { catchError, defer, filter, ignoreElements, Observable, takeUntil, type ObservableInput } from 'rxjs';
import { hangUpUnnoticed } from '../hang-up.js';
import { failUnlessOver$, over$, type Incoming } from './incoming-call.js';
import { isUp } from './line.js';

/** Accepts at once, and emits the call. Hangs up a call that arrives after the unsubscription. */
export const accept$ = <C extends CallCommon>(
  incomingCall: Incoming,
  options: AcceptCallOptions,
): Observable<C> =>
  acceptance$<C>(incomingCall, options).pipe(
    catchError((cause: unknown) => failUnlessOver$(incomingCall, cause, 'accept-failed')),
  );

const acceptance$ = <C extends CallCommon>(
  incomingCall: Incoming,
  options: AcceptCallOptions,
): Observable<C> =>
  new Observable((subscriber) => {
    // The request outlives its subscriber: the SDK cannot take it back, and its call must not stay unnoticed.
    defer((): ObservableInput<CallCommon> => incomingCall.accept(options))
      .pipe(filter((call): call is C => isUp(call)))
      .subscribe({
        next: (call) => {
          if (subscriber.closed) {
            hangUpUnnoticed(call);
          } else {
            subscriber.next(call);
          }
        },
        error: (cause: unknown) => {
          subscriber.error(cause);
        },
        complete: () => {
          subscriber.complete();
        },
      });
  });

/** Declines at once, and completes when the call no longer rings. The SDK may never settle its promise then. */
export const decline$ = (incomingCall: Incoming): Observable<never> =>
  defer(() => incomingCall.reject()).pipe(
    ignoreElements(),
    catchError((cause: unknown) => failUnlessOver$(incomingCall, cause, 'reject-failed')),
    takeUntil(over$(incomingCall)),
  );
