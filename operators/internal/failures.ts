/**
 * The failures in a row of making and keeping an agent, and the decision after each of them: data and pure functions.
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

/** The failures since an agent was last connected for `resetAfter`. */
export interface Failures {
  readonly inRow: number;
  /** How many of the last failures came from the app's own `create`, not from the SDK. */
  readonly ownInRow: number;
  /** Whether one of the failures is a refused token. */
  readonly isTokenRefused: boolean;
}

export const noFailures: Failures = { inRow: 0, ownInRow: 0, isTokenRefused: false };

export const isFailures = (value: object): value is Failures => 'inRow' in value;

/** The failures after the app's `create` has made an agent. */
export const withAgent = (failures: Failures): Failures => ({ ...failures, ownInRow: 0 });

/** The app's settings that limit the attempts. */
export interface Limits {
  /** How many failures in a row to answer with a new attempt. `undefined` if the app does not set it. */
  readonly count: number | undefined;
  /** Overrules the decision. `undefined` leaves it as it is. */
  readonly shouldRetry: ((error: unknown, attempt: number) => boolean | undefined) | undefined;
}

/** Make another attempt, at once or after a back-off; give up; or pass the error on unchanged. */
export type Decision =
  | { readonly kind: 'retry'; readonly isAtOnce: boolean }
  | { readonly kind: 'giveUp'; readonly why: string }
  | { readonly kind: 'passOn' };

/** How many errors in a row of the app's own `create` to answer with a new attempt. */
const OWN_IN_ROW = 5;

/** Time, a new token, or nothing helps. `'own'`: an error of the app's `create`, so the remedy is unknown. */
type Remedy = 'time' | 'token' | 'none' | 'own';

/** Counts a failure, and decides what to do about it. */
export const afterFailure = (
  failures: Failures,
  error: unknown,
  { count, shouldRetry }: Limits,
): readonly [Failures, Decision] => {
  const remedy = remedyFor(error);
  const next: Failures = {
    inRow: failures.inRow + 1,
    ownInRow: remedy === 'own' ? failures.ownInRow + 1 : 0,
    isTokenRefused: failures.isTokenRefused || remedy === 'token',
  };
  const verdict = shouldRetry?.(error, next.inRow);
  if (remedy === undefined && verdict !== true) {
    return [next, { kind: 'passOn' }];
  }
  const isRefusedAgain = remedy === 'token' && failures.isTokenRefused;
  const ownInRow = count === undefined ? next.ownInRow : 0;
  const why =
    reasonAgainst(verdict, remedy, isRefusedAgain, ownInRow) ??
    (next.inRow > (count ?? Infinity) ? `count is ${String(count)}` : undefined);
  return [
    next,
    why === undefined
      ? { kind: 'retry', isAtOnce: remedy === 'token' && !isRefusedAgain }
      : { kind: 'giveUp', why },
  ];
};

/** Gives the reason against another attempt, if there is one. */
const reasonAgainst = (
  verdict: boolean | undefined,
  remedy: Remedy | undefined,
  isRefusedAgain: boolean,
  ownInRow: number,
): string | undefined => {
  if (verdict !== undefined) {
    return verdict ? undefined : 'shouldRetry says so';
  }
  if (remedy === 'none') {
    return 'trying again cannot help';
  }
  if (isRefusedAgain) {
    return 'the new token is refused too';
  }
  return ownInRow > OWN_IN_ROW ? 'it is no error of the SDK, and may be one of the app' : undefined;
};

/** Gives the remedy for a failure; `undefined` for an error that did not come from `callAgent$`. */
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
      // The credential had no token. Its next one may be good.
      return creationReason(error.code, error.subCode)[0] === 'token-unavailable' ? 'time' : 'token';
    case undefined:
      // An error without a cause is one of this library: the creation gave no agent, or a used one.
      return error.cause === undefined ? 'none' : 'own';
    default:
      return 'none';
  }
};

export const timesOf = (failures: number): string =>
  `${String(failures)} ${failures === 1 ? 'failure' : 'failures in a row'}`;

/** Names a failure in the log. Leaves out the message of the cause, which may identify the user. */
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

/** Makes the error that tells how many attempts failed, and why there is no other. */
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

/** Gives the error as one of this library, for the app's `delay` function. */
export const asCallingError = (error: unknown): CallingError =>
  error instanceof CallingError
    ? error
    : new AgentCreationError(`The agent was not created: ${sentenceOf(error)}`, { cause: error });
