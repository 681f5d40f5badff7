/**
 * Whether trying again can help. `explain` and `retryOnDisconnect` decide by this, so that they agree.
 */
import { creationCodes, endCodes, requestCodes, type Retriable } from './code-tables.js';
import { classOf, isUnexpected, rowOf, type Codes } from './codes.js';

/** The documented codes, and those that were found in the SDK. */
export const allCodes: readonly KnownRow[] = /* @__PURE__ */ [...creationCodes, ...requestCodes, ...endCodes];

export type KnownRow = (typeof creationCodes | typeof requestCodes | typeof endCodes)[number];

/**
 * Whether trying again can help against an error that has these codes; `undefined` for one that has no code.
 *
 * - The SDK's own category decides: what is unexpected (`UnexpectedClientError`, `UnexpectedServerError`) can be tried
 *   again, what is expected or a success can not. (Documented, in "Failed to create CallAgent".)
 * - The code and subCode say more where they are known: that it takes a new token, that the phone was busy, that the
 *   browser will not do.
 * - Without a category the class of the code decides: 408, 429 and 5xx can be tried again.
 */
export const retriableOf = (codes: Codes): Retriable | undefined => {
  if (codes.code === undefined) {
    return undefined;
  }
  const row = rowOf(allCodes, codes);
  if (!row) {
    return classOf(codes)[1];
  }
  // A row of the code alone says what happened, but the category says more about this case of it.
  return row[1] === undefined && isUnexpected(codes) ? 'yes' : row[3];
};
