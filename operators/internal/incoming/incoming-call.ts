/** An incoming call: when it stops ringing, and which errors count. */
import type { IncomingCall, TeamsIncomingCall } from '@azure/communication-calling';
import { EMPTY, filter, type Observable } from 'rxjs';
import { property$ } from '../../../src/bridge/events.js';
import { sentenceOf } from '../../../src/errors/read-error.js';
import { IncomingCallError, type IncomingCallFailure } from '../../../src/errors/incoming-call-error.js';

export type Incoming = IncomingCall | TeamsIncomingCall;

/** Emits when the call stops ringing. Emits nothing if it is accepted by this operator. */
export const over$ = (incomingCall: Incoming): Observable<unknown> =>
  property$(incomingCall, 'callEndReason', 'callEnded').pipe(filter((reason) => reason !== undefined));

export const failure = (
  incomingCall: Incoming,
  reason: IncomingCallFailure,
  message: string,
  cause: unknown,
): IncomingCallError =>
  new IncomingCallError(`${message} Cause: ${sentenceOf(cause)}`, { incomingCall, reason, cause });

/** The sub-codes of the SDK for a call that no longer rings: cancelled, or answered or declined elsewhere. */
const NOT_RINGING: readonly unknown[] = [41006, 41007];

/** Errs with the failure, or completes if the call no longer rings. */
export const failUnlessOver$ = (
  incomingCall: Incoming,
  cause: unknown,
  reason: 'accept-failed' | 'reject-failed',
): Observable<never> => {
  const error = failure(
    incomingCall,
    reason,
    `An incoming call was not ${reason === 'accept-failed' ? 'accepted' : 'declined'}.`,
    cause,
  );
  if (incomingCall.callEndReason || NOT_RINGING.includes(error.subCode)) {
    return EMPTY;
  }
  throw error;
};
