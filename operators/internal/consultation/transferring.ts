/** The ending with a transfer: the call is transferred into the consultation. */
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
  progress$(attended, consultation).pipe(
    concatMap((progress): Observable<AnyUpdate<C>> => {
      if (progress.state === 'Erred') {
        return notTransferred$(attended, consultation, progress.error, progress.transfer);
      }
      const update = of({ ...attended.common, consultation, ...progress });
      return progress.state === 'Transferred' ? concat(update, replaced$(consultation)) : update;
    }),
  );

/** Follows the transfer. An error is a step as well, which keeps the transfer of the step before. */
const progress$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation,
): Observable<Progress> =>
  transferEach<C>(
    // The SDK changes the id of a call while the call is set up.
    { targetCallId: () => consultation.id, ...attended.labelled },
    { ...attended.transferOptions, timeout: attended.transferTimeout },
  )(attended).pipe(
    map(({ state, transfer }) => ({ state: state === 'None' ? ('Transferring' as const) : state, transfer })),
    catchError((error: unknown) => of({ state: 'Erred' as const, error: error as CallingError })),
    scan((before, step) => ({ ...before, ...step })),
    filter((step): step is Progress => step.state !== 'Failed'),
    distinctUntilKeyChanged('state'),
  );

const notTransferred$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  consultation: Consultation,
  error: CallingError,
  transfer: Transfer | undefined,
): Observable<AnyUpdate<C>> =>
  error instanceof TransferError && error.reason !== 'no-outcome'
    ? giveUp$(attended, consultation, transferFailure(error), transfer)
    : // The transfer may still go through, so both calls stay as they are.
      failed$(attended, consultation, noOutcome(error), transfer);

/** Completes when the consultation has ended. Hangs it up if the service has not ended it in time. */
const replaced$ = (consultation: Consultation): Observable<never> =>
  race(callEnded$(consultation), after(GRACE)).pipe(
    mergeMap(() =>
      consultation.state === 'Disconnected'
        ? EMPTY
        : hangUpConsultation(consultation, 'The transfer is through'),
    ),
  );
