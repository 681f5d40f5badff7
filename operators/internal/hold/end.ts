/** Takes a call off hold again. */
import type { CallCommon } from '@azure/communication-calling';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  of,
  race,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { sentenceOf } from '../../../src/errors/read-error.js';
import { codesOf, logger } from '../../../src/logger/logger.js';
import { callEnded$ } from '../../../src/streams/call.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { reached } from '../reached.js';
import { PATIENCE } from './begin.js';
import { isToResume, type HoldState } from './state.js';

/**
 * Resumes the call if it was put on hold here, and completes when that has settled, also when it fails: then emits
 * `Stuck`. Waits for a hold that is under way first, as the call would be on hold afterwards.
 */
export const end$ = (call: CallCommon, hold: HoldState): Observable<HoldState> =>
  concat(
    hold.state === 'Requested' ? landing$(call, hold.outcome$) : EMPTY,
    defer(() => (isToResume(hold, call.state) ? resume$(call) : EMPTY)),
  ).pipe(map((problem) => ({ state: 'Stuck', problem })));

/** Completes when the request has failed or the call is on hold. Emits a problem if neither comes in time. */
const landing$ = (call: CallCommon, outcome$: Observable<never>): Observable<string> =>
  race(
    merge(outcome$, reached(call, ['LocalHold'], 'it was on hold')).pipe(
      take(1),
      ignoreElements(),
      catchError(() => EMPTY),
    ),
    after(PATIENCE).pipe(map(() => 'It may still be put on hold: that has not settled.')),
  );

/** Resumes the call. Emits a problem if that fails. */
const resume$ = (call: CallCommon): Observable<string> =>
  race(
    defer(() => call.resume()).pipe(
      ignoreElements(),
      tap({
        complete: () => {
          logger.info(() => `call ${call.id}: resumed`);
        },
      }),
      catchError((cause: unknown) => {
        logger.warning(() => `call ${call.id}: not resumed: ${codesOf(cause)} (${call.state})`);
        return of(sentenceOf(cause));
      }),
    ),
    after(PATIENCE).pipe(
      map(() => {
        logger.warning(() => `call ${call.id}: not resumed after ${String(PATIENCE)} ms (${call.state})`);
        return 'it has not settled.';
      }),
    ),
  ).pipe(
    map((problem) => `It could not be resumed: ${problem}`),
    // The SDK may never settle a request for a call that has ended.
    takeUntil(callEnded$(call)),
  );
