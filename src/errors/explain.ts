/**
 * What errors and codes mean, in words.
 */
import type { Retriable } from './code-tables.js';
import { readCodes, propertyOf } from './read-error.js';
import type { Codes, Reason } from './codes.js';
import { CallingError, TransferError } from './errors.js';
import type { ResultCategory } from './explanations.js';
import { IncomingCallError } from './incoming-call-error.js';
import { byName, sense, textOf } from './meaning.js';
import { retriableOf } from './retriable.js';

/** What {@link explain} gives. */
export interface Explanation {
  /** What happened, as a word to switch on. */
  readonly reason: Reason;
  /** How the SDK or the service classifies it: its own word where it gives one, else the documented one. */
  readonly category: ResultCategory;
  /** Whether trying again can help: as it is, only with a new token, or only once the other agent is disposed of. */
  readonly retriable: Retriable;
  /** What happened, the codes, and what to do, for people. Holds no access token. */
  readonly message: string;
}

/**
 * Explains an error, why a call ended, or why a transfer failed, from the documented codes.
 *
 * - A subCode that is not documented is explained by its code, a code that is not documented by its class (4xx,
 *   5xx, …), and the message says so. The subCodes from 40000 and from 60000 on are the SDK's own, whose codes mean
 *   something else than the service's: those that are not known are explained by their category, with the SDK's message.
 * - `retriable` is decided by the SDK's own category first (`resultCategories`: what is unexpected can be tried again), then
 *   by what is known of the code. `retryOnDisconnect` does what it says.
 * - An error of this library keeps its message and its `reason`.
 * - Takes anything, and never throws. What has no code is `'unknown'`.
 *
 * The codes are those of the documentation, and some that were read in SDK 1.46.1 and 2.0.0 or observed with them: the
 * table is in docs/errors.md. An app that does not call this does not load what there is to say of them.
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { callEnded$, explain } from 'rx-acs-calling';
 *
 * const tell = (call: Call) =>
 *   callEnded$(call).subscribe((callEndReason) => {
 *     const { reason, message } = explain(callEndReason);
 *     if (reason !== 'hung-up') {
 *       console.log(message);
 *     }
 *   });
 * ```
 *
 * @example When a pipeline has failed
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { explain } from 'rx-acs-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const transfer = (call: Call, communicationUserId: string, offerAgain: () => void) =>
 *   of(call)
 *     .pipe(withFeature(Features.Transfer), transferTo({ targetParticipant: { communicationUserId } }))
 *     .subscribe({
 *       error: (error: unknown) => {
 *         const { message, retriable } = explain(error);
 *         console.log(message);
 *         if (retriable === 'yes') {
 *           offerAgain();
 *         }
 *       },
 *     });
 * ```
 *
 * @param subject What was caught, `callEndReason` of a call, or `error` of a transfer.
 * @param of Say `'transfer'` for the SDK's own `transfer.error`: its 0/0 is a transfer that was not even requested, where
 *   that of a call is a hang-up, by either side. A `TransferError` says so by itself.
 */
export function explain(subject: unknown, of?: 'transfer'): Explanation {
  try {
    return explained(subject, of);
  } catch {
    // A Proxy can throw at whatever is read of it.
    return explained(undefined);
  }
}

function explained(subject: unknown, of?: 'transfer'): Explanation {
  // The `code` of an error of the browser is of another kind.
  const codes = byName.has(propertyOf(subject, 'name')) ? {} : readCodes(subject);
  const [reason, given, usual, meaning] = sense(subject, codes, of);
  const retriable = given ?? retriableOf(codes) ?? 'no';
  const numbers = [codes.code, codes.subCode].filter((part) => part !== undefined).join('/');
  const what =
    subject instanceof CallingError
      ? textOf(subject)
      : `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${numbers && ` (${numbers})`}`;
  const category = ownCategory(codes) ?? usual;
  return {
    reason: ownReason(subject) ?? reason,
    category,
    retriable,
    message: `${what}.${category === 'Success' && retriable === 'no' ? '' : ` ${advice[retriable]}`}`,
  };
}

const advice: Readonly<Record<Retriable, string>> = {
  yes: 'Trying again may help.',
  no: 'Trying again the same way cannot help.',
  'after-new-token': 'Try again with a new access token.',
  'after-dispose': 'Dispose of the other agent first, then try again.',
};

const categories: readonly unknown[] = [
  'Success',
  'ExpectedError',
  'UnexpectedClientError',
  'UnexpectedServerError',
] satisfies readonly ResultCategory[];

const ownCategory = ({ resultCategories: [own] = [] }: Codes): ResultCategory | undefined =>
  categories.includes(own) ? (own as ResultCategory) : undefined;

const ownReason = (subject: unknown): Reason | undefined =>
  (subject instanceof TransferError && subject.reason !== 'unknown') || subject instanceof IncomingCallError
    ? subject.reason
    : undefined;
