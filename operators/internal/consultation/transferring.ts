/** The endings with a transfer: the call is transferred into the consultation, or blind. */
import type { CallCommon, Transfer } from '@azure/communication-calling';
import {
  catchError,
  concat,
  concatMap,
  distinctUntilKeyChanged,
  EMPTY,
  filter,
  map,
  mergeMap,
  of,
  race,
  scan,
  type Observable,
} from 'rxjs';
import { TransferError, type CallingError } from '../../../src/errors/errors.js';
import { callEnded$ } from '../../../src/streams/call.js';
import { after } from '../../../src/streams/internal/deadline.js';
import type { TransferTarget } from '../../../src/streams/transfer.js';
import { transferEach } from '../transfer/transfer-each.js';
import { hangUpConsultation, type AttendedTransfer } from './attended-transfer.js';
import { failed$, giveUp$ } from './going-back.js';
import { noOutcome, transferFailure } from './problems.js';
import type { AnyUpdate, Consultation } from './types.js';

/** How long the service may take to end the consultation after the transfer, in milliseconds. */
const GRACE = 2_000;

type Progress =
  | { readonly state: 'Transferring' | 'Transferred'; readonly transfer: Transfer }
  | { readonly state: 'Erred'; readonly transfer?: Transfer; readonly error: CallingError };

/** Transfers the call into the consultation, and waits until the service has ended that. */
export const transfer$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation,
): Observable<AnyUpdate<C>> =>
  // The SDK changes the id of a call while the call is set up.
  updates$(attended, consultation, { targetCallId: () => consultation.id }, attended.transferTimeout);

/** Transfers the call to the target. The consultation has been hung up before, if there was one. */
export const transferBlind$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation | undefined,
): Observable<AnyUpdate<C>> => {
  const { answerTimeout, target, transferTimeout } = attended;
  const timeout = Math.max(answerTimeout, transferTimeout);
  return updates$(attended, consultation, { targetParticipant: target }, timeout);
};

const updates$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation | undefined,
  target: TransferTarget,
  timeout: number,
): Observable<AnyUpdate<C>> =>
  progress$(attended, target, timeout).pipe(
    concatMap((progress): Observable<AnyUpdate<C>> => {
      if (progress.state === 'Erred') {
        return notTransferred$(attended, consultation, progress.error, progress.transfer);
      }
      const update = of({ ...attended.common, ...(consultation && { consultation }), ...progress });
      return progress.state === 'Transferred' ? concat(update, replaced$(consultation)) : update;
    }),
  );

/** Follows a transfer. An error is a step as well, which keeps the transfer of the step before. */
const progress$ = (
  attended: AttendedTransfer,
  target: TransferTarget,
  timeout: number,
): Observable<Progress> =>
  transferEach(
    { ...target, ...attended.labelled },
    { ...attended.transferOptions, timeout },
  )(attended).pipe(
    map(({ state, transfer }) => ({ state: state === 'None' ? ('Transferring' as const) : state, transfer })),
    catchError((error: unknown) => of({ state: 'Erred' as const, error: error as CallingError })),
    scan((before, step) => ({ ...before, ...step })),
    filter((step): step is Progress => step.state !== 'Failed'),
    distinctUntilKeyChanged('state'),
  );

const notTransferred$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation | undefined,
  error: CallingError,
  transfer: Transfer | undefined,
): Observable<AnyUpdate<C>> =>
  error instanceof TransferError && error.reason !== 'no-outcome'
    ? giveUp$(attended, consultation, transferFailure(error), transfer)
    : // The transfer may still go through, so both calls stay as they are.
      failed$(attended, consultation, noOutcome(error), transfer);

/** Completes when the consultation has ended. Hangs it up if the service has not ended it in time. */
const replaced$ = (consultation: Consultation | undefined): Observable<never> =>
  consultation
    ? race(callEnded$(consultation), after(GRACE)).pipe(
        mergeMap(() =>
          consultation.state === 'Disconnected'
            ? EMPTY
            : hangUpConsultation(consultation, 'The transfer is through'),
        ),
      )
    : EMPTY;
