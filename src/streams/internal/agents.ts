/**
 * The book of the page's agents: who holds which, and what is under way with them. The SDK allows one agent for a
 * client and one for a user, across all clients of the page, so there is one book for all Observables.
 */
import type { CallAgentCommon } from '@azure/communication-calling';
import {
  AsyncSubject,
  asyncScheduler,
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  noop,
  of,
  repeat,
  startWith,
  Subject,
  take,
  takeUntil,
  takeWhile,
  tap,
  type Observable,
} from 'rxjs';
import { after } from './deadline.js';
import { codesOf, logger } from '../../logs/logger.js';

/** What the book needs to know of an agent. */
export type Disposable = Pick<CallAgentCommon, 'dispose'>;

/** A creation or a disposal that the SDK has not finished. */
export interface Work {
  readonly kind: 'creation' | 'disposal';
  /** The Observable that wanted it. */
  readonly owner: object;
  /** When it began. */
  readonly since: number;
  /** Gives the agent of a creation, nothing of a disposal. */
  readonly outcome: Observable<unknown>;
}

/** How long work that nobody subscribes to any longer is waited for, in milliseconds: it may never settle. */
const FORGOTTEN_AFTER = 60_000;

const underWay = new Set<Work>();
/** Emits when work has settled: whether that can have changed what the SDK answers. */
const settled$ = new Subject<boolean>();
/** How many subscriptions hold an agent: the SDK gives the same one to all creations for a user. */
const holders = new WeakMap<Disposable, number>();
/** The disposals of agents that have been disposed of here. */
const departures = new WeakMap<Disposable, Work>();

export const beginWork = (kind: Work['kind'], owner: object, outcome: Observable<unknown>): Work => {
  const work: Work = { kind, owner, since: asyncScheduler.now(), outcome };
  underWay.add(work);
  return work;
};

/** To be called when everybody has heard of the outcome. A refusal changes nothing at the SDK. */
export const endWork = (work: Work, isChange: boolean): void => {
  if (underWay.delete(work)) {
    settled$.next(isChange);
  }
};

/** Forgets work after a while that nobody subscribes to any longer. */
export const abandonWork = (work: Work): void => {
  if (underWay.has(work)) {
    after(FORGOTTEN_AFTER)
      .pipe(takeUntil(whenSettled(work)))
      .subscribe({
        next: () => {
          endWork(work, false);
        },
        error: noop,
      });
  }
};

export const isUnderWay = (work: Work): boolean => underWay.has(work);

/** The creations that are under way on the page. */
export const creationsUnderWay = (): readonly Work[] =>
  [...underWay].filter(({ kind }) => kind === 'creation');

/** Emits once it is so, which is looked at again whenever `wakes` emits. */
const until = (isSo: () => boolean, wakes: () => Observable<unknown>): Observable<unknown> =>
  defer(() =>
    isSo()
      ? of(true)
      : wakes().pipe(
          take(1),
          map(() => isSo()),
        ),
  ).pipe(repeat(), filter(Boolean), take(1));

/**
 * Emits once no work of this owner is under way that is younger than `patience` milliseconds. Older work may never
 * settle: whether it is in the way is for the SDK to say.
 */
export const whenClear = (owner: object, patience: number): Observable<unknown> => {
  const remaining = () =>
    Math.max(0, ...[...underWay].map((work) => (work.owner === owner ? remainingOf(work, patience) : 0)));
  return until(
    () => remaining() === 0,
    () => merge(settled$, after(remaining())),
  );
};

const remainingOf = ({ since }: Work, patience: number): number => {
  const age = asyncScheduler.now() - since;
  // A clock that has gone back is another one, as that of the next test.
  return age < 0 ? 0 : Math.max(0, patience - age);
};

/** Emits once this work has settled, or is forgotten. */
export const whenSettled = (work: Work): Observable<unknown> =>
  until(
    () => !underWay.has(work),
    () => settled$,
  );

/**
 * Emits once work has settled that can have changed what the SDK answers. Completes without when none is left: what
 * the SDK refuses then is not for this page to wait for.
 */
