/** One outgoing call, from its start to its end. */
import type { CallCommon } from '@azure/communication-calling';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  take,
  takeLast,
  tap,
  throwError,
} from 'rxjs';
import { CallingTimeoutError } from '../../../src/errors/errors.js';
import { callEnded$ } from '../../../src/streams/call.js';
import { hangUp, hangUpUnnoticed } from '../hang-up.js';
import { connected, isBeingSetUp, reached } from '../reached.js';

/** How long the SDK may take to hang up a call that was not connected in time, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Starts a call, emits it, and completes at its end. Errs if it ends before it is connected, or is not connected in time:
 * then it is hung up. Also hangs it up when it is unsubscribed from before it is connected.
 *
 * @param start Starts the call.
 * @param overdue$ Emits when the call is to be connected. `timeout` is the time until then, for messages.
 */
export const call$ = <C extends CallCommon>(
  start: () => C,
  overdue$: Observable<unknown>,
  timeout: number,
): Observable<C> =>
  new Observable((subscriber) => {
    const call = start();
    if (subscriber.closed) {
      // Unsubscribed from inside `start`: the SDK tells of the call before it returns it.
      hangUpUnnoticed(call);
      return;
    }
    // Listens to the call before a subscriber does, who may leave as soon as the call is connected.
    subscriber.add(merge(life$(call, overdue$, timeout), of(call)).subscribe(subscriber));
  });

const life$ = (call: CallCommon, overdue$: Observable<unknown>, timeout: number): Observable<never> =>
  concat(
    merge(
      reached(call, connected, 'it was connected').pipe(map(() => EMPTY)),
      overdue$.pipe(map(() => giveUp$(call, timeout))),
    ).pipe(
      take(1),
      tap({
        unsubscribe: () => {
          // Asks the call itself: it may have told others of its connection first.
          if (isBeingSetUp(call)) {
            hangUpUnnoticed(call);
          }
        },
      }),
      // From here on an unsubscription is not one of above.
      takeLast(1),
      mergeMap((rest$) => rest$),
    ),
    callEnded$(call).pipe(ignoreElements()),
  );

/** Hangs up, and errs when that has settled. */
const giveUp$ = (call: CallCommon, timeout: number): Observable<never> => {
  const what = `The call was not connected in ${String(timeout)} ms`;
  return concat(
    defer(() => hangUp(call, `${what}, but hanging it up`, undefined, PATIENCE)).pipe(
      catchError(() => EMPTY),
    ),
    throwError(
      () =>
        new CallingTimeoutError(
          call.state === 'Disconnected'
            ? `${what}, so it was hung up.`
            : `${what}, and could not be hung up. It is still there (${call.state}).`,
          timeout,
        ),
    ),
  );
};
