/**
 * A call agent as a stream: made on subscription, disposed of on unsubscription.
 */
import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  ignoreElements,
  race,
  retry,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { creation$, type Create } from './internal/agent-creation.js';
import { whenClear$ } from './internal/agent-work.js';
import type { Disposable } from './internal/agents.js';
import { isRefusal, obstacleOf } from './internal/creation-obstacles.js';
import { deadline, milliseconds } from './internal/deadline.js';
import { creationReason, inWords } from '../errors/codes.js';
import {
  AgentCreationError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
} from '../errors/errors.js';
import { readCodes, sentenceOf } from '../errors/read-error.js';
import { logger } from '../logger/logger.js';

/** Settings of {@link callAgent$}. */
export interface CallAgentConfig {
  /**
   * The longest time until there is an agent, in milliseconds, from the first call of `create` on. Includes the time in
   * which the SDK refuses the agent because of another one. `Infinity` for no limit. Default 60 000.
   */
  readonly timeout?: number;
}

/**
 * Makes an agent on subscription, emits it, and disposes of it on unsubscription. Never completes by itself.
 *
 * ```
 * create()       --a          --b
 * subscribed     ^--------!   ^----------
 * result         --a--------     --b-----
 * a.dispose()             ---|
 * ```
 *
 * The SDK allows one agent for a client and for a user, and refuses a second one until the first is made or disposed of.
 * So a subscription waits before it calls `create`, for 10 s at most, until an earlier creation or disposal of this
 * Observable has settled. After a refusal because of another Observable on the page it calls `create` again.
 *
 * - Several subscriptions for one user get the same agent. The last one to leave disposes of it. `shareAgent` calls
 *   `create` once for all of them.
 * - An agent that arrives after the unsubscription is disposed of, too.
 * - Errs with an {@link AgentCreationError} when `create` throws, rejects, or gives no agent, and with a
 *   {@link CallingTimeoutError} when there is no agent after `timeout`. docs/tokens.md lists the causes.
 *
 * @example
 * ```ts
 * import { CallClient } from '@azure/communication-calling';
 * import { AzureCommunicationTokenCredential } from '@azure/communication-common';
 * import { callAgent$ } from 'rx-acs-calling';
 * import { shareAgent } from 'rx-acs-calling/operators';
 *
 * const client = new CallClient();
 * const connect = (credential: AzureCommunicationTokenCredential) =>
 *   callAgent$(() => client.createCallAgent(credential)).pipe(shareAgent());
 * ```
 *
 * @param create Makes the agent: `() => client.createCallAgent(credential)`, or `createTeamsCallAgent`.
 */
export function callAgent$<A extends Disposable>(
  create: () => ObservableInput<A | undefined>,
  config: CallAgentConfig = {},
): Observable<A> {
  const timeout = milliseconds('timeout', config.timeout ?? 60_000);
  if (typeof create !== 'function') {
    throw new InvalidArgumentError(
      'callAgent$ takes a function that makes the agent, and calls it on subscription.',
    );
  }
  const owner = {};
  const clear$ = whenClear$(owner, Math.min(PATIENCE, timeout));
  const agent$ = defer(() => agentBy$(asyncScheduler.now() + timeout, timeout, create, owner));
  return concat(clear$.pipe(ignoreElements()), agent$);
}

/** Time to wait for an earlier creation or disposal before the first call of `create`, in milliseconds. */
const PATIENCE = 10_000;

/** Emits the agent, after as many calls of `create` as the obstacles need. Errs at the time `end`. */
const agentBy$ = <A extends Disposable>(
  end: number,
  timeout: number,
  create: Create<A>,
  owner: object,
): Observable<A> => {
  const overdue$ = (log: string, message: string) =>
    deadline(end - asyncScheduler.now(), () => {
      const time = `no agent after ${String(timeout)} ms:`;
      logger.warning(() => `${time} ${log}`);
      return new CallingTimeoutError(`There is ${time} ${message}`, timeout);
    });
  return defer(() =>
    race(creation$(create, owner), overdue$('the creation has not settled', NOT_SETTLED)),
  ).pipe(
    retry({
      delay: (cause: unknown, failures) => {
        const [end$, log, message = log] = obstacleOf(cause, failures);
        return race(end$, overdue$(log, `${message}.`));
      },
    }),
    catchError((cause: unknown) => {
      throw cause instanceof CallingError ? cause : creationError(cause);
    }),
  );
};

const NOT_SETTLED =
  'the SDK has not settled the creation, as when a token refresher never settles. An agent that comes later is disposed of.';

const creationError = (cause: unknown): AgentCreationError => {
  const { code, subCode } = readCodes(cause);
  const [reason] = creationReason(code, subCode);
  const words = inWords(code, subCode, reason);
  logger.warning(() => `agent not made: ${words}`);
  const message = `The agent was not created: ${words}. ${sentenceOf(cause)}`;
  return new AgentCreationError(
    isRefusal(cause)
      ? `${message} ${code === 409 ? 'The user' : 'The client'} has another agent, which nobody on this page is making or disposing of.`
      : message,
    { cause },
  );
};
