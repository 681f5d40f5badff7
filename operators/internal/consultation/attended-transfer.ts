/** One attended transfer: what its events and its endings share. */
import type { CallCommon, CallState, Transfer, TransferState } from '@azure/communication-calling';
import type { Observable } from 'rxjs';
import type { TransferTargetLabel } from '../../../src/streams/transfer.js';
import { hangUp } from '../hang-up.js';
import { temporaryHold, type TemporaryHold } from '../hold.js';
import { connected } from '../reached.js';
import type { Settings } from './settings.js';
import type { Consultation } from './types.js';

export interface AttendedTransfer<C extends CallCommon = CallCommon> {
  /** The fields of every update: the call to transfer, and the label of the target. */
  readonly common: { readonly call: C } & TransferTargetLabel;
  /** The hold of the call. */
  readonly hold: TemporaryHold;
  readonly settings: Settings;
  readonly transferInto: TransferInto;
}

/** Requests the transfer of the call into a consultation, and follows it. */
export type TransferInto = (consultation: Consultation) => Observable<TransferStep>;

/** A step of the transfer that the SDK was asked for. */
export interface TransferStep {
  readonly state: TransferState;
  readonly transfer: Transfer;
}

export const attendedTransfer = <C extends CallCommon>(
  call: C,
  settings: Settings,
  transferInto: TransferInto,
): AttendedTransfer<C> => ({
  common: { call, ...settings.labelled },
  hold: temporaryHold(call, `be transferred to ${settings.name}`),
  settings,
  transferInto,
});

/** How long the SDK may take to put a call on hold, or to hang up a consultation, in milliseconds. */
export const PATIENCE = 10_000;

/** Hangs up a consultation at once. The result completes when that has settled, or errs: see `hangUp`. */
export const hangUpConsultation = (consultation: Consultation, why: string): Observable<never> =>
  hangUp(consultation, `${why}, but hanging up the consultation`, undefined, PATIENCE);

/** Whether a call with this state is answered, and has not ended. */
export const isUp = (state: CallState | undefined): boolean =>
  state !== undefined && connected.includes(state);
