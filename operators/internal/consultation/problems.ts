/** Why a call is not transferred, one problem for each reason. */
import { endReason, inWords, type Reason } from '../../../src/errors/codes.js';
import {
  CallEndedError,
  CallingTimeoutError,
  TransferError,
  type CallingError,
  type CallingErrorDetails,
} from '../../../src/errors/errors.js';
import { codesOfReason, sentenceOf } from '../../../src/errors/read-error.js';
import { whyEnded } from '../reached.js';
import { PATIENCE, type AttendedTransfer } from './attended-transfer.js';
import type { Consultation } from './types.js';

/** Makes the error. The message tells the state of both calls, so call it when they no longer change. */
export type Problem = (attended: AttendedTransfer, consultation: Consultation | undefined) => CallingError;

type Details = CallingErrorDetails & { readonly reason: Reason };

/** A {@link TransferError}. `what` gets the name of the target, and tells what happened. */
const transferProblem =
  (what: (name: string) => string, details: Details): Problem =>
  ({ call, hold, name }, consultation) =>
    new TransferError(`${what(name)} ${hold.state()} ${stateOf(consultation)}`, { ...details, call });

/** The call is not on hold in time. */
export const noHold: Problem = transferProblem(
  (name) =>
    `The call could not be transferred to ${name}, as it was not on hold after ${String(PATIENCE)} ms.`,
  { reason: 'hold-failed' },
);

/** `startCall()` throws. */
export const noStart = (cause: unknown): Problem =>
  transferProblem((name) => `The call to ${name} could not be started: ${sentenceOf(cause)}`, {
    cause,
    reason: 'not-called',
  });

/** Why the consultation has ended. */
const whyConsultationEnded = (consultation: Consultation | undefined): Reason | undefined => {
  const { code, subCode, resultCategories } = codesOfReason(consultation?.callEndReason);
  return endReason(code, subCode, resultCategories);
};

/** Whether this user has hung up the consultation: nobody else has, as far as the codes tell. */
export const isHungUp = (consultation: Consultation): boolean =>
  ['hung-up', 'cancelled', undefined].includes(whyConsultationEnded(consultation));

/** The consultation cannot be hung up for a blind transfer. */
export const noWithdrawal = (cause: unknown): Problem =>
  transferProblem(
    (name) =>
      `The call was not transferred to ${name}, as the call to it could not be hung up: ${sentenceOf(cause)}`,
    { cause, reason: 'hang-up-failed' },
  );

const endOfConsultation =
  (when: string, hungUp: Reason): Problem =>
  (attended, consultation) => {
    const details = codesOfReason(consultation?.callEndReason);
    const { code, subCode } = details;
    const known = whyConsultationEnded(consultation) ?? 'unknown';
    const reason = known === 'hung-up' ? hungUp : known;
    return transferProblem(
      (name) => `The call to ${name} ended with ${inWords(code, subCode, reason)} ${when}.`,
      { ...details, reason },
    )(attended, consultation);
  };

/** The consultation ends before the target has answered. */
export const rejection: Problem = endOfConsultation('and was not answered', 'hung-up');

/** The consultation ends while they talk. A call also ends with 0/0 when the other side has hung up. */
export const departure: Problem = endOfConsultation('before the call was transferred', 'left');

/** `complete` or `cancel` errs. */
export const decisionFailure = (which: 'complete' | 'cancel', cause: unknown): Problem =>
  transferProblem(() => `The transfer was called off, as ${which} failed: ${sentenceOf(cause)}`, {
    cause,
    reason: `${which}-failed`,
  });

/** The call stays on hold after `cancel`. */
export const noResumption: Problem = transferProblem(() => 'The transfer was called off.', {
  reason: 'resume-failed',
});

/** The SDK or the service refuses the transfer. */
export const transferFailure = (error: TransferError): Problem =>
  transferProblem(
    (name) => `The transfer to ${name} failed with ${inWords(error.code, error.subCode, error.reason)}.`,
    detailsOf(error),
  );

/** The target has not answered in time. */
export const noAnswer: Problem = ({ hold, name, answerTimeout }, consultation) =>
  new CallingTimeoutError(
    `The call to ${name} was not answered in ${String(answerTimeout)} ms. ${hold.state()} ${stateOf(consultation)}`,
    answerTimeout,
  );

/** The call ends before the transfer. */
export const endOfCall: Problem = ({ call, name }, consultation) =>
  new CallEndedError(
    `The call ended with ${whyEnded(call)} before it could be transferred to ${name}. ${stateOf(consultation)}`,
    call,
  );

/** The outcome of the transfer is not known: it may still go through. */
export const noOutcome =
  (error: CallingError): Problem =>
  ({ call }, consultation) => {
    const message = `${error.message} ${stateOf(consultation)}`;
    if (error instanceof CallingTimeoutError) {
      return new CallingTimeoutError(message, error.timeout);
    }
    return error instanceof TransferError
      ? new TransferError(message, { ...detailsOf(error), call })
      : new CallEndedError(message, call);
  };

/** An error whose message is complete. */
export const problemOf =
  (error: CallingError): Problem =>
  () =>
    error;

const detailsOf = ({ cause, code, subCode, resultCategories, reason }: TransferError): Details => ({
  cause,
  code,
  subCode,
  resultCategories,
  reason,
});

const stateOf = (consultation: Consultation | undefined): string => {
  if (!consultation) {
    return 'There is no consultation.';
  }
  return consultation.state === 'Disconnected'
    ? 'The consultation has ended.'
    : `The consultation is still up (${consultation.state}).`;
};
