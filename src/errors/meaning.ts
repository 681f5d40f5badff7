/**
 * What an error means: its reason, its category, and a sentence for people.
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
import { details, type Details, type ResultCategory } from './explanations.js';
import { messageOf, propertyOf } from './read-error.js';
import { allCodes, type KnownRow } from './retriable.js';

/** What there is to say of a subject. A `retriable` that is not given is decided by the codes. */
export type Sense = readonly [
  reason: Reason,
  retriable: Retriable | undefined,
  category: ResultCategory,
  meaning: string,
];

/** The details by the code and subCode: a map, since the codes come from outside. */
const detailsOf: ReadonlyMap<string, Details> = /* @__PURE__ */ new Map(Object.entries(details));

export function sense(subject: unknown, codes: Codes, of?: 'transfer'): Sense {
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
    const [category, meaning] = detailsOf.get(keyOf(row)) ?? [];
    return [row[2], undefined, category ?? usualCategory(code), meaning ?? ''];
  }
  const [reason] = classOf(codes);
  const own = typeof propertyOf(subject, 'message') === 'string' ? textOf(subject) : '';
  const said = own || (words.get(reason) ?? '');
  return [reason, undefined, usualCategory(code, subCode), `${said}; the code is not documented`];
}

const keyOf = ([code, subCode]: KnownRow): string =>
  subCode === undefined ? String(code) : `${String(code)}/${String(subCode)}`;

/** What is said of codes that have no row. */
const words: ReadonlyMap<Reason, string> = /* @__PURE__ */ new Map<Reason, string>([
  ['cancelled', 'the call was cancelled'],
  ['declined', 'it was declined everywhere'],
  ['ended', 'it ended in the ordinary way'],
  ['invalid-options', 'the SDK cannot use what it was given'],
  ['not-supported', 'this is not supported here'],
  ['refused', 'the request was refused'],
  ['sdk-failed', 'the SDK failed at this'],
  ['service', 'the service failed'],
  ['throttled', 'there were too many requests'],
  ['timeout', 'it took too long'],
  ['unknown', 'something went wrong'],
]);

/** How an error is classified that does not say so itself. */
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

/** What has no code: errors of this library, and whatever else may be thrown. */
function withoutCode(subject: unknown): Sense {
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
    // What it was given up for, such as a timeout.
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

/** Errors of RxJS, and of the browser about cameras and microphones. */
export const byName: ReadonlyMap<unknown, Sense> = /* @__PURE__ */ new Map([
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

export function textOf(subject: unknown): string {
  try {
    return messageOf(subject).replace(/[.\s]*$/, '');
  } catch {
    return 'it cannot be read';
  }
}
