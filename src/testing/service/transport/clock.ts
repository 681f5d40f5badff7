/**
 * The one clock of a simulated service. All that the service does later runs on it.
 */
import { AsyncSubject, defer, of, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { seededRandom } from './random.js';

/** How long a request takes, in milliseconds: always the same, evenly spread over a range, or as a function says. */
export type SimulatedLatency = number | readonly [least: number, most: number] | (() => number);

export interface Clock {
  readonly scheduler: SchedulerLike;
  /** When the service was made, on the scheduler. */
  readonly start: number;
  /** Draws how long the next request takes. */
  readonly latency: () => number;
  /** Those that are running. */
  readonly timers: Set<Subscription>;
}

export const newClock = (scheduler: SchedulerLike, latency: SimulatedLatency, seed: number): Clock => ({
  scheduler,
  start: scheduler.now(),
  latency: sourceOf(latency, seed),
  timers: new Set(),
});

/** Milliseconds since the service was made. */
export const now = ({ scheduler, start }: Clock): number => scheduler.now() - start;

/** Does something when a time has passed, one latency by default. */
export function schedule(
  { latency, scheduler, timers }: Clock,
  action: () => void,
  delay: number = latency(),
): Subscription {
  const timer = new Subscription(() => timers.delete(timer));
  timers.add(timer);
  timer.add(
    scheduler.schedule(() => {
      timer.unsubscribe();
      action();
    }, delay),
  );
  return timer;
}

/** Does something when a latency has passed, whether or not anybody waits for the outcome, and replays that. */
export function later<T>(clock: Clock, action: () => T): Observable<T> {
  const outcome = new AsyncSubject<T>();
  schedule(clock, () => {
    settle(outcome, action);
  });
  return outcome;
}

/** Settles as a promise would: with the result of the action, or its error. */
export function settle<T>(outcome: AsyncSubject<T>, action: () => T): void {
  defer(() => of(action())).subscribe(outcome);
}

function sourceOf(latency: SimulatedLatency, seed: number): () => number {
  if (typeof latency === 'number') {
    return () => latency;
  }
  if (typeof latency === 'function') {
    return latency;
  }
  const [least, most] = latency;
  const random = seededRandom(seed);
  return () => Math.round(least + random() * (most - least));
}
