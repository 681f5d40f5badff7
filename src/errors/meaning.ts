/**
 * Finds the meaning of an error: its reason, its category, and a sentence for people.
 */
import type { Retriable } from './code-tables.js';
import { classOf, isOwnSubCode, rowOf, type Codes, type Reason } from './codes.js';
import {
  AgentCreationError,
  AgentDisconnectedError,
  CallEndedError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
  TransferError,
} from './errors.js';
import {
  creationSentences,
  endSentences,
  requestSentences,
  unusualCategories,
  type ResultCategory,
} from './explanations.js';
import { messageOf, propertyOf } from './read-error.js';
import { allCodes, type KnownRow } from './retriable.js';

/** The meaning of an error. Without `retriable` its codes decide. */
export type Meaning = readonly [
  reason: Reason,
  retriable: Retriable | undefined,
  category: ResultCategory,
  sentence: string,
];

/** All categories. */
export const resultCategories: readonly ResultCategory[] = /* @__PURE__ */ Object.keys(
  unusualCategories,
) as ResultCategory[];

/** Finds the meaning of an error by its codes, or by its class if it has no code. */
export function meaningOf(subject: unknown, codes: Codes, of?: 'transfer'): Meaning {
  const { code, subCode } = codes;
  if (code === undefined) {
    return withoutCode(subject);
  }
  if (code === 0 && !subCode && (of || subject instanceof TransferError)) {
    return [
      'not-requested',
      'no',
      'ExpectedError',
      'the transfer was not requested: the target or the call is not fit',
    ];
  }
  const row = rowOf(allCodes, codes);
  if (row) {
    return [row[2], undefined, categoryOfRow(row), sentenceOfRow(row)];
  }
  const [reason] = classOf(codes);
  const ownText = typeof propertyOf(subject, 'message') === 'string' ? textOf(subject) : '';
  const text = ownText || (sentences.get(reason) ?? '');
  return [reason, undefined, usualCategory(code, subCode), `${text}; the code is not documented`];
}

/** The documented category of a row. */
export const categoryOfRow = ([code, subCode]: KnownRow): ResultCategory => {
  const key = [code, subCode].join('/');
  return (
    resultCategories.find((category) => unusualCategories[category].includes(key)) ??
    usualCategory(code, subCode)
  );
};

/** The sentence of a row. */
export const sentenceOfRow = (row: KnownRow): string =>
  [...creationSentences, ...requestSentences, ...endSentences][allCodes.indexOf(row)] ?? '';

/** The message of anything that was thrown, without the full stop at its end. */
export const textOf = (subject: unknown): string => messageOf(subject).replace(/[.\s]*$/, '');

/** Sentences for codes without a row, by the reason of their class. */
const sentences: ReadonlyMap<Reason, string> = /* @__PURE__ */ new Map<Reason, string>([
  ['cancelled', 'the call was cancelled'],
  ['declined', 'it was declined everywhere'],
  ['ended', 'it ended in the ordinary way'],
  ['invalid-options', 'the SDK cannot use the arguments'],
  ['not-supported', 'this is not supported here'],
  ['refused', 'the request was refused'],
  ['sdk-failed', 'the SDK failed at this'],
  ['service', 'the service failed'],
  ['throttled', 'there were too many requests'],
  ['timeout', 'it took too long'],
  ['unknown', 'something went wrong'],
]);

/** The category of an error that has none of its own, by the class of its code. */
function usualCategory(code: number, subCode?: number): ResultCategory {
  switch (true) {
    case code === 0 || (code >= 200 && code < 300) || (code >= 600 && code < 700):
      return 'Success';
    case code >= 400 && code < 500:
      return 'ExpectedError';
    case code >= 500 && code < 600 && !isOwnSubCode(subCode):
      return 'UnexpectedServerError';
    default:
      return 'UnexpectedClientError';
  }
}

/** The meaning of errors without a code: errors of this library, of RxJS, of the browser, of the app. */
function withoutCode(subject: unknown): Meaning {
  switch (true) {
    case subject instanceof AgentDisconnectedError:
      return subject.reason === 'invalidToken'
        ? ['token-invalid', 'after-new-token', 'ExpectedError', '']
        : ['network', 'yes', 'ExpectedError', ''];
    case subject instanceof CallingTimeoutError:
      return ['timeout', 'yes', 'UnexpectedClientError', ''];
    case subject instanceof InvalidArgumentError:
      return ['invalid-options', 'no', 'ExpectedError', ''];
    case subject instanceof CallEndedError:
      return ['ended', 'no', 'Success', ''];
    // The last failure before the library gave up, such as a timeout.
    case subject instanceof CallingError && subject.cause instanceof CallingError:
      return withoutCode(subject.cause);
    // An error of the app's own `create`, such as a `fetch` that failed.
    case subject instanceof AgentCreationError && subject.cause !== undefined:
      return ['create-failed', 'yes', 'UnexpectedClientError', ''];
    default:
      return (
        byName.get(propertyOf(subject, 'name')) ?? [
          'unknown',
          'no',
          'UnexpectedClientError',
          `something went wrong that has no code: ${textOf(subject)}`,
        ]
      );
  }
}

/** Errors of RxJS, and errors of the browser about cameras and microphones, by their `name`. */
export const byName: ReadonlyMap<unknown, Meaning> = /* @__PURE__ */ new Map([
  ['TimeoutError', ['timeout', 'yes', 'UnexpectedClientError', 'it took too long']],
  [
    'NotAllowedError',
    [
      'not-permitted',
      'no',
      'ExpectedError',
      'the user or the browser does not allow the camera or the microphone',
    ],
  ],
  ['NotFoundError', ['not-found', 'no', 'ExpectedError', 'there is no such camera or microphone']],
  [
    'NotReadableError',
    [
      'device-in-use',
      'yes',
      'ExpectedError',
      'the camera or the microphone cannot be opened; another program may use it',
    ],
  ],
]);
