/** The state of a temporary hold, and functions of it. No operators and no SDK calls here. */
import type { CallState } from '@azure/communication-calling';
import type { Observable } from 'rxjs';

export type HoldState =
  /** The call was not put on hold here. */
  | { readonly state: 'None' }
  /** `hold()` was called. `outcome$` completes or errs as the SDK settles it. */
  | { readonly state: 'Requested'; readonly outcome$: Observable<never> }
  /** The call is on hold, and the request has settled or had its time. */
  | { readonly state: 'Settled' }
  /** The call could not be resumed. `problem` is a sentence. */
  | { readonly state: 'Stuck'; readonly problem: string };

/** Whether the call must be resumed: it is on hold, and was put on hold here. */
export const isToResume = ({ state }: HoldState, callState: CallState): boolean =>
  state !== 'None' && callState === 'LocalHold';

/** Whether the call has not ended, and could not be resumed. */
export const isStuck = ({ state }: HoldState, callState: CallState): boolean =>
  state === 'Stuck' && callState !== 'Disconnected';

/** Tells the state of the call, as sentences. */
export const describe = (hold: HoldState, callState: CallState): string =>
  callState === 'Disconnected'
    ? 'The call has ended.'
    : `The call is still there${callState === 'LocalHold' ? ', on hold' : ''} (${callState}).${hold.state === 'Stuck' ? ` ${hold.problem}` : ''}`;
