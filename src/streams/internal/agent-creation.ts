/**
 * One call of the app's `create`: emits the agent when it can be used, and releases it on unsubscription.
 */
import type { CallAgent } from '@azure/communication-calling';
import {
  AsyncSubject,
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  finalize,
  first,
  map,
  merge,
  mergeMap,
  NEVER,
  noop,
  Observable,
  of,
  take,
  tap,
  type ObservableInput,
} from 'rxjs';
import { abandonWork, beginWork, creationsUnderWay, endWork, isUnderWay, type Work } from './agent-work.js';
import { disposalOf, hold, isGone, release, type Disposable } from './agents.js';
import { beingDisposed, disposed, isObstacle, unfinished } from './creation-obstacles.js';
import { after } from './deadline.js';
import { property$ } from '../../bridge/events.js';
import { AgentCreationError } from '../../errors/errors.js';
import { logger } from '../../logger/logger.js';

/** The app's function that makes an agent. */
export type Create<A> = () => ObservableInput<A | undefined>;

/** Time in which another creation may still be making the agent, in milliseconds. */
const UNFINISHED = 30_000;

/** Calls `create` once, emits the agent, and releases it on unsubscription. Never completes. */
export const creation$ = <A extends Disposable>(create: Create<A>, owner: object): Observable<A> =>
  new Observable((subscriber) => {
    // Outlives the subscriber: a creation cannot be cancelled, and its agent has to be disposed of.
    const outcome$ = new AsyncSubject<A>();
    const others = creationsUnderWay();
    const work = beginWork('creation', owner, outcome$);
    subscriber.add(() => {
      releaseWhenMade(outcome$, owner);
      abandonWork(work);
    });
    concat(outcome$, NEVER).subscribe(subscriber);
    defer(create)
      .pipe(
        take(1),
        defaultIfEmpty(undefined),
        mergeMap((agent) => accept$(agent, others, owner)),
        tap({
          error: (cause: unknown) => {
            // Before the subscribers hear of it: a refused creation is in nobody's way.
            endWork(work, !isObstacle(cause));
          },
        }),
        finalize(() => {
          endWork(work, true);
        }),
      )
      .subscribe(outcome$);
  });

/** Releases an agent now, or on arrival. */
const releaseWhenMade = <A extends Disposable>(outcome$: AsyncSubject<A>, owner: object): void => {
  let isLate = false;
  outcome$.subscribe({
    next: (agent) => {
      if (isLate) {
        logger.warning(() => 'an agent came after its time was over, and is disposed of');
      }
      release(agent, owner);
    },
    error: noop,
  });
  isLate = true;
};

/** Emits the agent that the SDK gave, as soon as it can be used. */
const accept$ = <A extends Disposable>(
  agent: A | undefined,
  others: readonly Work[],
  owner: object,
): Observable<A> => {
  if (!agent) {
    throw new AgentCreationError(
      'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token.',
    );
  }
  const disposal = disposalOf(agent);
  if (disposal && isUnderWay(disposal)) {
    throw beingDisposed(disposal);
  }
  if (isGone(agent)) {
    throw disposed();
  }
  hold(agent);
  logger.info(() => 'agent made');
  return (agent as Partial<CallAgent>).connectionState === 'Disconnected'
    ? finished$(agent, others.filter(isUnderWay), owner)
    : of(agent);
};

/**
 * Emits the agent when no other creation can still be making it. The SDK hands out an agent that is not ready:
 * `Disconnected`, and its `startCall` throws 500/40208 (observed with SDK 1.46.1 and 2.0.0).
 */
const finished$ = <A extends Disposable>(agent: A, others: readonly Work[], owner: object): Observable<A> => {
  const failed$ = defer(() => {
    release(agent, owner);
    throw unfinished();
  });
  const made$ = merge(
    ...others.map(({ outcome$ }) =>
      outcome$.pipe(
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
