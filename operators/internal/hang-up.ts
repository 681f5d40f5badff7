/**
 * Hanging up a call, once and whatever becomes of the subscriber.
 */
import type { CallCommon, HangUpOptions } from '@azure/communication-calling';
import {
  AsyncSubject,
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  race,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { callEnded$ } from '../../src/streams/call.js';
import { deadline } from '../../src/streams/internal/deadline.js';
import { CallingTimeoutError, HangUpError } from '../../src/errors/errors.js';
import { sentenceOf } from '../../src/errors/read-error.js';
import { codesOf, logger } from '../../src/logs/logger.js';

/**
 * Hangs up at once. What it gives completes when that has settled, whenever it is subscribed to; a hang-up that fails
 * on a call that has meanwhile ended is no error.
 *
 * @param what What it is, for messages: `The transfer is through, but hanging up this leg`.
 * @param patience How long the SDK may take, in milliseconds.
 */
export const hangUp = (
  call: CallCommon,
  what: string,
  options?: HangUpOptions,
  patience = 30_000,
): Observable<never> => {
  const settled = new AsyncSubject<never>();
  logger.info(`call ${call.id}: hanging up`);
  defer(() => call.hangUp(options))
    .pipe(
      ignoreElements(),
      tap({
        complete: () => {
          logger.info(`call ${call.id}: hung up`);
        },
      }),
      catchError((cause: unknown) => {
        logger.warning(`call ${call.id}: hanging up failed: ${codesOf(cause)} (${call.state})`);
        throw new HangUpError(
          `${what} failed. The call is still there (${call.state}). Cause: ${sentenceOf(cause)}`,
          { call, cause },
        );
      }),
    )
    .subscribe(settled);
  const overdue = deadline(patience, () => {
    logger.warning(`call ${call.id}: not hung up after ${String(patience)} ms (${call.state})`);
    return new CallingTimeoutError(
      `${what} has not settled after ${String(patience)} ms. The call is still there (${call.state}).`,
      patience,
    );
  });
  // The SDK may never settle what it was asked of a call that has ended.
  const ended = callEnded$(call).pipe(ignoreElements());
  return race(settled, overdue, ended).pipe(
    // eslint-disable-next-line rxjs-x/throw-error -- it is one of the two above
    catchError((error: unknown) => (call.state === 'Disconnected' ? EMPTY : throwError(() => error))),
  );
};
