/**
 * Hanging a call up on behalf of an operator.
 */
import type { CallCommon, HangUpOptions } from '@azure/communication-calling';
import {
  AsyncSubject,
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  race,
  throwError,
  type Observable,
} from 'rxjs';
import { deadline } from './deadline.js';
import { CallingTimeoutError, HangUpError, messageOf } from './errors.js';

/** How long the SDK may take to hang up, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Hangs up at once. What it gives completes when that has settled, whenever it is subscribed to, and errs when the
 * hang-up fails or takes too long, unless the call has ended all the same.
 *
 * @param occasion What has happened before, for messages: `The transfer is through`.
 */
export const hangUp = (call: CallCommon, occasion: string, options?: HangUpOptions): Observable<never> => {
  const settled = new AsyncSubject<never>();
  defer(() => call.hangUp(options))
    .pipe(
      ignoreElements(),
      catchError((cause: unknown) => {
        throw new HangUpError(
          `${occasion}, but hanging up this leg failed. The call is still there (${call.state}). Cause: ${messageOf(cause)}`,
          { call, cause },
        );
      }),
    )
    .subscribe(settled);
  const overdue = deadline(
    PATIENCE,
    () =>
      new CallingTimeoutError(
        `${occasion}, but hanging up this leg has not settled after ${String(PATIENCE)} ms. The call is still there (${call.state}).`,
        PATIENCE,
      ),
  );
  return race(settled, overdue).pipe(
    // eslint-disable-next-line rxjs-x/throw-error -- it is one of the two above
    catchError((error: unknown) => (call.state === 'Disconnected' ? EMPTY : throwError(() => error))),
  );
};
