/**
 * A call agent as a stream: made on subscription, disposed of on unsubscription.
 */
import type { CallAgentCommon } from '@azure/communication-calling';
import {
  AsyncSubject,
  BehaviorSubject,
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  finalize,
  first,
  ignoreElements,
  mergeMap,
  NEVER,
  Observable,
  of,
  race,
  take,
  tap,
  type ObservableInput,
} from 'rxjs';
import { creationReason, inWords } from './codes.js';
import { deadline, milliseconds } from './deadline.js';
import {
  AgentCreationError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
  messageOf,
  SdkError,
} from './errors.js';
import { codesOf, logger } from './logger.js';

/** Settings of {@link callAgent$}. */
export interface CallAgentConfig {
  /** How long a creation may take, in milliseconds; `Infinity` for as long as it likes. Default 60 000. */
  readonly timeout?: number;
}

/**
 * Makes an agent on subscription, emits it, and disposes of it on unsubscription.
 *
 * - It never completes by itself.
 * - An agent that arrives after the unsubscription is disposed of too.
 * - A new subscription waits until the `dispose()` of the previous one has settled, and calls `create` then:
 *   before that the SDK hands out the same, disposed agent again, or refuses (observed with SDK 2.0.0). A
 *   `dispose()` that rejects counts as settled: the agent was disposed of already (409/40203).
 * - Errs with an {@link AgentCreationError} when `create` throws, rejects, or gives nothing (the SDK resolves
 *   `undefined` for some tokens); with a {@link CallingTimeoutError} when there is no agent after `timeout`: the
 *   SDK waits for ever for a token refresher that never settles.
 *
 * The SDK has one agent for a user, so several subscriptions get the same one, and it is disposed of when the last
 * of them leaves. To make it once only, share it.
 *
 * ```
 * create()       --a          --b
 * subscribed     ^--------!   ^----------
 * result         --a--------     --b-----
 * a.dispose()             ---|
 * ```
 *
 * @example
 * ```ts
 * import { CallClient } from '@azure/communication-calling';
 * import { AzureCommunicationTokenCredential } from '@azure/communication-common';
 * import { callAgent$ } from 'rx-acs-calling';
 * import { shareReplay } from 'rxjs';
 *
 * const client = new CallClient();
 * const connect = (credential: AzureCommunicationTokenCredential) =>
 *   callAgent$(() => client.createCallAgent(credential)).pipe(shareReplay({ bufferSize: 1, refCount: true }));
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
  // How many agents of earlier subscriptions are still on their way out.
  const leaving = new BehaviorSubject(0);

  return new Observable<A>((subscriber) => {
    // Outlives the subscriber: a creation cannot be called off, and what it makes must be disposed of.
    const creation = new AsyncSubject<A>();
    let started = false;
    let abandoned = false;
    const start = () => make(create).subscribe(creation);

    const made = leaving.pipe(
      first((count) => count === 0),
      mergeMap(() => {
        started = true;
        start();
        return creation;
      }),
    );
    const overdue = deadline(timeout, () => {
      abandoned = true;
      logger.warning(
        started
          ? `no agent after ${String(timeout)} ms: the creation has not settled`
          : `no agent after ${String(timeout)} ms: the dispose() of the previous one has not settled`,
      );
      return new CallingTimeoutError(
        started
          ? `There is no agent after ${String(timeout)} ms: the SDK has not settled the creation, as when a token refresher never settles. An agent that comes later is disposed of.`
          : `There is no agent after ${String(timeout)} ms: the dispose() of the previous one has not settled.`,
        timeout,
      );
    });

    subscriber.add(() => {
      if (started) {
        // After a timeout nothing may ever come, so the next subscription does not wait for it.
        const counts = abandoned ? 0 : 1;
        leaving.next(leaving.value + counts);
        creation
          .pipe(
            tap(() => {
              if (abandoned) {
                logger.warning('an agent came after its time was over, and is disposed of');
              }
            }),
            mergeMap(release),
            catchError(() => EMPTY),
            finalize(() => {
              leaving.next(leaving.value - counts);
            }),
          )
          .subscribe();
      }
    });
    subscriber.add(concat(race(made, overdue), NEVER).subscribe(subscriber));
  });
}

type Disposable = Pick<CallAgentCommon, 'dispose'>;

/** How many subscriptions hold an agent: the SDK gives the same one to all creations for a user. */
const holders = new WeakMap<Disposable, number>();
/** The agents that have been disposed of here; each completes when that has settled. */
const departures = new WeakMap<Disposable, Observable<never>>();

const make = <A extends Disposable>(
  create: () => ObservableInput<A | undefined>,
  anew = true,
): Observable<A> =>
  defer(create).pipe(
    take(1),
    defaultIfEmpty(undefined),
    mergeMap((agent) => {
      if (!agent) {
        throw new AgentCreationError(
          'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token.',
        );
      }
      const departure = departures.get(agent);
      if (!departure) {
        holders.set(agent, (holders.get(agent) ?? 0) + 1);
        logger.info('agent made');
        return of(agent);
      }
      if (anew) {
        return concat(departure, make(create, false));
      }
      throw new AgentCreationError(
        'The creation gave an agent that has been disposed of. It cannot be used again.',
      );
    }),
    catchError((cause: unknown) => {
      throw cause instanceof CallingError ? cause : creationError(cause);
    }),
  );

const creationError = (cause: unknown): AgentCreationError => {
  const { code, subCode } = new SdkError('', { cause });
  const [reason] = creationReason(code, subCode);
  logger.warning(`agent not made: ${inWords(code, subCode, reason)}`);
  return new AgentCreationError(
    `The agent was not created: ${inWords(code, subCode, reason)}. ${messageOf(cause)}`,
    {
      cause,
    },
  );
};

const release = (agent: Disposable): Observable<never> => {
  const others = (holders.get(agent) ?? 0) - 1;
  holders.set(agent, others);
  if (others > 0) {
    return EMPTY;
  }
  const departure = new AsyncSubject<never>();
  departures.set(agent, departure);
  defer(() => agent.dispose())
    .pipe(
      ignoreElements(),
      tap({
        complete: () => {
          logger.info('agent disposed of');
        },
      }),
      catchError((cause: unknown) => {
        logger.warning(`dispose() of the agent failed: ${codesOf(cause)}`);
        return EMPTY;
      }),
    )
    .subscribe(departure);
  return departure;
};
