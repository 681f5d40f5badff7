/** The endings without a transfer: the user cancels, or something fails. */
import type { CallCommon, Transfer } from '@azure/communication-calling';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  mergeMap,
  of,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import type { CallingError } from '../../../src/errors/errors.js';
import { hangUpConsultation, isUp, type AttendedTransfer } from './attended-transfer.js';
import { noResumption, problemOf, type Problem } from './problems.js';
import type { AnyUpdate, Consultation } from './types.js';

/** Hangs up the consultation and resumes the call, and emits `Cancelled`. */
export const cancel$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation | undefined,
): Observable<AnyUpdate<C>> =>
  concat(hangUp$(consultation), attended.hold.end()).pipe(
    toArray(),
    mergeMap(([notHungUp]) => {
      if (attended.hold.isStuck()) {
        return failed$(attended, consultation, noResumption);
      }
      return notHungUp && consultation?.state !== 'Disconnected'
        ? failed$(attended, consultation, problemOf(notHungUp))
        : of({ ...attended.common, ...(consultation && { consultation }), state: 'Cancelled' as const });
    }),
  );

/** Hangs up the consultation and resumes the call, emits `Failed`, and errs. */
export const giveUp$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation | undefined,
  problem: Problem,
  transfer?: Transfer,
): Observable<AnyUpdate<C>> =>
  defer(() => {
    // The target and the user may go on talking when the caller has hung up.
    const goesOn = attended.call.state === 'Disconnected' && isUp(consultation?.state);
    return concat(
      goesOn ? EMPTY : hangUp$(consultation).pipe(ignoreElements()),
      attended.hold.end(),
      failed$(attended, consultation, problem, transfer),
    );
  });

/** Emits `Failed`, and errs, with both calls left as they are. */
export const failed$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation | undefined,
  problem: Problem,
  transfer?: Transfer,
): Observable<AnyUpdate<C>> =>
  defer(() => {
    const error = problem(attended, consultation);
    const update = {
      ...attended.common,
      ...(consultation && { consultation }),
      ...(transfer && { transfer }),
      state: 'Failed' as const,
      error,
    };
    return concat(
      of(update),
      throwError(() => error),
    );
  });

/** Completes when the hang-up has settled. Emits its error, if it fails. */
const hangUp$ = (consultation: Consultation | undefined): Observable<CallingError> =>
  defer(() =>
    consultation && consultation.state !== 'Disconnected'
      ? hangUpConsultation(consultation, 'The transfer was called off').pipe(
          catchError((error: unknown) => of(error as CallingError)),
        )
      : EMPTY,
  );
