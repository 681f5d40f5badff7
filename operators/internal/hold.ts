/**
 * Holds a call for a limited time. The closure keeps the newest state of the hold, as `begin$` and `end$` emit it, and does
 * nothing else.
 */
import type { CallCommon } from '@azure/communication-calling';
import { defer, endWith, ignoreElements, tap, type Observable } from 'rxjs';
import { TransferError } from '../../src/errors/errors.js';
import { begin$, type HoldFailure } from './hold/begin.js';
import { end$ } from './hold/end.js';
import { describe, isStuck, type HoldState } from './hold/state.js';

/** A hold that is begun unless the call is on hold already, and ended only if it was begun here. */
export interface TemporaryHold {
  /**
   * Emits once the call is on hold by the local user, and `hold()` has settled or had 10 s for it. Waits for a call that
   * is not connected yet. `purpose` is what the call is put on hold for this time, if it is begun more than once.
   */
  begin(purpose?: string): Observable<unknown>;
  /**
   * Resumes the call, and completes when that has settled, also when it fails. Waits for a hold that is under way first,
   * as the call would be on hold afterwards.
   */
  end(): Observable<never>;
  /** Whether the call could not be resumed after the hold that was begun here. */
  isStuck(): boolean;
  /** Tells the state of the call, as a sentence. */
  state(): string;
}

/**
 * @param call The call to hold.
 * @param usual What the call is put on hold for, for messages: `be transferred to a phone number`.
 * @param failure Makes the error for a call that cannot be put on hold.
 */
export const temporaryHold = (
  call: CallCommon,
  usual: string,
  failure: HoldFailure = (message, cause) =>
    new TransferError(message, { call, cause, reason: 'hold-failed' }),
): TemporaryHold => {
  let hold: HoldState = { state: 'None' };
  const keep = tap((next: HoldState) => {
    hold = next;
  });
  return {
    begin: (purpose = usual) => begin$(call, purpose, failure).pipe(keep, ignoreElements(), endWith(true)),
    end: () => defer(() => end$(call, hold)).pipe(keep, ignoreElements()),
    isStuck: () => isStuck(hold, call.state),
    state: () => describe(hold, call.state),
  };
};
