/**
 * Looks up the codes of the SDK and the service in the tables.
 */
import { creationCodes, endCodes, requestCodes, type Retriable, type Row } from './code-tables.js';

/** What happened, as a word to switch on. */
export type Reason =
  | (typeof creationCodes | typeof requestCodes | typeof endCodes)[number][2]
  // Of codes that have no row, by their class, and of errors that have no code.
  | 'cancel-failed'
  | 'complete-failed'
  | 'create-failed'
  | 'left'
  | 'not-called'
  | 'not-decided'
  | 'no-outcome'
  | 'not-requested'
  | 'under-way'
  | 'sdk-failed'
  | 'throttled'
  | 'unknown';

/** The codes that an error, the end of a call, or a failed transfer has. */
export interface Codes {
  readonly code?: number | undefined;
  readonly subCode?: number | undefined;
  readonly resultCategories?: readonly string[] | undefined;
}

/** Whether a subCode is one of the SDK itself, whose codes mean something else than those of the service. */
export const isOwnSubCode = (subCode = 0): boolean =>
  (subCode >= 40_000 && subCode < 50_000) || (subCode >= 60_000 && subCode < 70_000);

/** Whether it says that something failed which the SDK does not expect to fail: then trying again can help. */
export const isUnexpected = ({ resultCategories }: Codes): boolean =>
  resultCategories?.[0] === 'UnexpectedClientError' || resultCategories?.[0] === 'UnexpectedServerError';

/** What a code and subCode stand for in the phone network, if they do. */
const ofPhone = (subCode = 0): number | undefined =>
  (subCode >= 540_000 && subCode < 541_000) || (subCode >= 560_000 && subCode < 561_000)
    ? 560_000 + (subCode % 1_000)
    : undefined;

/**
 * The row that explains these codes: of the code and subCode, of the phone network's code in the subCode, or of the code
 * alone. The last is for what the service says, and not against the category: what is no error did not fail, and what the
 * SDK expected is no failing service.
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

/** What codes without a row are called, and whether trying again can help: by their category, then by their class. */
export const classOf = (codes: Codes): readonly [reason: Reason, retriable: Retriable] => {
  const [reason, retriable] = isOwnSubCode(codes.subCode) ? classOfSdk(codes) : classOfService(codes);
  return [reason, isUnexpected(codes) ? 'yes' : retriable];
};

type Sense = readonly [reason: Reason, retriable: Retriable];

function classOfSdk({ code, ...codes }: Codes): Sense {
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

function classOfService({ code = -1, resultCategories }: Codes): Sense {
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

/** What a failed creation of an agent is called, and whether trying again can help, as far as that is known. */
export const creationReason = (
  code?: number,
  subCode?: number,
): readonly [reason: Reason | undefined, retriable: Retriable | undefined] => {
  const [, , reason, retriable] = rowOf(creationCodes, { code, subCode }) ?? [];
  return [reason, retriable];
};

/** What a call's end, or a transfer's failure, is called. */
export const endReason = (
  code?: number,
  subCode?: number,
  resultCategories?: readonly string[],
): Reason | undefined => rowOf(endCodes, { code, subCode, resultCategories })?.[2];

/**
 * The reasons of which the code does not say whom they are about when a transfer fails: the service has to reach the
 * transferee first, who then calls the target.
 */
export const transfereeOrTarget: readonly Reason[] = ['unreachable', 'undeliverable', 'callee-lost'];

/** `487/10004 (no answer)`, or what there is of it. */
export const inWords = (code?: number, subCode?: number, reason?: string): string =>
  `${[code, subCode].filter((part) => part !== undefined).join('/') || 'no code'}${reason ? ` (${reason.replaceAll('-', ' ')})` : ''}`;
