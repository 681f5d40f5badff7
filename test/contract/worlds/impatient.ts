/**
 * A scheduler that keeps back the timeouts of transfers, until the world lets them run out.
 */
import { asyncScheduler, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** The time that the SDK waits for the end of a transfer, in milliseconds. */
const TRANSFER = 90_000;

/** At run time the overloads of `schedule` are one function. */
type Work = Parameters<SchedulerLike['schedule']>[0];

/** Work whose delay is at least that of a transfer waits for `runOut`. */
export class ImpatientScheduler implements SchedulerLike {
  readonly #waiting = new Set<() => void>();
  #turn = 0;

  /** The same for a whole turn, as in virtual time, also if the turn takes longer than a millisecond. */
  now(): number {
    return this.#turn;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state: T) => void, delay = 0, state?: T): Subscription {
    return delay < TRANSFER
      ? asyncScheduler.schedule(this.#inTurn(work as Work), delay, state)
      : this.#keepBack(work as Work, state);
  }

  /** Runs the first of the works that wait. */
  runOut(): void {
    const [first] = this.#waiting;
    first?.();
  }

  #keepBack(work: Work, state: unknown): Subscription {
    const subscription = new Subscription();
    const act = (): void => {
      this.#waiting.delete(act);
      subscription.add(asyncScheduler.schedule(work, 0, state));
    };
    this.#waiting.add(act);
    subscription.add(() => this.#waiting.delete(act));
    return subscription;
  }

  #inTurn(work: Work): Work {
    const nextTurn = (): void => {
      this.#turn++;
    };
    return function (this: SchedulerAction<unknown>, state) {
      nextTurn();
      work.call(this, state);
    };
  }
}
