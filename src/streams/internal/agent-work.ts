/**
 * The creations and disposals of agents that the SDK has not finished. There is one list for the whole page, because the
 * SDK allows one agent for a client and one for a user, across all clients of the page.
 */
import {
  asyncScheduler,
  defer,
  filter,
  ignoreElements,
  merge,
  noop,
  of,
  repeat,
  startWith,
  Subject,
  take,
  takeUntil,
  takeWhile,
  type Observable,
} from 'rxjs';
import { after } from './deadline.js';

/** A creation or a disposal that the SDK has not finished. */
export interface Work {
  readonly kind: 'creation' | 'disposal';
  /** The Observable that began it. */
  readonly owner: object;
  /** The time of the beginning. */
  readonly since: number;
  /** Emits the agent of a creation. Emits nothing for a disposal. */
  readonly outcome$: Observable<unknown>;
}

/** Time to wait for work without subscribers, in milliseconds. It may never settle. */
const FORGOTTEN_AFTER = 60_000;

const underWay = new Set<Work>();
/** Emits when work has settled: `true` if the SDK may answer otherwise from then on. */
const settled$ = /* @__PURE__ */ new Subject<boolean>();

export const beginWork = (kind: Work['kind'], owner: object, outcome$: Observable<unknown>): Work => {
  const work: Work = { kind, owner, since: asyncScheduler.now(), outcome$ };
  underWay.add(work);
  return work;
};

/**
 * Removes work from the list. Call it after the outcome has reached all subscribers.
 *
 * @param isChange `false` for a refusal, which changes nothing at the SDK.
 */
export const endWork = (work: Work, isChange: boolean): void => {
  if (underWay.delete(work)) {
    settled$.next(isChange);
  }
};

/** Removes work without subscribers from the list when it has not settled after {@link FORGOTTEN_AFTER}. */
export const abandonWork = (work: Work): void => {
  if (underWay.has(work)) {
    after(FORGOTTEN_AFTER)
      .pipe(takeUntil(whenSettled$(work)))
      .subscribe({
        next: () => {
          endWork(work, false);
        },
        error: noop,
      });
  }
};

export const isUnderWay = (work: Work): boolean => underWay.has(work);

/** The creations on the page that have not settled. */
export const creationsUnderWay = (): readonly Work[] =>
  [...underWay].filter(({ kind }) => kind === 'creation');

/** Emits once when `isSo` is true. Calls it on subscription, and again after each emission of `wakes`. */
const until$ = (isSo: () => boolean, wakes: () => Observable<unknown>): Observable<unknown> =>
  defer(() => (isSo() ? of(true) : wakes().pipe(take(1), ignoreElements()))).pipe(repeat(), take(1));

/**
 * Emits once when this owner has no work that is younger than `patience` milliseconds. Older work may never settle: the
 * SDK itself then says whether it is in the way.
 */
export const whenClear$ = (owner: object, patience: number): Observable<unknown> => {
  const remaining = () =>
    Math.max(0, ...[...underWay].map((work) => (work.owner === owner ? remainingOf(work, patience) : 0)));
  return until$(
    () => remaining() === 0,
    () => merge(settled$, after(remaining())),
  );
};

const remainingOf = ({ since }: Work, patience: number): number => {
  const age = asyncScheduler.now() - since;
  // A clock that went back is another clock, as in the next test.
  return age < 0 ? 0 : Math.max(0, patience - age);
};

/** Emits once when this work is off the list. */
export const whenSettled$ = (work: Work): Observable<unknown> =>
  until$(
    () => !underWay.has(work),
    () => settled$,
  );

/**
 * Emits once when work has settled after which the SDK may answer otherwise. Completes without a value when the list is
 * empty: nothing on this page is in the way then.
 */
export const whenChanged$ = (): Observable<unknown> =>
  settled$.pipe(
    startWith(false),
    takeWhile((isChange) => isChange || underWay.size > 0),
    filter((isChange) => isChange),
    take(1),
  );
