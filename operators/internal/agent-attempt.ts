/**
 * One attempt to make an agent and keep it, from the failures before it to the failures after it.
 */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import {
  catchError,
  dematerialize,
  filter,
  map,
  materialize,
  merge,
  of,
  scan,
  switchMap,
  type Observable,
  type ObservableNotification,
} from 'rxjs';
import { noFailures, withAgent, type Failures } from './failures.js';
import { untilLost$, type Patience } from './lost-agent.js';

/** The event `undefined`: the agent has been connected for `resetAfter`. */
type AttemptEvent<A> = ObservableNotification<A | undefined>;

/** An event, and the failures after it. */
type Progress<A> = AttemptEvent<A> & { readonly failures: Failures };

/**
 * Emits the agents of the source. When the source errs or the agent is lost: unsubscribes from the source, and emits the
 * failures with which the next attempt is to begin, as soon as `next$` does.
 *
 * @param next$ Called before the unsubscription, with the failures so far and the error.
 */
export const attempt$ = <A extends CallAgent | TeamsCallAgent>(
  source: Observable<A>,
  before: Failures,
  patience: Patience,
  next$: (failures: Failures, error: unknown) => Observable<Failures>,
): Observable<A | Failures> =>
  source.pipe(
    // Listen first: the subscriber may do something to the agent at once.
    switchMap((agent) => merge(untilLost$(agent, patience).pipe(map(() => undefined)), of(agent))),
    materialize(),
    scan(afterEvent<A>, { kind: 'C', failures: before }),
    dematerialize(),
    filter((agent) => agent !== undefined),
    catchError((error: unknown) => next$(...(error as [Failures, unknown]))),
  );

/** Counts an event. The error of a failed attempt carries the failures before it. */
const afterEvent = <A>({ failures }: Progress<A>, event: AttemptEvent<A>): Progress<A> =>
  event.kind === 'E'
    ? { kind: 'E', error: [failures, event.error], failures }
    : {
        ...event,
        failures: event.kind === 'C' ? failures : event.value ? withAgent(failures) : noFailures,
      };
