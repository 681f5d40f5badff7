/**
 * Decides whether a retry can help. `explain` and `retryOnDisconnect` share it, so they agree.
 */
import { creationCodes, endCodes, requestCodes, type Retriable } from './code-tables.js';
import { classOf, isUnexpected, rowOf, type Codes } from './codes.js';

/** All rows: documented codes, and codes found in the SDK. */
export const allCodes: readonly KnownRow[] = /* @__PURE__ */ [...creationCodes, ...requestCodes, ...endCodes];

export type KnownRow = (typeof creationCodes | typeof requestCodes | typeof endCodes)[number];

/**
 * Tells whether a retry can help against an error with these codes. `undefined` for an error without a code.
 *
 * - The SDK's own category decides: unexpected errors (`UnexpectedClientError`, `UnexpectedServerError`) can be tried again,
 *   expected errors and successes cannot. (Documented in "Failed to create CallAgent".)
 * - A row of the code and subCode is more precise: a new token is needed, the phone was busy, the browser is not
 *   supported.
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
  // A row of the code alone is general. The category is about this very error.
  return row[1] === undefined && isUnexpected(codes) ? 'yes' : row[3];
};
