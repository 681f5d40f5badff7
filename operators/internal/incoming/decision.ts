/** The app's decision whether to accept a call. */
import { catchError, defer, filter, of, take, takeUntil, type Observable, type ObservableInput } from 'rxjs';
import { failure, over$, type Incoming } from './incoming-call.js';

/** Emits once if the app accepts, and completes. Waits no longer than the call rings. */
export const accepts$ = (
  incomingCall: Incoming,
  decide: () => boolean | ObservableInput<boolean>,
): Observable<unknown> =>
  defer(() => {
    const decision = decide();
    return typeof decision === 'boolean' ? of(decision) : decision;
  }).pipe(
    take(1),
    filter(Boolean),
    catchError((cause: unknown) => {
      throw failure(
        incomingCall,
        'not-decided',
        'The app failed to decide whether to accept an incoming call.',
        cause,
      );
    }),
    takeUntil(over$(incomingCall)),
  );
