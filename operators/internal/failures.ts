/**
 * Failures in a row of making an agent and keeping it, and what to do about the last one: data and pure functions.
 */
import { creationReason, inWords } from '../../src/errors/codes.js';
import {
  AgentCreationError,
  AgentDisconnectedError,
  CallingError,
  CallingTimeoutError,
  type DisconnectReason,
} from '../../src/errors/errors.js';
import { sentenceOf } from '../../src/errors/read-error.js';
import { retriableOf } from '../../src/errors/retriable.js';

/** The failures since an agent was last connected for a while. */
export interface Failures {
  readonly inRow: number;
  /** How many of the last ones are no errors of the SDK, but of the app's own `create`. */
  readonly ownInRow: number;
  /** A token has been refused, and no agent has been connected for a while since. */
  readonly isTokenRefused: boolean;
}

export const noFailures: Failures = { inRow: 0, ownInRow: 0, isTokenRefused: false };

/** The app's `create` works: an error of its own would not be one in a row. */
export const withAgent = (failures: Failures): Failures => ({ ...failures, ownInRow: 0 });

/** What limits the attempts. */
export interface Limits {
  /** How many failures in a row are answered with a new attempt; `undefined` if the app has not said so. */
  readonly count: number | undefined;
  /** Overrules what the error itself says. */
  readonly shouldRetry: ((error: unknown, attempt: number) => boolean | undefined) | undefined;
}

/** What to do about a failure: make another attempt, at once or after a while; give up; or pass the error on as it is. */
export type Decision =
  | { readonly kind: 'retry'; readonly isAtOnce: boolean }
  | { readonly kind: 'giveUp'; readonly why: string }
  | { readonly kind: 'passOn' };

/** How many errors in a row of the app's own `create` are answered with a new attempt. */
const OWN_IN_ROW = 5;

/** Time, a new token, or nothing helps; or it is an error of the app's own, of which nothing is known. */
type Remedy = 'time' | 'token' | 'none' | 'own';

export const afterFailure = (
  failures: Failures,
  error: unknown,
  { count, shouldRetry }: Limits,
): readonly [Failures, Decision] => {
  const inRow = failures.inRow + 1;
  const remedy = remedyFor(error);
  const verdict = shouldRetry?.(error, inRow);
  const next: Failures = {
    inRow,
    ownInRow: remedy === 'own' ? failures.ownInRow + 1 : 0,
    isTokenRefused: failures.isTokenRefused || remedy === 'token',
  };
  if (remedy === undefined && verdict !== true) {
    return [next, { kind: 'passOn' }];
  }
  const isRefusedAgain = remedy === 'token' && failures.isTokenRefused;
  const why =
    verdict === false
      ? 'shouldRetry says so'
      : ((verdict === true
          ? undefined
          : hopelessness(remedy, isRefusedAgain, count === undefined ? next.ownInRow : 0)) ??
        (inRow > (count ?? Infinity) ? `count is ${String(count)}` : undefined));
  return [
    next,
    why === undefined
      ? { kind: 'retry', isAtOnce: remedy === 'token' && !isRefusedAgain }
      : { kind: 'giveUp', why },
  ];
};

/** Why another attempt has no prospects, if so. */
const hopelessness = (
  remedy: Remedy | undefined,
  isRefusedAgain: boolean,
  ownInRow: number,
): string | undefined => {
  if (remedy === 'none') {
    return 'trying again cannot help';
  }
  if (isRefusedAgain) {
    return 'the new token is refused too';
  }
  return ownInRow > OWN_IN_ROW ? 'it is no error of the SDK, and may be one of the app' : undefined;
};

/** What can help against a failure; `undefined` for an error that is not the agent's. */
const remedyFor = (error: unknown): Remedy | undefined => {
  if (error instanceof AgentDisconnectedError) {
    return TOKEN_REASONS.has(error.reason) ? 'token' : 'time';
  }
  if (error instanceof CallingTimeoutError) {
    return 'time';
  }
  return error instanceof AgentCreationError ? remedyForCreation(error) : undefined;
};

/** The SDK disposes of an agent by itself when it cannot get a token for it. */
const TOKEN_REASONS: ReadonlySet<DisconnectReason> = new Set<DisconnectReason>(['invalidToken', 'disposed']);

const remedyForCreation = (error: AgentCreationError): Remedy => {
  switch (retriableOf(error)) {
    case 'yes':
    case 'after-dispose':
      return 'time';
    case 'after-new-token':
      // That the credential could not supply a token says nothing against the token it will supply.
      return creationReason(error.code, error.subCode)[0] === 'token-unavailable' ? 'time' : 'token';
    case undefined:
      // Without a cause it is the library that says so: the creation gave no agent, or a used one.
      return error.cause === undefined ? 'none' : 'own';
    default:
      return 'none';
  }
};

export const timesOf = (failures: number): string =>
  `${String(failures)} ${failures === 1 ? 'failure' : 'failures in a row'}`;

/** What has happened to the agent, for the log: without the message of the cause, which may say whose agent it is. */
export const troubleOf = (error: unknown): string => {
  if (error instanceof AgentDisconnectedError) {
    return error.reason === 'connectTimeout' ? 'not connected in time' : `lost (${error.reason})`;
  }
  if (error instanceof AgentCreationError) {
    const { code, subCode } = error;
    return `not made (${inWords(code, subCode, creationReason(code, subCode)[0])})`;
  }
  return error instanceof CallingTimeoutError ? 'not made in time' : 'not made (no code)';
};

/** The error for a pipeline that has been given up. */
export const gaveUp = (error: unknown, attempts: number, why: string): unknown => {
  const message = `${sentenceOf(error)} Gave up after ${timesOf(attempts)}: ${why}.`;
  if (error instanceof AgentDisconnectedError) {
    return new AgentDisconnectedError(message, { reason: error.reason, attempts });
  }
  if (error instanceof AgentCreationError) {
    const { cause, code, subCode, resultCategories } = error;
    return new AgentCreationError(message, { cause, code, subCode, resultCategories, attempts });
  }
  return error instanceof CallingTimeoutError
    ? new AgentCreationError(message, { cause: error, attempts })
    : error;
};

/** The error as one of this library, for the app's function that says how long to wait. */
export const asCallingError = (error: unknown): CallingError =>
  error instanceof CallingError
    ? error
    : new AgentCreationError(`The agent was not created: ${sentenceOf(error)}`, { cause: error });
