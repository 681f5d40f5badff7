/** Why an attempt to transfer a call has failed, one function for each way. */
import type { CallCommon, Transfer, TransferErrorCode } from '@azure/communication-calling';
import { endReason, inWords, transfereeOrTarget, type Reason } from '../../../src/errors/codes.js';
import { codesOfCause, TransferError } from '../../../src/errors/errors.js';
import { messageOf, sentenceOf } from '../../../src/errors/read-error.js';
import { codesOf, logger } from '../../../src/logger/logger.js';
import {
  nameOf,
  REQUEST_TIME,
  type TransferLocator,
  type TransferTarget,
} from '../../../src/streams/transfer.js';

/** What the SDK was asked for. */
export interface Requested {
  readonly transfer: Transfer;
  readonly target: TransferLocator;
  readonly label?: string;
}

export interface FailedAttempt {
  readonly state: 'Failed';
  /** The codes in words: `487/10004 (no answer)`. */
  readonly why: string;
  /** `'no-outcome'`: the SDK has stopped waiting, and the transfer may still go through. */
  readonly reason: Reason;
  /** `undefined` if the SDK threw at the request. */
  readonly requested: Requested | undefined;
  /** Makes the error, given the state of the call as a sentence. */
  readonly error: (callState: string) => TransferError;
}

/** Whether the transfer may still go through. */
export const mayGoThrough = ({ reason }: Pick<FailedAttempt, 'reason'>): boolean => reason === 'no-outcome';

/** The state of the transfer has become `Failed`. */
export const failed = (call: CallCommon, name: string, requested: Requested): FailedAttempt => {
  const { code, subCode }: Partial<TransferErrorCode> = requested.transfer.error ?? {};
  const reason = reasonOf(code, subCode);
  const why = inWords(code, subCode, reason);
  logger.warning(() => `call ${call.id}: transfer to ${name} Failed: ${inWords(code, subCode)}`);
  return failure(
    why,
    { call, code, subCode, reason: reason ?? 'unknown' },
    (callState) => `${sentenceOfFailure(name, why, reason)} ${callState}`,
    requested,
  );
};

const failure = (
  why: string,
  details: ConstructorParameters<typeof TransferError>[1] & { readonly reason: Reason },
  message: (callState: string) => string,
  requested?: Requested,
): FailedAttempt => ({
  state: 'Failed',
  why,
  reason: details.reason,
  requested,
  error: (callState) => new TransferError(message(callState), details),
});

const reasonOf = (code?: number, subCode?: number): Reason | undefined => {
  // The SDK's own timer: 90 s after the request of this transfer, or of an earlier one of the same call.
  if (code === 408 && !subCode) {
    return 'no-outcome';
  }
  // 0/0 is no code of the service, but that of a transfer that was not requested: the target is malformed, or no call
  // of this agent (observed with SDK 1.46.1 and 2.0.0).
  return code === 0 && !subCode ? 'not-requested' : endReason(code, subCode);
};

const sentenceOfFailure = (name: string, why: string, reason: Reason | undefined): string => {
  if (reason === 'no-outcome') {
    return `The transfer to ${name} has no outcome: the SDK has stopped waiting for it (${why}). It may still go through.`;
  }
  const whom =
    reason && transfereeOrTarget.includes(reason)
      ? ' The code does not tell whether it is about the target or about the other party of the call.'
      : '';
  return `The transfer to ${name} failed with ${why}.${whom}`;
};

/**
 * The SDK has not sent the request in time. It never sends one into a call that its agent does not have. Otherwise
 * another request of the call is in the way, and this one is sent after it (observed with SDK 1.46.1 and 2.0.0).
 */
export const notSent = (call: CallCommon, name: string, requested: Requested): FailedAttempt => {
  logger.warning(() => `call ${call.id}: transfer to ${name} not sent after ${String(REQUEST_TIME)} ms`);
  const isIntoCall = 'targetCallId' in requested.target;
  const reason = isIntoCall ? 'not-requested' : 'no-outcome';
  const explanation = isIntoCall
    ? 'as for a call that its agent does not have'
    : 'since something else that was asked of the call has not settled. It may still go through';
  return failure(
    inWords(0, 0, reason),
    { call, code: 0, subCode: 0, reason },
    (callState) =>
      `The transfer to ${name} was not requested: the SDK has sent nothing in ${String(REQUEST_TIME)} ms, ${explanation}. ${callState}`,
    requested,
  );
};

/** The SDK transfers neither a call with more than two other participants, nor into one (read in SDK 1.46.1 and 2.0.0). */
const GROUP_CALL = 46051;

/** The SDK threw at the request, or the function that gives the call id did. */
export const refused = (call: CallCommon, target: TransferTarget, cause: unknown): FailedAttempt => {
  const name = nameOf(target);
  logger.warning(() => `call ${call.id}: transfer to ${name} refused: ${codesOf(cause)}`);
  const { code, subCode } = codesOfCause(cause);
  const isGroup = subCode === GROUP_CALL;
  const isOwnCall = isGroup && !('targetCallId' in target && call.remoteParticipants.length <= 2);
  const reason = isOwnCall ? 'not-supported' : 'not-requested';
  const inShort = isGroup
    ? `the SDK does not transfer ${isOwnCall ? 'a group call' : 'into a group call'} (more than two other participants)`
    : messageOf(cause).replace(/\.$/, '');
  return failure(
    `${inWords(code, subCode, reason)}: ${inShort}`,
    { call, cause, reason },
    (callState) =>
      `The transfer to ${name} was not requested${isGroup ? `: ${inShort}` : ''}. ${callState} Cause: ${sentenceOf(cause)}`,
  );
};
