/**
 * Looks up codes of the SDK and the service in the tables, and classifies codes without a row.
 */
import { creationCodes, endCodes, requestCodes, type Retriable, type Row } from './code-tables.js';

/** The reason of an error or of the end of a call, as a word to switch on. */
export type Reason =
  | (typeof creationCodes | typeof requestCodes | typeof endCodes)[number][2]
  // Reasons of codes without a row, by their class, and of errors without a code.
  | 'cancel-failed'
  | 'complete-failed'
  | 'create-failed'
  | 'hang-up-failed'
  | 'left'
  | 'not-called'
  | 'not-decided'
  | 'no-outcome'
  | 'not-requested'
  | 'under-way'
  | 'sdk-failed'
  | 'throttled'
  | 'unknown';

/** The codes of an error, of the end of a call, or of a failed transfer. */
export interface Codes {
  readonly code?: number | undefined;
  readonly subCode?: number | undefined;
  readonly resultCategories?: readonly string[] | undefined;
}

/** Whether a subCode belongs to the SDK. The codes of the SDK differ from those of the service. */
export const isOwnSubCode = (subCode = 0): boolean =>
  (subCode >= 40_000 && subCode < 50_000) || (subCode >= 60_000 && subCode < 70_000);

/** Whether the SDK did not expect this failure. Then a retry can help. */
export const isUnexpected = ({ resultCategories }: Codes): boolean =>
  resultCategories?.[0] === 'UnexpectedClientError' || resultCategories?.[0] === 'UnexpectedServerError';

/** The subCode under which the tables list a code of the phone network, if it is one. */
const ofPhone = (subCode = 0): number | undefined =>
  (subCode >= 540_000 && subCode < 541_000) || (subCode >= 560_000 && subCode < 561_000)
    ? 560_000 + (subCode % 1_000)
    : undefined;

/**
 * Finds the row that explains these codes: by code and subCode, by the phone network's code in the subCode, or by the code
 * alone. The last holds only for codes of the service that agree with the category: a success is not a failure, and an
 * expected error is not a failure of the service.
 */
export const rowOf = <R extends Row>(
  rows: readonly R[],
  { code, subCode, resultCategories }: Codes,
): R | undefined => {
  const known = subCode ?? (code === 0 ? 0 : undefined);
  const exact = rows.find((row) => known !== undefined && row[0] === code && row[1] === known);
  if (exact) {
    return exact;
  }
  const phone = ofPhone(subCode);
  const category = resultCategories?.[0];
  return (
    (phone === undefined ? undefined : rows.find((row) => row[1] === phone)) ??
    (isOwnSubCode(subCode) || category === 'Success' || (category === 'ExpectedError' && isOf(5, code))
      ? undefined
      : rows.find((row) => row[0] === code && row[1] === undefined))
  );
};

const isOf = (hundreds: number, code = 0): boolean => Math.floor(code / 100) === hundreds;

/** The reason of codes without a row, and whether a retry can help: by their category, then by their class. */
export const classOf = (codes: Codes): readonly [reason: Reason, retriable: Retriable] => {
  const [reason, retriable] = isOwnSubCode(codes.subCode) ? classOfSdk(codes) : classOfService(codes);
  return [reason, isUnexpected(codes) ? 'yes' : retriable];
};

type Classified = readonly [reason: Reason, retriable: Retriable];

function classOfSdk({ code, ...codes }: Codes): Classified {
  const category = codes.resultCategories?.[0];
  switch (true) {
    case category === 'Success':
      return ['ended', 'no'];
    case code === 408:
      return ['timeout', 'yes'];
    case isUnexpected(codes) || (!category && isOf(5, code)):
      return ['sdk-failed', 'yes'];
    case code === 405 || code === 415 || code === 501:
      return ['not-supported', 'no'];
    case code === 422:
      return ['invalid-options', 'no'];
    default:
      return ['refused', 'no'];
  }
}

function classOfService({ code = -1, resultCategories }: Codes): Classified {
  const category = resultCategories?.[0];
  switch (true) {
    case code === 487:
      return ['cancelled', 'no'];
    case isOf(6, code):
      return ['declined', 'no'];
    case category === 'Success' || code === 0 || isOf(2, code):
      return ['ended', 'no'];
    case code === 408:
      return ['timeout', 'yes'];
    case code === 429:
      return ['throttled', 'yes'];
    case isOf(4, code) || (isOf(5, code) && category === 'ExpectedError'):
      return ['refused', 'no'];
    case isOf(5, code):
      return ['service', 'yes'];
    default:
      return ['unknown', 'no'];
  }
}

/** The reason of a failed creation of an agent, and whether a retry can help. `undefined` if unknown. */
export const creationReason = (
  code?: number,
  subCode?: number,
): readonly [reason: Reason | undefined, retriable: Retriable | undefined] => {
  const [, , reason, retriable] = rowOf(creationCodes, { code, subCode }) ?? [];
  return [reason, retriable];
};

/** The reason of the end of a call, or of a failed transfer. */
export const endReason = (
  code?: number,
  subCode?: number,
  resultCategories?: readonly string[],
): Reason | undefined => rowOf(endCodes, { code, subCode, resultCategories })?.[2];

/**
 * Reasons of a failed transfer that can be about the transferee or about the target: the service reaches the transferee
 * first, and the transferee calls the target.
 */
export const transfereeOrTarget: readonly Reason[] = ['unreachable', 'undeliverable', 'callee-lost'];

/** Prints codes and reason, as far as given: `487/10004 (no answer)`. */
export const inWords = (code?: number, subCode?: number, reason?: string): string =>
  `${[code, subCode].filter((part) => part !== undefined).join('/') || 'no code'}${reason ? ` (${reason.replaceAll('-', ' ')})` : ''}`;
