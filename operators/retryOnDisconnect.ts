/** Keeps an agent connected: a lost one is disposed of, then replaced by a new one. Never ends a live call. */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import { EMPTY, expand, filter, of, type MonoTypeOperatorFunction, type ObservableInput } from 'rxjs';
import { attempt$ } from './internal/agent-attempt.js';
import { nextAttempt$, randomBackOff, type BackOff } from './internal/back-off.js';
import { isFailures, noFailures, type Failures } from './internal/failures.js';
import { InvalidArgumentError, type CallingError } from '../src/errors/errors.js';
import { milliseconds } from '../src/streams/internal/deadline.js';

/** Settings of {@link retryOnDisconnect}, named like those of RxJS's `retry`. `Infinity` means never, or no limit. */
export interface RetryOnDisconnectConfig {
  /**
   * How many failures in a row to answer with a new attempt. Default: no limit, but 5 for errors in a row that did not come
   * from the SDK, because they may be a mistake in `create`.
   */
  readonly count?: number;
  /**
   * Decides about an error, the `attempt`-th failure in a row (from 1). `true`: try again, even where that cannot help;
   * `false`: give up; `undefined`: decide without this function. `count` limits the attempts in any case.
   */
  readonly shouldRetry?: (error: unknown, attempt: number) => boolean | undefined;
  /**
   * The first back-off in milliseconds, doubled with each failure in a row. Each wait is a random part of it (full
   * jitter). Or a function of the error and of the number of failures in a row (from 1). Its result starts the next attempt
   * when it emits; it completes or errs the operator when it does so without a value. Default 1000.
   */
  readonly delay?: number | ((error: CallingError, attempt: number) => ObservableInput<unknown>);
  /** The longest back-off, in milliseconds. Default 30 000. */
  readonly maxDelay?: number;
  /** After this time of connection the failures are forgotten, in milliseconds. Default 60 000. */
  readonly resetAfter?: number;
  /**
   * How long to wait for the first connection of an agent that is born `Disconnected`, in milliseconds. Time with calls
   * does not count. Default 30 000.
   */
  readonly connectTimeout?: number;
  /**
   * How long to wait for the SDK to connect an agent again by itself, in milliseconds. Time with calls does not count.
   * Default 30 000.
   */
  readonly reconnectTimeout?: number;
  /** Gives a number from 0 up to 1, for tests. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Emits the agent of a `callAgent$`, and a new agent each time that the agent is lost. Never ends a live call: it waits
 * until a lost agent has no calls.
 *
 * ```
 * agent a   C-----X..........!              (X: connectionIssue; then a wait of reconnectTimeout)
 * agent b                       C---X--C--  (connected again in time: nothing happens)
 * result    a-------------------b---------
 * ```
 *
 * - `connectionIssue`: the SDK connects again by itself. Replaces the agent, after a back-off, when that takes longer than
 *   `reconnectTimeout`, or `connectTimeout` for the first connection.
 * - `invalidToken`, or the SDK has disposed of the agent: replaces it with a new token, without a back-off. Gives up when
 *   the new token is refused too.
 * - A failed creation: tries again after a back-off if `explain(error).retriable` says that this can help.
 * - Waits while the browser is offline.
 *
 * Gives up with an {@link AgentDisconnectedError} or {@link AgentCreationError}, whose `attempts` counts the failures.
 * Passes other errors on unchanged. docs/tokens.md has a table of all cases.
 *
 * @example
 * ```ts
 * import { CallClient } from '@azure/communication-calling';
 * import { AzureCommunicationTokenCredential } from '@azure/communication-common';
 * import { callAgent$ } from 'rx-acs-calling';
 * import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
 *
 * // A credential for each agent: it keeps its token until that expires, even if the service has refused it.
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
  const next$ = (failures: Failures, error: unknown) =>
    nextAttempt$(failures, error, { count, shouldRetry }, backOff);
  return (source) =>
    of<A | Failures>(noFailures).pipe(
      expand((step) => (isFailures(step) ? attempt$(source, step, patience, next$) : EMPTY)),
      filter((step): step is A => !isFailures(step)),
    );
}

const backOffOf = ({ delay = 1_000, maxDelay, random = Math.random }: RetryOnDisconnectConfig): BackOff => {
  const longest = milliseconds('maxDelay', maxDelay ?? 30_000);
  return typeof delay === 'function' ? delay : randomBackOff(milliseconds('delay', delay), longest, random);
};
