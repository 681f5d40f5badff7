/** The state of a temporary hold, and one function for each event. No operators and no SDK calls here. */
import type { CallState } from '@azure/communication-calling';
import type { Observable } from 'rxjs';

export type HoldState =
  /** The call was not put on hold here. */
  | { readonly state: 'None' }
  /** `hold()` was called. `outcome` completes or errs as the SDK settles it. */
  | { readonly state: 'Requested'; readonly outcome: Observable<unknown> }
  /** The call is on hold, and the request has settled or had its time. */
  | { readonly state: 'Settled' }
  /** The call could not be resumed. */
  | { readonly state: 'Stuck'; readonly problem: string };

/** An event: gives the state after it. */
export type HoldEvent = (state: HoldState) => HoldState;

export const none: HoldState = { state: 'None' };

export const requested =
  (outcome: Observable<unknown>): HoldEvent =>
  () => ({ state: 'Requested', outcome });

export const settled: HoldEvent = () => ({ state: 'Settled' });

/** @param problem What the call suffers from, as a sentence. */
export const stuck =
  (problem: string): HoldEvent =>
  () => ({ state: 'Stuck', problem });

/** Whether the call must be resumed: it is on hold, and was put on hold here. */
export const isToResume = ({ state }: HoldState, callState: CallState): boolean =>
  state !== 'None' && callState === 'LocalHold';

/** Whether the call has not ended, and could not be resumed. */
export const isStuck = ({ state }: HoldState, callState: CallState): boolean =>
  state === 'Stuck' && callState !== 'Disconnected';

/** Tells the state of the call, as sentences. */
export const describe = (hold: HoldState, callState: CallState): string => {
  if (callState === 'Disconnected') {
    return 'The call has ended.';
  }
  const onHold = callState === 'LocalHold' ? ', on hold' : '';
  const problem = hold.state === 'Stuck' ? ` ${hold.problem}` : '';
  return `The call is still there${onHold} (${callState}).${problem}`;
};
