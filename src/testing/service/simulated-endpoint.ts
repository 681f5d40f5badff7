/**
 * A user on a device: the agent, and its connection to the simulated service.
 */
import type { ConnectionStateChangedReason } from '@azure/communication-calling';
import { AsyncSubject, Subscription, type Observable } from 'rxjs';
import { disposalOf } from '../fakes/agent-life.js';
import type { Leg } from './conversation.js';
import type { FakeCallAgent } from '../fakes/fake-call-agent.js';
import { FakeSdkError } from '../fakes/fake-sdk-error.js';
import { settle, type SimulatedClock } from './simulated-clock.js';
import type { Account } from './simulated-account.js';
import type { SimulatedError, SimulatedRequest } from './simulated-faults.js';

/** A request on its way to the service. */
interface Message {
  readonly act: () => void;
  /** What becomes of it where there is no connection when it arrives; without this it waits for one. */
  readonly otherwise: (() => void) | undefined;
  hasArrived: boolean;
}

export class Endpoint {
  readonly account: Account;
  readonly device: string;
  readonly agent: FakeCallAgent;
  /** Whose calls the app has, and has not been told the end of. */
  readonly legs: Set<Leg> = new Set();
  /** Runs while the service waits for a connection that was lost. */
  waiting: Subscription = Subscription.EMPTY;
  /** The connection is lost for good. */
  isCut = false;
  /** The creation of the agent is done. Until then the agent cannot call. */
  isMade = false;
  readonly #clock: SimulatedClock;
  readonly #since: number;
  readonly #messages: Message[] = [];
  readonly #untold: (() => void)[] = [];
  #isOnline = false;
  #isClosed = false;

  constructor(clock: SimulatedClock, account: Account, device: string, agent: FakeCallAgent) {
    this.#clock = clock;
    this.#since = clock.now;
    this.account = account;
    this.device = device;
    this.agent = agent;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Disposed of, be it by the app or by the SDK, or on the way to it. */
  get isDisposed(): boolean {
    return disposalOf(this.agent) !== undefined;
  }

  /** Whether the creation was requested at this very moment: only then the SDK takes another request for a second agent. */
  get isNew(): boolean {
    return !this.isMade && this.#clock.now === this.#since;
  }

  /** Can be called. */
  get isReachable(): boolean {
    return this.#isOnline && !this.isDisposed;
  }

  connect(): void {
    this.waiting.unsubscribe();
    this.#isOnline = true;
    this.agent.set({ connectionState: 'Connected' });
    this.#catchUp();
    this.#deliver();
  }

  disconnect(reason: ConnectionStateChangedReason): void {
    this.#isOnline = false;
    this.agent.disconnect(reason);
  }

  /** The agent is disposed of: whatever it is still asked for, the service never hears of it. */
  close(): void {
    this.#isClosed = true;
    this.#isOnline = false;
    this.giveUp();
    this.#catchUp();
  }

  /** Lets the requests go that wait for a connection: there is nothing left that they could do. */
  giveUp(): void {
    for (const { act } of this.#messages.splice(0)) {
      act();
    }
  }

  /** Shows the app something, now, or as soon as it can hear of it. */
  tell(show: () => void): void {
    if (this.#isOnline || this.isDisposed) {
      show();
    } else {
      this.#untold.push(show);
    }
  }

  /** A request, which arrives when the latency has passed, but never before an earlier one of the same agent. */
  send(act: () => void, otherwise?: () => void): void {
    const message: Message = { act, otherwise, hasArrived: false };
    this.#messages.push(message);
    this.#clock.schedule(() => {
      const index = this.#messages.indexOf(message);
      message.hasArrived = true;
      if (index >= 0 && !this.#isOnline && (otherwise || this.#isClosed)) {
        this.#messages.splice(index, 1);
        (otherwise ?? act)();
      }
      this.#deliver();
    });
  }

  /**
   * A request that has an answer, which comes whether or not anybody waits for it.
   *
   * @param perform What the service does; its result is the answer.
   * @param begin What the SDK does at once.
   */
  request<T>(name: SimulatedRequest, perform: () => T, begin?: () => void): Observable<T> {
    const outcome = new AsyncSubject<T>();
    const failure = this.failureOf(name);
    if (!failure) {
      begin?.();
      this.send(() => {
        settle(outcome, perform);
      });
    } else if (failure !== 'hangs') {
      this.send(() => {
        outcome.error(new FakeSdkError(failure));
      });
    }
    return outcome;
  }

  /** How the request that is being made fails, if a fault says so. */
  failureOf(name: SimulatedRequest): SimulatedError | 'hangs' | undefined {
    return this.account.failureOf(name, this.device);
  }

  #catchUp(): void {
    for (const show of this.#untold.splice(0)) {
      show();
    }
  }

  #deliver(): void {
    while (this.#isOnline && this.#messages[0]?.hasArrived) {
      this.#messages.shift()?.act();
    }
  }
}
