/** Follows a requested transfer to its end. */
import type { CallCommon, TransferState } from '@azure/communication-calling';
import { map, race, skip, startWith, takeWhile, type Observable } from 'rxjs';
import { property$ } from '../../../src/bridge/events.js';
import { logger } from '../../../src/logger/logger.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { isFinal, rememberFailure, REQUEST_TIME } from '../../../src/streams/transfer.js';
import { failed, notSent, type FailedAttempt, type Requested } from './failures.js';

/** A state of a requested transfer. */
export type AttemptStep = (Requested & { readonly state: Exclude<TransferState, 'Failed'> }) | FailedAttempt;

/** A transfer that the SDK was asked for. */
export interface Sent {
  readonly requested: Requested;
  /**
   * Whether the transfer was born with the outcome of an earlier one of its call. Its own states begin once its request
   * is sent, with `Transferring` (observed with SDK 1.46.1 and 2.0.0).
   */
  readonly isBehindAnother: boolean;
}

/** Emits the transfer's own states, and completes after the last one. */
export const states$ = (
  call: CallCommon,
  name: string,
  { requested, isBehindAnother }: Sent,
): Observable<AttemptStep> => {
  const stepOf = toStep(call, name, requested);
  const all$ = property$(requested.transfer, 'state');
  const own$ = (isBehindAnother ? all$.pipe(skip(1)) : all$).pipe(
    takeWhile((state) => !isFinal(state), true),
    map(stepOf),
  );
  return isBehindAnother
    ? race(own$, after(REQUEST_TIME).pipe(map(() => notSent(call, name, requested)))).pipe(
        startWith(stepOf('None')),
      )
    : own$;
};

const toStep =
  (call: CallCommon, name: string, requested: Requested) =>
  (state: TransferState): AttemptStep => {
    if (state === 'Failed') {
      rememberFailure(requested.transfer);
      return failed(call, name, requested);
    }
    logger.info(() => `call ${call.id}: transfer to ${name} ${state}`);
    return { ...requested, state };
  };
