/**
 * A call agent as a stream: made on subscription, disposed of on unsubscription.
 */
import type { CallAgent } from '@azure/communication-calling';
import {
  AsyncSubject,
  asyncScheduler,
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  finalize,
  first,
  ignoreElements,
  map,
  merge,
  mergeMap,
  noop,
  NEVER,
  Observable,
  of,
  race,
  retry,
  take,
  tap,
  throwError,
  type ObservableInput,
} from 'rxjs';
import {
  abandonWork,
  beginWork,
  departureOf,
  endWork,
  hold,
  isGone,
  isUnderWay,
  release,
  whenChanged,
  whenClear,
  whenSettled,
  creationsUnderWay,
  type Disposable,
  type Work,
} from './internal/agents.js';
import { creationReason, inWords } from '../errors/codes.js';
import { after, deadline, milliseconds } from './internal/deadline.js';
import {
  AgentCreationError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
} from '../errors/errors.js';
import { messageOf, readCodes, sentenceOf } from '../errors/read-error.js';
import { property$ } from '../bridge/events.js';
import { logger } from '../logs/logger.js';

/** Settings of {@link callAgent$}. */
export interface CallAgentConfig {
  /**
   * How long a creation may take, in milliseconds, with the time that the SDK refuses it because of another one;
   * `Infinity` for as long as it likes. Default 60 000.
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
 * The SDK has one agent for a client and for a user, and refuses a second one while the first is being made or disposed
 * of. So a subscription waits for a creation or disposal of an earlier one, for 10 s at most, before it calls
 * `create`. What the SDK refuses because of another Observable on the page is asked for again when that is done.
 *
 * - Several subscriptions for one user get the same agent, which is disposed of when the last of them leaves. To make
 *   it once only, share it with `shareAgent`.
 * - An agent that arrives after the unsubscription is disposed of, too.
 * - A `dispose()` that rejects counts as settled: the agent was disposed of already (409/40203).
 * - Errs with an {@link AgentCreationError} when `create` throws, rejects, or gives nothing (the SDK resolves
 *   `undefined` for some tokens); with a {@link CallingTimeoutError} when there is no agent after `timeout`, as the SDK
 *   waits for ever for a token refresher that never settles.
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
  const clear$ = whenClear(owner, Math.min(PATIENCE, timeout));
  const made$ = defer(() => made(create, owner, timeout, asyncScheduler.now() + timeout));
  return concat(clear$.pipe(ignoreElements()), made$);
}

/** How long a subscription waits, unasked, for a creation or disposal of an earlier one, in milliseconds. */
const PATIENCE = 10_000;

/** How long an agent may still be the one that another creation is making, in milliseconds. */
const UNFINISHED = 30_000;

/** How often, and after how many milliseconds each, to ask again for an agent that the SDK gives though it is gone. */
const GONE_TRIES = 20;
const GONE_PAUSE = 500;

const goneForGood = (): AgentCreationError =>
  new AgentCreationError('The creation gave an agent that has been disposed of. It cannot be used again.');

/** Emits the agent of the first creation that the SDK does not refuse. */
const made = <A extends Disposable>(
  create: () => ObservableInput<A | undefined>,
  owner: object,
  timeout: number,
  end: number,
): Observable<A> => {
  const overdue = (log: string, message: string) =>
    deadline(end - asyncScheduler.now(), () => {
      const time = `no agent after ${String(timeout)} ms:`;
      logger.warning(`${time} ${log}`);
      return new CallingTimeoutError(`There is ${time} ${message}`, timeout);
    });
  return defer(() =>
    race(
      creation(create, owner),
      overdue(
        'the creation has not settled',
        'the SDK has not settled the creation, as when a token refresher never settles. An agent that comes later is disposed of.',
      ),
    ),
  ).pipe(
    retry({
      delay: (cause: unknown, refusals) => {
        const [wait$, log, message = log] = obstacle(cause, refusals);
        return race(wait$, overdue(log, `${message}.`));
      },
    }),
    catchError((cause: unknown) => {
      throw cause instanceof CallingError ? cause : creationError(cause);
    }),
  );
};

/** What keeps the SDK from giving an agent for now: emits when it is gone, errs if it is nothing of this page. */
const obstacle = (
  cause: unknown,
  refusals: number,
): readonly [gone$: Observable<unknown>, log: string, message?: string] => {
  const failure$ = defer((): Observable<never> => {
    throw cause;
  });
  if (cause instanceof Departing) {
    return [whenSettled(cause.departure), 'the dispose() of the previous one has not settled'];
  }
  if (cause instanceof Stillborn) {
    return [of(undefined), 'another creation of it has failed'];
  }
  if (cause instanceof Gone) {
    return [
      refusals > GONE_TRIES ? throwError(() => goneForGood()) : after(GONE_PAUSE),
      'it is one that has been disposed of',
    ];
  }
  if (isRefusal(cause)) {
    const { code, subCode } = readCodes(cause);
    const codes = inWords(code, subCode);
    return [
      concat(whenChanged(), failure$),
      `refused with ${codes}, as another one is being made or disposed of`,
      `the SDK refuses it with ${codes} while another agent of this client or user is being made or disposed of`,
    ];
  }
  return [failure$, ''];
};

/** The SDK has handed out an agent whose `dispose()` is under way. */
class Departing extends Error {
  readonly departure: Work;

