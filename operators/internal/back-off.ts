/**
 * The wait before another attempt to make an agent.
 */
import {
  defer,
  from,
  fromEvent,
  map,
  of,
  switchMap,
  take,
  tap,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import {
  afterFailure,
  asCallingError,
  gaveUp,
  timesOf,
  troubleOf,
  type Failures,
  type Limits,
} from './failures.js';
import type { CallingError } from '../../src/errors/errors.js';
import { logger } from '../../src/logger/logger.js';
import { after, backOffTime } from '../../src/streams/internal/deadline.js';

/** Emits when the back-off before an attempt is over. */
export type BackOff = (error: CallingError, attempt: number) => ObservableInput<unknown>;

/** Waits for a random part of `first` milliseconds, doubled with each failure in a row up to `longest`. */
export const randomBackOff =
  (first: number, longest: number, random: () => number): BackOff =>
  (_error, attempt) => {
    const time = backOffTime(first, longest, attempt);
    const wait = time === Infinity ? time : random() * time;
    logger.info(() => `next attempt in ${wait.toFixed()} ms`);
    return after(wait);
  };

/** Counts a failure, and emits the failures when it is time for the next attempt. Throws if there is to be none. */
export const nextAttempt$ = (
  failures: Failures,
  error: unknown,
  limits: Limits,
  backOff: BackOff,
): Observable<Failures> => {
  const [next, decision] = afterFailure(failures, error, limits);
  const trouble = `agent ${troubleOf(error)}:`;
  switch (decision.kind) {
    case 'passOn':
      throw error;
    case 'giveUp':
      logger.error(() => `${trouble} gave up after ${timesOf(next.inRow)}: ${decision.why}`);
      throw gaveUp(error, next.inRow, decision.why);
    case 'retry':
      logger.warning(() => `${trouble} ${timesOf(next.inRow)}`);
      return from(decision.isAtOnce ? of(undefined) : backOff(asCallingError(error), next.inRow)).pipe(
        take(1),
        switchMap(() => online$()),
        tap(() => {
          logger.info(() => 'next attempt');
        }),
        map(() => next),
      );
  }
};

/** Emits at once, or when the browser is online again. */
const online$ = (): Observable<unknown> =>
  defer(() => {
    const { navigator } = globalThis as { navigator?: { onLine?: boolean } };
    return navigator?.onLine === false
      ? fromEvent(globalThis as unknown as EventTarget, 'online').pipe(take(1))
      : of(undefined);
  });
