/**
 * Waiting until a call is in a state.
 */
import type { CallCommon, CallState } from '@azure/communication-calling';
import { filter, take, throwIfEmpty, type Observable } from 'rxjs';
import { callState$ } from '../../src/streams/call.js';
import { endReason, inWords } from '../../src/errors/codes.js';
import { CallEndedError } from '../../src/errors/errors.js';
import { codesOfReason } from '../../src/errors/read-error.js';

/** The states of a call that is connected: it comes to both kinds of hold from `Connected` only. */
export const connected: readonly CallState[] = ['Connected', 'LocalHold', 'RemoteHold'];

/** `487/10004 (no answer)`: why a call has ended. */
export const whyEnded = ({ callEndReason }: CallCommon): string => {
  const { code, subCode, resultCategories } = codesOfReason(callEndReason);
  return inWords(code, subCode, endReason(code, subCode, resultCategories));
};

/**
 * Emits the first of these states that the call is in, and completes.
 *
 * @param before What the call has ended before, if it ends first: `it was connected`.
 */
export const reached = (
  call: CallCommon,
  states: readonly CallState[],
  before: string,
): Observable<CallState> =>
  callState$(call).pipe(
    filter((state) => states.includes(state)),
    take(1),
    throwIfEmpty(() => new CallEndedError(`The call ended with ${whyEnded(call)} before ${before}.`, call)),
  );