  constructor(departure: Work) {
    super();
    this.departure = departure;
  }
}

/** The SDK has handed out an agent that another creation was still making, and that has failed. */
class Stillborn extends Error {}

/**
 * The SDK has handed out an agent that has been disposed of. It does so until a `dispose()` has settled (observed with
 * SDK 1.46.1 and 2.0.0), which need not be one of this page: the app may have called it, or the SDK itself.
 */
class Gone extends Error {}

const isObstacle = (cause: unknown): boolean =>
  cause instanceof Departing || cause instanceof Stillborn || cause instanceof Gone || isRefusal(cause);

/** The SDK refuses an agent because of another one of this client or user. That passes with time. */
const isRefusal = (cause: unknown): boolean => {
  const { code, subCode } = readCodes(cause);
  return REFUSALS.has(`${String(code)}/${String(subCode)}`);
};

const REFUSALS: ReadonlySet<string> = new Set(['400/40008', '409/40228', '409/40230']);

/** Emits the agent of one call of `create`, and lets go of it on unsubscription. Never completes. */
const creation = <A extends Disposable>(
  create: () => ObservableInput<A | undefined>,
  owner: object,
): Observable<A> =>
  new Observable((subscriber) => {
    // Outlives the subscriber: a creation cannot be called off, and the agent has to be disposed of.
    const outcome = new AsyncSubject<A>();
    const others = creationsUnderWay();
    const work = beginWork('creation', owner, outcome);
    subscriber.add(() => {
      releaseWhenMade(outcome, owner);
      abandonWork(work);
    });
    concat(outcome, NEVER).subscribe(subscriber);
    defer(create)
      .pipe(
        take(1),
        defaultIfEmpty(undefined),
        mergeMap((agent) => accepted(agent, others, owner)),
        tap({
          error: (cause: unknown) => {
            // Before anybody hears of it: a creation that has been refused is in nobody's way.
            endWork(work, !isObstacle(cause));
          },
        }),
        finalize(() => {
          endWork(work, true);
        }),
      )
      .subscribe(outcome);
  });

/** Lets go of an agent, now, or when it comes. */
const releaseWhenMade = <A extends Disposable>(outcome: AsyncSubject<A>, owner: object): void => {
  let isLate = false;
  outcome.subscribe({
    next: (agent) => {
      if (isLate) {
        logger.warning('an agent came after its time was over, and is disposed of');
      }
      release(agent, owner);
    },
    error: noop,
  });
  isLate = true;
};

/** Emits the agent that the SDK has given, once it is known to be made. */
const accepted = <A extends Disposable>(
  agent: A | undefined,
  others: readonly Work[],
  owner: object,
): Observable<A> => {
  if (!agent) {
    throw new AgentCreationError(
      'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token.',
    );
  }
  const departure = departureOf(agent);
  if (departure && isUnderWay(departure)) {
    throw new Departing(departure);
  }
  if (isGone(agent)) {
    throw new Gone();
  }
  hold(agent);
  logger.info('agent made');
  return (agent as Partial<CallAgent>).connectionState === 'Disconnected'
    ? finished(agent, others.filter(isUnderWay), owner)
    : of(agent);
};

/**
 * Emits the agent once no other creation can be the one that is still making it. While an agent is being made, the SDK
 * hands it out to others, `Disconnected`, and its `startCall` throws 500/40208 (observed with SDK 1.46.1 and 2.0.0).
 */
const finished = <A extends Disposable>(agent: A, others: readonly Work[], owner: object): Observable<A> => {
  const failed$ = defer(() => {
    release(agent, owner);
    throw new Stillborn();
  });
  const made$ = merge(
    ...others.map(({ outcome }) =>
      outcome.pipe(
        filter((other) => other === agent),
        catchError((cause: unknown) => (isObstacle(cause) ? EMPTY : failed$)),
      ),
    ),
  );
  const connected$ = property$(agent as unknown as CallAgent, 'connectionState').pipe(
    first((state) => state === 'Connected'),
  );
  return merge(made$.pipe(defaultIfEmpty(undefined)), connected$, after(UNFINISHED)).pipe(
    take(1),
    map(() => agent),
  );
};

const creationError = (cause: unknown): AgentCreationError => {
  const { code, subCode } = readCodes(cause);
  const [reason] = creationReason(code, subCode);
  const words = inWords(code, subCode, reason);
  logger.warning(`agent not made: ${words}`);
  const message = `The agent was not created: ${words}. ${messageOf(cause)}`;
  return new AgentCreationError(
    isRefusal(cause)
      ? `${sentenceOf(message)} ${code === 409 ? 'The user' : 'The client'} has another agent, which nobody on this page is making or disposing of.`
      : message,
    { cause },
  );
};
