/** Keeps an agent connected: a disconnected one is disposed of, then replaced by a new one. */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import {
  concat,
  defer,
  distinctUntilChanged,
  first,
  from,
  fromEvent,
  ignoreElements,
  map,
  of,
  retry,
  startWith,
  switchMap,
  take,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { calls$ } from '../src/call-agent.js';
import { creationReason, inWords } from '../src/codes.js';
import { after, deadline, milliseconds } from '../src/deadline.js';
import {
  AgentCreationError,
  AgentDisconnectedError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
  type DisconnectReason,
} from '../src/errors.js';
import { fromSdkEvent } from '../src/events.js';
import { logger } from '../src/logger.js';

/** Settings of {@link retryOnDisconnect}; they read like those of RxJS's `retry`. */
export interface RetryOnDisconnectConfig {
  /** How many failures in a row to answer with a new attempt. Default `Infinity`. */
  readonly count?: number;
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
  /** How long an agent that is born `Disconnected` has to connect, in milliseconds. Default 30 000. */
  readonly connectTimeout?: number;
  /**
   * Whether a lost agent that has calls is kept until they have ended, as their media may go on; if it connects again
   * before, it stays. Meanwhile no calls come in. Default `false`: it is replaced at once.
   */
  readonly afterCalls?: boolean;
  /** Gives a number from 0 up to 1, for tests. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Emits the agent of a `callAgent$`, and whenever that is lost, a new one.
 *
 * - When an agent disconnects, or is born `Disconnected` and does not connect within `connectTimeout`, it is disposed
 *   of **at once, which ends its calls**, unless `afterCalls` is set; once that has settled and the back-off is over, a
 *   new one is made.
 * - After `connectionIssue` (and after a creation that failed or timed out where trying again can help) it backs off,
 *   and then waits while the browser is offline.
 * - After `invalidToken` it does not back off, as it is not time that helps, but a new token, for which the creation
 *   asks the credential. When the new one is refused too, it gives up: further ones would be.
 * - A creation error where trying again cannot help is passed on at once.
 * - It gives up with an {@link AgentDisconnectedError} or {@link AgentCreationError} that says why, with `attempts`.
 *   Errors that are not of `callAgent$` are passed on as they are.
 *
 * ```
 * agent a   C------X
 * agent b                     C-----
 * result    a-----------------b----      (dispose of a settled, back-off over, b created)
 * ```
 *
 * @example
 * ```ts
 * import { CallClient } from '@azure/communication-calling';
 * import { AzureCommunicationTokenCredential } from '@azure/communication-common';
 * import { callAgent$ } from 'rx-acs-calling';
 * import { retryOnDisconnect } from 'rx-acs-calling/operators';
 * import { shareReplay } from 'rxjs';
 *
 * // A credential for each agent: one that has a token keeps it until it expires, though it may have been refused.
 * const connect = (client: CallClient, tokenRefresher: () => Promise<string>) =>
 *   callAgent$(() => client.createCallAgent(new AzureCommunicationTokenCredential({ tokenRefresher }))).pipe(
 *     retryOnDisconnect({ count: 10 }),
 *     shareReplay({ bufferSize: 1, refCount: true }),
 *   );
 * ```
 */
export function retryOnDisconnect<A extends CallAgent | TeamsCallAgent>(
  config: RetryOnDisconnectConfig = {},
): MonoTypeOperatorFunction<A> {
  const { count = Infinity, delay = 1_000, afterCalls = false, random = Math.random } = config;
  const maxDelay = milliseconds('maxDelay', config.maxDelay ?? 30_000);
  const resetAfter = milliseconds('resetAfter', config.resetAfter ?? 60_000);
  const connectTimeout = milliseconds('connectTimeout', config.connectTimeout ?? 30_000);
  if (!(count >= 0)) {
    throw new InvalidArgumentError(`count must be 0 or more, not ${String(count)}.`);
  }
  const backOff =
    typeof delay === 'function' ? delay : exponential(milliseconds('delay', delay), maxDelay, random);

  return (source) =>
    defer(() => {
      let attempts = 0;
      let tokenRefused = false;

      const stable = after(resetAfter).pipe(
        tap(() => {
          attempts = 0;
          tokenRefused = false;
        }),
        ignoreElements(),
      );

      const untilDisconnected = (agent: CallAgent | TeamsCallAgent): Observable<never> =>
        fromSdkEvent<CallAgent | TeamsCallAgent, 'connectionStateChanged'>(
          agent,
          'connectionStateChanged',
        ).pipe(
          startWith({ newValue: agent.connectionState, reason: undefined }),
          distinctUntilChanged((before, now) => before.newValue === now.newValue),
          switchMap(({ newValue, reason }, index) =>
            newValue === 'Connected'
              ? stable
              : index === 0
                ? deadline(connectTimeout, () => notConnected(connectTimeout))
                : (afterCalls ? idle(agent) : of(undefined)).pipe(
                    map(() => {
                      throw disconnected(reason);
                    }),
                  ),
          ),
        );

      const whenToRetry = (error: unknown): ObservableInput<unknown> => {
        const remedy = remedyFor(error);
        if (!remedy) {
          throw error;
        }
        attempts++;
        const refusedAgain = remedy === 'token' && tokenRefused;
        tokenRefused = remedy === 'token';
        if (remedy === 'none' || refusedAgain || attempts > count) {
          const why =
            remedy === 'none'
              ? 'trying again cannot help'
              : refusedAgain
                ? 'the new token is refused too'
                : `count is ${String(count)}`;
          logger.error(`agent ${troubleOf(error)}: gave up after ${timesOf(attempts)}: ${why}`);
          throw gaveUp(error as CallingError, attempts, why);
        }
        logger.warning(`agent ${troubleOf(error)}: ${timesOf(attempts)}`);
        const wait = remedy === 'token' ? of(undefined) : from(backOff(error as CallingError, attempts));
        return wait.pipe(
          take(1),
          switchMap(() => online),
          tap(() => {
            logger.info('next attempt');
          }),
        );
      };

      return source.pipe(
        switchMap((agent) =>
          concat(
            of(agent),
            defer(() => untilDisconnected(agent)),
          ),
        ),
        retry({ delay: whenToRetry }),
      );
    });
}

/** Emits once the agent has no calls. */
const idle = (agent: CallAgent | TeamsCallAgent): Observable<unknown> =>
  calls$<CallAgent | TeamsCallAgent>(agent).pipe(first(({ length }) => length === 0));

const exponential =
  (first: number, longest: number, random: () => number) =>
  (_error: CallingError, attempt: number): Observable<unknown> => {
    const wait = random() * Math.min(longest, first * 2 ** (attempt - 1));
    logger.info(`next attempt in ${wait.toFixed()} ms`);
    return timer(wait);
  };

const notConnected = (timeout: number): AgentDisconnectedError =>
  new AgentDisconnectedError(`The agent has not connected within ${String(timeout)} ms.`, {
    reason: 'connectTimeout',
  });

const disconnected = (reason: DisconnectReason = 'unknown'): AgentDisconnectedError =>
  new AgentDisconnectedError(`The agent has lost its connection (${reason}).`, { reason });

/** What can help against a failure: time, a new token, nothing; `undefined` for an error that is not the agent's. */
const remedyFor = (error: unknown): 'time' | 'token' | 'none' | undefined => {
  if (error instanceof AgentDisconnectedError) {
    return error.reason === 'invalidToken' ? 'token' : 'time';
  }
  if (error instanceof AgentCreationError) {
    const [reason, retriable] = creationReason(error.code, error.subCode);
    switch (retriable) {
      case 'yes':
      case 'after-dispose':
        return 'time';
      case 'after-new-token':
        // That the credential could not supply a token says nothing against the token it will supply.
        return reason === 'token-unavailable' ? 'time' : 'token';
      default:
        return 'none';
    }
  }
  return error instanceof CallingTimeoutError ? 'time' : undefined;
};

const timesOf = (attempts: number): string =>
  `${String(attempts)} ${attempts === 1 ? 'failure' : 'failures in a row'}`;

/** What has happened to the agent, for the log: without the message of the cause, which may say whose agent it is. */
const troubleOf = (error: unknown): string => {
  if (error instanceof AgentDisconnectedError) {
    return error.reason === 'connectTimeout' ? 'not connected in time' : `lost (${error.reason})`;
  }
  if (error instanceof AgentCreationError) {
    const { code, subCode } = error;
    return `not made (${inWords(code, subCode, creationReason(code, subCode)[0])})`;
  }
  return 'not made in time';
};

const gaveUp = (error: CallingError, attempts: number, why: string): CallingError => {
  const message = `${error.message} Gave up after ${timesOf(attempts)}: ${why}.`;
  return error instanceof AgentDisconnectedError
    ? new AgentDisconnectedError(message, { reason: error.reason, attempts })
    : new AgentCreationError(message, { cause: error.cause ?? error, attempts });
};

/** Emits at once, or when the browser is online again. */
const online: Observable<unknown> = defer(() => {
  const { navigator } = globalThis as { navigator?: { onLine?: boolean } };
  return navigator?.onLine === false
    ? fromEvent(globalThis as unknown as EventTarget, 'online').pipe(take(1))
    : of(undefined);
});
