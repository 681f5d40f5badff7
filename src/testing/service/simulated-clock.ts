/**
 * The one clock of a simulated service: all that it does later, it does by it.
 */
import { AsyncSubject, defer, of, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { seededRandom } from './random.js';

/** How long a request takes, in milliseconds: always the same, evenly spread over a range, or as a function says. */
export type SimulatedLatency = number | readonly [least: number, most: number] | (() => number);

export class SimulatedClock {
  /** Draws how long the next request takes. */
  readonly latency: () => number;
  readonly #scheduler: SchedulerLike;
  readonly #start: number;
  readonly #timers = new Set<Subscription>();

  constructor(scheduler: SchedulerLike, latency: SimulatedLatency, seed: number) {
    this.#scheduler = scheduler;
    this.#start = scheduler.now();
    this.latency = sourceOf(latency, seed);
  }

  /** Milliseconds since the service was made. */
  get now(): number {
    return this.#scheduler.now() - this.#start;
  }

  /** How many timers are running. */
  get timers(): number {
    return this.#timers.size;
  }

  schedule(action: () => void, delay: number = this.latency()): Subscription {
    const timer = new Subscription(() => this.#timers.delete(timer));
    this.#timers.add(timer);
    timer.add(
      this.#scheduler.schedule(() => {
        timer.unsubscribe();
        action();
      }, delay),
    );
    return timer;
  }

  /** Does something when a latency has passed, whether or not anybody waits for the outcome, and replays that. */
  later<T>(action: () => T): Observable<T> {
    const outcome = new AsyncSubject<T>();
    this.schedule(() => {
      settle(outcome, action);
    });
    return outcome;
  }
}

/** Settles as a promise would: with what the action returns or throws. */
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