export const whenChanged = (): Observable<unknown> =>
  defer(() =>
    endLingering()
      ? of(true)
      : settled$.pipe(
          startWith(false),
          takeWhile((isChange) => isChange || underWay.size > 0),
          filter((isChange) => isChange),
          take(1),
        ),
  );

/** An agent that nobody is subscribed to, and that is kept for a while. */
export interface Lingering {
  readonly agent: () => Disposable | undefined;
  readonly end: () => void;
}

const lingering = new Set<Lingering>();

/** Tells of an agent that lingers, until it is unsubscribed from. */
export const linger = (entry: Lingering): (() => void) => {
  lingering.add(entry);
  return () => lingering.delete(entry);
};

/** Ends the agents that linger and have no calls, and tells whether there were any. */
const endLingering = (): boolean => {
  const idle = [...lingering].filter(({ agent }) => !hasCalls(agent()));
  for (const entry of idle) {
    entry.end();
  }
  return idle.length > 0;
};

const hasCalls = (agent: Partial<CallAgentCommon> | undefined): boolean =>
  Number((agent as { readonly calls?: readonly unknown[] } | undefined)?.calls?.length) > 0;

/** Counts one subscription more that holds an agent. */
export const hold = (agent: Disposable): void => {
  void watchDisposal(agent);
  holders.set(agent, (holders.get(agent) ?? 0) + 1);
};

/** The disposal of an agent that has been disposed of here, settled or not. */
export const departureOf = (agent: Disposable): Work | undefined => departures.get(agent);

/** Counts one subscription less, and disposes of the agent when that was the last one. */
export const release = (agent: Disposable, owner: object): void => {
  const others = (holders.get(agent) ?? 0) - 1;
  holders.set(agent, others);
  if (others <= 0 && !isGone(agent)) {
    dispose(agent, owner);
  }
};

const dispose = (agent: Disposable, owner: object): void => {
  const outcome = new AsyncSubject<never>();
  const work = beginWork('disposal', owner, outcome);
  departures.set(agent, work);
  abandonWork(work);
  defer(() => agent.dispose())
    .pipe(
      ignoreElements(),
      tap({
        complete: () => {
          logger.info('agent disposed of');
        },
      }),
      // It counts as gone: the SDK rejects the disposal of an agent that has been disposed of already (409/40203).
      catchError((cause: unknown) => {
        logger.warning(`dispose() of the agent failed: ${codesOf(cause)}`);
        return EMPTY;
      }),
      finalize(() => {
        endWork(work, true);
      }),
    )
    .subscribe(outcome);
};

/** What an agent has at run time from SDK 1.36.1 on, though its type does not say so. */
interface TellsOfDisposal {
  readonly onDisposed?: (callback: () => void) => void;
}

const disposals = new WeakMap<object, AsyncSubject<never>>();

/**
 * Completes once the SDK has disposed of an agent, whoever asked for it: it does so by itself, without an event, when
 * it has fetched a token 11 times in vain (observed with SDK 1.46.1 and 2.0.0). Never for an agent that had been
 * disposed of before it was first watched, nor before SDK 1.36.1.
 */
export const whenDisposed = (agent: object): Observable<never> => watchDisposal(agent);

/**
 * There is no way to take the callback off (read in both), and one that throws makes `dispose()` reject with 500/40240
 * (observed). So there is one for the life of the agent, and nothing gets out of it.
 */
const watchDisposal = (agent: object): AsyncSubject<never> => {
  const known = disposals.get(agent);
  if (known) {
    return known;
  }
  const disposal = new AsyncSubject<never>();
  disposals.set(agent, disposal);
  try {
    (agent as TellsOfDisposal).onDisposed?.(() => {
      gone.add(agent);
      try {
        disposal.complete();
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    });
  } catch {
    // An agent that refuses the callback is taken for one that cannot tell.
  }
  return disposal;
};

const gone = new WeakSet();

/** Whether an agent has been disposed of, is being, or was by the SDK itself. */
export const isGone = (agent: object): boolean => departures.has(agent as Disposable) || gone.has(agent);
