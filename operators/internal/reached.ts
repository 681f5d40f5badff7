/** Waits until a call is in a state. */
import type { CallCommon, CallState } from '@azure/communication-calling';
import { filter, take, throwIfEmpty, type Observable } from 'rxjs';
import { callState$ } from '../../src/streams/call.js';
import { endReason, inWords } from '../../src/errors/codes.js';
import { CallEndedError } from '../../src/errors/errors.js';
import { codesOfReason } from '../../src/errors/read-error.js';

/** The states of a connected call: it gets on hold of either kind only from `Connected`. */
export const connected: readonly CallState[] = ['Connected', 'LocalHold', 'RemoteHold'];

/** Whether a call is being set up: it has neither been connected nor ended, and nobody hangs it up. */
export const isBeingSetUp = ({ state }: Pick<CallCommon, 'state'>): boolean =>
  ![...connected, 'Disconnecting', 'Disconnected'].includes(state);

/** Tells why a call has ended: `487/10004 (no answer)`. */
export const whyEnded = ({ callEndReason }: CallCommon): string => {
  const { code, subCode, resultCategories } = codesOfReason(callEndReason);
  return inWords(code, subCode, endReason(code, subCode, resultCategories));
};

/**
 * Emits the first of these states that the call is in, and completes. Errs with a {@link CallEndedError} if the call ends
 * first.
 *
 * @param before The event that an ended call never gets to, for the message: `it was connected`.
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
