/** Keeps an agent connected: a lost one is disposed of, then replaced by a new one. Never ends a live call. */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import {
  defer,
  from,
  fromEvent,
  ignoreElements,
  merge,
  of,
  retry,
  switchMap,
  take,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { after, backOffTime, milliseconds } from '../src/streams/internal/deadline.js';
import { InvalidArgumentError, type CallingError } from '../src/errors/errors.js';
import {
  afterFailure,
  asCallingError,
  gaveUp,
  noFailures,
  timesOf,
  troubleOf,
  withAgent,
  type Decision,
} from './internal/failures.js';
import { logger } from '../src/logs/logger.js';
import { untilLost } from './internal/lost-agent.js';

/** Settings of {@link retryOnDisconnect}; they read like those of RxJS's `retry`. `Infinity` means never, or no limit. */
export interface RetryOnDisconnectConfig {
  /**
   * How many failures in a row to answer with a new attempt. Default: no limit, but 5 for errors in a row that are not the
   * SDK's, as they may come from a mistake in `create`.
   */
  readonly count?: number;
  /**
   * Decides by itself whether to make a new attempt after an error, the `attempt`-th failure in a row (from 1): `true`
   * even where that cannot help, `false` for giving up, `undefined` for what is done without it. `count` holds all the
   * same.
   */
  readonly shouldRetry?: (error: unknown, attempt: number) => boolean | undefined;
  /**
   * The first back-off in milliseconds, doubled with each failure in a row; each wait is a random part of that (full
   * jitter). Or a function of the error and of the number of failures in a row (from 1): the next attempt is made
   * when what it returns emits; when that completes without, so does the result; when it errs, so does the result.
   * Default 1000.
   */
  readonly delay?: number | ((error: CallingError, attempt: number) => ObservableInput<unknown>);
  /** The longest back-off, in milliseconds. Default 30 000. */
  readonly maxDelay?: number;
  /** How long an agent must be connected for the failures before it to be forgotten, in milliseconds. Default 60 000. */
  readonly resetAfter?: number;
  /**
   * How long an agent that is born `Disconnected` has to connect, in milliseconds. The time in which it has calls does
   * not count. Default 30 000.
   */
  readonly connectTimeout?: number;
  /**
   * How long the SDK has to connect an agent again by itself, in milliseconds. The time in which it has calls does not
   * count. Default 30 000.
   */
  readonly reconnectTimeout?: number;
  /** Gives a number from 0 up to 1, for tests. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Emits the agent of a `callAgent$`, and whenever that is lost, a new one. Never ends a live call: an agent that has
 * calls is not replaced.
 *
 * ```
 * agent a   C-----X..........!              (X: connectionIssue, waited out for reconnectTimeout)
 * agent b                       C---X--C--  (connected again in time: nothing happens)
 * result    a-------------------b---------
 * ```
 *
 * - After `connectionIssue` the SDK connects again by itself, and calls go on. An agent that has not done so within
 *   `reconnectTimeout`, or `connectTimeout` at first, is replaced after a back-off.
 * - After `invalidToken`, or when the SDK has silently disposed of the agent, it is replaced as soon as it has no calls,
 *   without a back-off, with a new token. When that is refused too, it gives up.
 * - A creation that failed is tried again after a back-off where that can help, as `explain(error).retriable` says, and up
 *   to five times in a row where the error is not the SDK's.
 * - While the browser is offline it waits.
 *
 * Gives up with an {@link AgentDisconnectedError} or {@link AgentCreationError} that says why, with `attempts`. Errors
 * that are not of `callAgent$` are passed on as they are.
 *
 * @example
 * ```ts
 * import { CallClient } from '@azure/communication-calling';
 * import { AzureCommunicationTokenCredential } from '@azure/communication-common';
 * import { callAgent$ } from 'rx-acs-calling';
 * import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
 *
 * // A credential for each agent: one that has a token keeps it until it expires, though it may have been refused.
 * const connect = (client: CallClient, tokenRefresher: () => Promise<string>) =>
 *   callAgent$(() => client.createCallAgent(new AzureCommunicationTokenCredential({ tokenRefresher }))).pipe(
 *     retryOnDisconnect({ count: 10 }),
 *     shareAgent(),
 *   );
 * ```
 */
export function retryOnDisconnect<A extends CallAgent | TeamsCallAgent>(
  config: RetryOnDisconnectConfig = {},
): MonoTypeOperatorFunction<A> {
  const { count, shouldRetry } = config;
  if (count !== undefined && !(count >= 0)) {
    throw new InvalidArgumentError(`count must be 0 or more, not ${String(count)}.`);
  }
  const backOff = backOffOf(config);
  const patience = {
    connectTimeout: milliseconds('connectTimeout', config.connectTimeout ?? 30_000),
    reconnectTimeout: milliseconds('reconnectTimeout', config.reconnectTimeout ?? 30_000),
    resetAfter: milliseconds('resetAfter', config.resetAfter ?? 60_000),
  };
  return (source) =>
    defer(() => {
      let failures = noFailures;
      const watched = (agent: A): Observable<A> => {
        failures = withAgent(failures);
        const lost$ = untilLost(agent, patience).pipe(
          tap(() => (failures = noFailures)),
          ignoreElements(),
        );
        // Listen first: the subscriber may do something to the agent at once.
        return merge(lost$, of(agent));
      };
      const delay = (error: unknown): Observable<unknown> => {
        const [next, decision] = afterFailure(failures, error, { count, shouldRetry });
        failures = next;
        return remedy(error, failures.inRow, decision, backOff);
      };
      return source.pipe(switchMap(watched), retry({ delay }));
    });
}

type BackOff = (error: CallingError, attempt: number) => ObservableInput<unknown>;

const backOffOf = (config: RetryOnDisconnectConfig): BackOff => {
  const { delay = 1_000, random = Math.random } = config;
  const longest = milliseconds('maxDelay', config.maxDelay ?? 30_000);
  if (typeof delay === 'function') {
    return delay;
  }
  const first = milliseconds('delay', delay);
  return (_error, attempt) => {
    const time = backOffTime(first, longest, attempt);
    const wait = time === Infinity ? time : random() * time;
    logger.info(`next attempt in ${wait.toFixed()} ms`);
    return after(wait);
  };
};

/** Emits when it is time for the next attempt, or errs when there is to be none. */
const remedy = (
  error: unknown,
  attempts: number,
  decision: Decision,
  backOff: BackOff,
): Observable<unknown> => {
  const times = `agent ${troubleOf(error)}:`;
  switch (decision.kind) {
    case 'passOn':
      throw error;
    case 'giveUp':
      logger.error(`${times} gave up after ${timesOf(attempts)}: ${decision.why}`);
      throw gaveUp(error, attempts, decision.why);
    case 'retry':
      logger.warning(`${times} ${timesOf(attempts)}`);
      return from(decision.isAtOnce ? of(undefined) : backOff(asCallingError(error), attempts)).pipe(
        take(1),
        switchMap(() => online),
        tap(() => {
          logger.info('next attempt');
        }),
      );
  }
};

/** Emits at once, or when the browser is online again. */
const online: Observable<unknown> = defer(() => {
  const { navigator } = globalThis as { navigator?: { onLine?: boolean } };
  return navigator?.onLine === false
    ? fromEvent(globalThis as unknown as EventTarget, 'online').pipe(take(1))
    : of(undefined);
});
