/** One attended transfer: what its events and its endings share. */
import type { CallCommon, CallState } from '@azure/communication-calling';
import type { Observable } from 'rxjs';
import type { TransferTargetLabel } from '../../../src/streams/transfer.js';
import { hangUp } from '../hang-up.js';
import { temporaryHold, type TemporaryHold } from '../hold.js';
import { connected } from '../reached.js';
import type { Transferable } from '../transfer/types.js';
import type { Settings } from './settings.js';
import type { Consultation } from './types.js';

export type AttendedTransfer<C extends CallCommon = CallCommon> = Transferable<C> &
  Settings & {
    /** The fields of every update. */
    readonly common: { readonly call: C } & TransferTargetLabel;
    /** The hold of the call. */
    readonly hold: TemporaryHold;
  };

export const attendedTransfer = <C extends CallCommon>(
  transferable: Transferable<C>,
  settings: Settings,
): AttendedTransfer<C> => ({
  ...transferable,
  ...settings,
  common: { call: transferable.call, ...settings.labelled },
  hold: temporaryHold(transferable.call, `be transferred to ${settings.name}`),
});

/** How long the SDK may take to put a call on hold, or to hang up a consultation, in milliseconds. */
export const PATIENCE = 10_000;

/** Hangs up a consultation at once. The result completes when that has settled, or errs: see `hangUp`. */
export const hangUpConsultation = (consultation: Consultation, why: string): Observable<never> =>
  hangUp(consultation, `${why}, but hanging up the consultation`, undefined, PATIENCE);

/** Whether a call with this state is answered, and has not ended. */
export const isUp = (state: CallState | undefined): boolean =>
  state !== undefined && connected.includes(state);
