/** The errors that end a transfer, beside those of its hold. */
import type { CallCommon } from '@azure/communication-calling';
import { CallEndedError, CallingTimeoutError, TransferError } from '../../../src/errors/errors.js';
import { sentenceOf } from '../../../src/errors/read-error.js';
import { whyEnded } from '../reached.js';
import { mayGoThrough, type FailedAttempt } from './failures.js';
import type { TriedTarget } from './list.js';
import type { BlindTransfer } from './blind-transfer.js';

/** Names a target together with those tried before: `a Teams user (tried before: a phone number, 486/0 (busy))`. */
export const titleOf = (name: string, tried: readonly TriedTarget[]): string =>
  tried.length > 0 ? `${name} (tried before: ${inTurn(tried)})` : name;

/** `a phone number, 487/10004 (no answer); another call, 0/0 (not requested)`. */
const inTurn = (tried: readonly TriedTarget[]): string =>
  tried.map(({ name, why }) => `${name}, ${why}`).join('; ');

/** `timeout` has passed. */
export const attemptOverdue = (
  { hold, isList, timeout }: BlindTransfer,
  title: string,
): CallingTimeoutError =>
  new CallingTimeoutError(
    `The transfer to ${title} has no outcome after ${String(timeout)} ms. If it was requested it may still go through${isList ? ', so no other target is tried' : ''}. ${hold.state()}`,
    timeout,
  );

/** `totalTimeout` has passed. */
export const listOverdue = (
  { hold, totalTimeout }: BlindTransfer,
  tried: readonly TriedTarget[],
): CallingTimeoutError =>
  new CallingTimeoutError(
    `No target has taken the call after ${String(totalTimeout)} ms. The last transfer requested may still go through, so no other target is tried.${tried.length > 0 ? ` Tried before: ${inTurn(tried)}.` : ''} ${hold.state()}`,
    totalTimeout,
  );

/** The call has ended, and its transfer has no outcome. */
export const endedMeanwhile = (call: CallCommon, title: string): CallEndedError =>
  new CallEndedError(
    `The call ended with ${whyEnded(call)} while it was transferred to ${title}. Whether the transfer went through is not known.`,
    call,
  );

/** The only target has failed, or the last one of a list. Call it when the hold has ended. */
export const notTransferred = (
  { call, hold, isList, targets }: BlindTransfer,
  tried: readonly TriedTarget[],
  failure: FailedAttempt,
  thrown?: { readonly cause: unknown },
): TransferError => {
  if (!isList) {
    return failure.error(hold.state());
  }
  const last = tried.at(-1)?.error;
  const warning = mayGoThrough(failure)
    ? ' The last transfer may still go through, so no other target is tried.'
    : '';
  const ofApp = thrown ? ` tryNext threw: ${sentenceOf(thrown.cause)}` : '';
  return new TransferError(
    `No target took the call (${String(tried.length)} of ${String(targets.length)} tried): ${inTurn(tried)}.${warning} ${hold.state()}${ofApp}`,
    {
      call,
      cause: thrown ? thrown.cause : last,
      code: last?.code,
      subCode: last?.subCode,
      reason: last?.reason ?? 'unknown',
      errors: tried.map(({ error }) => error),
    },
  );
};
