/**
 * Explains errors and codes in words.
 */
import type { Retriable } from './code-tables.js';
import type { Reason } from './codes.js';
import { CallingError, TransferError } from './errors.js';
import type { ResultCategory } from './explanations.js';
import { IncomingCallError } from './incoming-call-error.js';
import { byName, meaningOf, resultCategories, textOf } from './meaning.js';
import { propertyOf, readCodes } from './read-error.js';
import { retriableOf } from './retriable.js';

/** The result of {@link explain}. */
export interface Explanation {
  /** The reason, as a word to switch on. */
  readonly reason: Reason;
  /** The category that the SDK or the service gives, else the documented one. */
  readonly category: ResultCategory;
  /** Whether a retry can help: as it is, only with a new token, or only after the other agent is disposed of. */
  readonly retriable: Retriable;
  /** For people: the meaning, the codes, and the next step. Holds no access token. */
  readonly message: string;
}

/**
 * Explains an error, the end of a call, or the failure of a transfer, by the documented codes.
 *
 * - An undocumented subCode is explained by its code, an undocumented code by its class (4xx, 5xx, …). The message says
 *   so. SubCodes from 40000 and from 60000 on belong to the SDK, and its codes differ from those of the service. If they
 *   are unknown, their category and the SDK's message explain them.
 * - `retriable` follows the SDK's own category (`resultCategories`) first: unexpected errors can be tried again. Then
 *   it follows the code. `retryOnDisconnect` decides by the same rules.
 * - An error of this library keeps its message and its `reason`.
 * - Accepts any value, and never throws. The reason of an unknown value without a code is `'unknown'`.
 *
 * The table of codes is in docs/errors.md. Only an app that calls `explain` loads the sentences.
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
 * @param subject A caught error, the `callEndReason` of a call, or the `error` of a transfer.
 * @param of Pass `'transfer'` with the SDK's own `transfer.error`. There 0/0 means that the SDK did not send the request;
 *   for a call it means that one side hung up. A `TransferError` needs no `of`.
 */
export function explain(subject: unknown, of?: 'transfer'): Explanation {
  try {
    return explainAny(subject, of);
  } catch {
    // A Proxy can throw at each read.
    return explainAny(undefined);
  }
}

function explainAny(subject: unknown, of?: 'transfer'): Explanation {
  // A DOMException has a `code` of another kind.
  const codes = byName.has(propertyOf(subject, 'name')) ? {} : readCodes(subject);
  const [reason, given, usual, sentence] = meaningOf(subject, codes, of);
  const retriable = given ?? retriableOf(codes) ?? 'no';
  const numbers = [codes.code, codes.subCode].filter((part) => part !== undefined).join('/');
  const text =
    subject instanceof CallingError
      ? textOf(subject)
      : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${numbers && ` (${numbers})`}`;
  const category = resultCategories.find((known) => known === codes.resultCategories?.[0]) ?? usual;
  return {
    reason: ownReason(subject) ?? reason,
    category,
    retriable,
    message: `${text}.${category === 'Success' && retriable === 'no' ? '' : ` ${advice[retriable]}`}`,
  };
}

const advice: Readonly<Record<Retriable, string>> = {
  yes: 'Trying again may help.',
  no: 'Trying again the same way cannot help.',
  'after-new-token': 'Try again with a new access token.',
  'after-dispose': 'Dispose of the other agent first, then try again.',
};

const ownReason = (subject: unknown): Reason | undefined =>
  (subject instanceof TransferError && subject.reason !== 'unknown') || subject instanceof IncomingCallError
    ? subject.reason
    : undefined;
