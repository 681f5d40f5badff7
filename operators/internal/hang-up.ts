/** Hangs up a call, once and independently of the subscriber. */
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
import { CallingTimeoutError, HangUpError } from '../../src/errors/errors.js';
import { sentenceOf } from '../../src/errors/read-error.js';
import { codesOf, logger } from '../../src/logger/logger.js';
import { callEnded$ } from '../../src/streams/call.js';
import { deadline } from '../../src/streams/internal/deadline.js';

/**
 * Hangs up at once. The result completes when that has settled, at any time of subscription. A hang-up that fails is no
 * error if the call has ended meanwhile.
 *
 * @param what The occasion, for messages: `The transfer is through, but hanging up this leg`.
 * @param patience How long the SDK may take, in milliseconds.
 */
export const hangUp = (
  call: CallCommon,
  what: string,
  options?: HangUpOptions,
  patience = 30_000,
): Observable<never> => {
  const settled$ = new AsyncSubject<never>();
  logger.info(() => `call ${call.id}: hanging up`);
  request$(call, what, options).subscribe(settled$);
  // The SDK may never settle a request for a call that has ended.
  const ended$ = callEnded$(call).pipe(ignoreElements());
  return race(settled$, overdue$(call, what, patience), ended$).pipe(
    // eslint-disable-next-line rxjs-x/throw-error -- it is one of the two below
    catchError((error: unknown) => (call.state === 'Disconnected' ? EMPTY : throwError(() => error))),
  );
};

/** Hangs up at once a call that nobody follows any more. A failure is only logged. */
export const hangUpUnnoticed = (call: CallCommon): void => {
  request$(call, 'Hanging up')
    .pipe(catchError(() => EMPTY))
    .subscribe();
};

const request$ = (call: CallCommon, what: string, options?: HangUpOptions): Observable<never> =>
  defer(() => call.hangUp(options)).pipe(
    ignoreElements(),
    tap({
      complete: () => {
        logger.info(() => `call ${call.id}: hung up`);
      },
    }),
    catchError((cause: unknown) => {
      logger.warning(() => `call ${call.id}: hanging up failed: ${codesOf(cause)} (${call.state})`);
      throw new HangUpError(
        `${what} failed. The call is still there (${call.state}). Cause: ${sentenceOf(cause)}`,
        { call, cause },
      );
    }),
  );

const overdue$ = (call: CallCommon, what: string, patience: number): Observable<never> =>
  deadline(patience, () => {
    logger.warning(() => `call ${call.id}: not hung up after ${String(patience)} ms (${call.state})`);
    return new CallingTimeoutError(
      `${what} has not settled after ${String(patience)} ms. The call is still there (${call.state}).`,
      patience,
    );
  });
