/**
 * A person of a scenario, whose app keeps an agent, shows its calls and answers them.
 */
import {
  ignoreElements,
  map,
  merge,
  mergeMap,
  Subscription,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { calls$, callState$, incomingCalls$ } from '../../src/index.js';
import type {
  FakeCall,
  FakeCallAgent,
  SimulatedCallingService,
  SimulatedUser,
} from '../../src/testing/index.js';
import { agentOf, type Agents } from './agents.js';
import type { Report } from './report.js';
import type { Answer } from './scenario.js';

export interface PersonConfig {
  readonly service: SimulatedCallingService;
  readonly user: SimulatedUser;
  readonly name: string;
  readonly report: Report;
  readonly agents: Agents;
  /** Default: never answers. */
  readonly answer?: Answer | undefined;
  /** Called for each new call. */
  readonly onCall?: ((call: FakeCall, person: Person) => void) | undefined;
}

export class Person {
  readonly name: string;
  readonly user: SimulatedUser;
  readonly report: Report;
  readonly agents: Agents;
  readonly agent$: Observable<FakeCallAgent>;
  /** All calls, in order. */
  readonly calls: FakeCall[] = [];
  /** The states that each call has had. */
  readonly states = new Map<FakeCall, string[]>();
  /** The number of times that each call was hung up by hand. */
  readonly byHand = new Map<FakeCall, number>();
  /** All subscriptions of the app. */
  readonly everything: Subscription = new Subscription();
  agent: FakeCallAgent | undefined;
  /** Whether the person is hanging up by hand now. */
  isAtHand = false;
  readonly #config: PersonConfig;

  constructor(config: PersonConfig) {
    const { service, user, name, report, agents } = config;
    this.name = name;
    this.user = user;
    this.report = report;
    this.agents = agents;
    this.agent$ = agentOf(service.callClient(), user, agents);
    this.#config = config;
    this.#keepOnline();
  }

  hangUpAll(): void {
    for (const call of this.calls.filter(({ state }) => state !== 'Disconnected')) {
      this.report.tally.hungUp++;
      this.byHand.set(call, (this.byHand.get(call) ?? 0) + 1);
      this.isAtHand = true;
      this.report.settle(`${this.name} hangs up`, call.hangUp());
      this.isAtHand = false;
    }
  }

  /** The number of times that the library has hung up a call. */
  hungUpFor(call: FakeCall): number {
    return call.callsTo('hangUp').length - (this.byHand.get(call) ?? 0);
  }

  /** Keeps an agent through all faults, and answers the calls. */
  #keepOnline(): void {
    this.everything.add(
      this.agent$
        .pipe(
          map((agent, index) => {
            this.agent = agent;
            this.report.note(`${this.name} has agent ${String(index + 1)}`);
            this.report.tally.reconnected += index > 0 ? 1 : 0;
            return agent;
          }),
          switchMap((agent) => merge(this.#showCalls(agent), this.#answerCalls(agent))),
          ignoreElements(),
        )
        .subscribe({
          error: (error: unknown) => {
            this.agent = undefined;
            this.report.erred(`${this.name}'s agent`, error);
          },
        }),
    );
  }

  #showCalls(agent: FakeCallAgent): Observable<unknown> {
    return calls$(agent).pipe(
      tap((calls) => {
        for (const call of calls as readonly FakeCall[]) {
          this.#watch(call);
        }
      }),
    );
  }

  #answerCalls(agent: FakeCallAgent): Observable<unknown> {
    const { answer } = this.#config;
    return incomingCalls$(agent).pipe(
      mergeMap((incoming) =>
        timer(answer?.after ?? 0).pipe(
          tap(() => {
            if (answer && answer.does !== 'nothing') {
              this.report.settle(`${this.name} ${answer.does}s`, incoming[answer.does]());
            }
          }),
        ),
      ),
    );
  }

  #watch(call: FakeCall): void {
    if (this.calls.includes(call)) {
      return;
    }
    const title = `${this.name}'s call ${String(this.calls.push(call))}`;
    const states: string[] = [];
    this.states.set(call, states);
    this.everything.add(
      callState$(call).subscribe((state) => {
        states.push(state);
        this.report.note(`${title}: ${state}`);
      }),
    );
    this.#config.onCall?.(call, this);
  }
}
