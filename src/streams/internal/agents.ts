/**
 * The page's agents: how many subscriptions hold each of them, and whether it has been disposed of. There is one book for
 * all Observables, because the SDK gives the same agent to all creations for a user.
 */
import type { CallAgentCommon } from '@azure/communication-calling';
import { AsyncSubject, catchError, defer, EMPTY, finalize, ignoreElements, tap, type Observable } from 'rxjs';
import { report } from '../../bridge/queue.js';
import { abandonWork, beginWork, endWork, type Work } from './agent-work.js';
import { codesOf, logger } from '../../logger/logger.js';

/** An agent, as far as the book needs it. */
export type Disposable = Pick<CallAgentCommon, 'dispose'>;

/** How many subscriptions hold an agent. */
const holders = new WeakMap<Disposable, number>();
/** The disposals that this library began. */
const disposals = new WeakMap<object, Work>();
/** The agents that the SDK says are disposed of. */
const gone = new WeakSet();

/** Counts one subscription more that holds an agent. */
export const hold = (agent: Disposable): void => {
  void whenDisposed$(agent);
  holders.set(agent, (holders.get(agent) ?? 0) + 1);
};

/** Counts one subscription less, and disposes of the agent after the last one. */
export const release = (agent: Disposable, owner: object): void => {
  const others = (holders.get(agent) ?? 0) - 1;
  holders.set(agent, others);
  if (others <= 0 && !isGone(agent)) {
    dispose(agent, owner);
  }
};

const dispose = (agent: Disposable, owner: object): void => {
  const outcome$ = new AsyncSubject<never>();
  const work = beginWork('disposal', owner, outcome$);
  disposals.set(agent, work);
  abandonWork(work);
  defer(() => agent.dispose())
    .pipe(
      ignoreElements(),
      tap({
        complete: () => {
          logger.info(() => 'agent disposed of');
        },
      }),
      // The agent counts as gone: the SDK rejects a second disposal of an agent (409/40203).
      catchError((cause: unknown) => {
        logger.warning(() => `dispose() of the agent failed: ${codesOf(cause)}`);
        return EMPTY;
      }),
      finalize(() => {
        endWork(work, true);
      }),
    )
    .subscribe(outcome$);
};

/** The disposal of an agent that this library began, settled or not. */
export const disposalOf = (agent: Disposable): Work | undefined => disposals.get(agent);

/** Whether the disposal of an agent has begun or ended, by this library, by the app or by the SDK itself. */
export const isGone = (agent: object): boolean => disposals.has(agent) || gone.has(agent);

/** Agents have this at run time from SDK 1.36.1 on. Their type does not say so. */
interface DisposalSource {
  readonly onDisposed?: (callback: () => void) => void;
}

const watched = new WeakMap<object, AsyncSubject<never>>();

/**
 * Completes when an agent has been disposed of, by this library, by the app or by the SDK itself. The SDK does so without
 * an event after 11 failed attempts to fetch a token (observed with SDK 1.46.1 and 2.0.0). Never completes for an agent
 * that was disposed of before the first call for it, nor before SDK 1.36.1.
 *
 * Attaches one callback for the life of the agent: the SDK cannot remove it (read in both versions). The callback never
 * throws: otherwise `dispose()` rejects with 500/40240 (observed).
 */
export const whenDisposed$ = (agent: object): Observable<never> => {
  const known = watched.get(agent);
  if (known) {
    return known;
  }
  const disposed$ = new AsyncSubject<never>();
  watched.set(agent, disposed$);
  try {
    (agent as DisposalSource).onDisposed?.(() => {
      gone.add(agent);
      try {
        disposed$.complete();
      } catch (error) {
        report(error);
      }
    });
  } catch {
    // An agent that refuses the callback is treated as one of an SDK before 1.36.1.
  }
  return disposed$;
};
