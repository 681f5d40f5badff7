/**
 * The targets of a list that a call was not transferred to, in words.
 */
import type { CallCommon } from '@azure/communication-calling';
import { TransferError } from '../../src/errors/errors.js';
import { sentenceOf } from '../../src/errors/read-error.js';

/** A target that was tried, and why the call is not there. */
export interface TriedTarget {
  /** Who it is, without giving that away. */
  readonly name: string;
  /** `487/10004 (no answer)`. */
  readonly why: string;
  /** The error of this attempt. */
  readonly error: TransferError;
}

/** `a phone number, 487/10004 (no answer); another call, 0/0 (not requested)`. */
export const inTurn = (tried: readonly TriedTarget[]): string =>
  tried.map(({ name, why }) => `${name}, ${why}`).join('; ');

/**
 * The error for the list, once no more targets are tried.
 *
 * @param count How many targets the list has.
 * @param outcome How the call is now, as a sentence.
 * @param thrown What the app's decision about the next one threw, if it did.
 */
export const noTargetTook = (
  call: CallCommon,
  tried: readonly TriedTarget[],
  count: number,
  outcome: string,
  thrown?: { readonly cause: unknown },
): TransferError => {
  const last = tried.at(-1)?.error;
  return new TransferError(
    `No target took the call (${String(tried.length)} of ${String(count)} tried): ${inTurn(tried)}. ${outcome}${thrown ? ` tryNext threw: ${sentenceOf(thrown.cause)}` : ''}`,
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
