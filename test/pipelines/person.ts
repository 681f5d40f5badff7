/**
 * Somebody in a scenario, and the app that keeps an agent, shows calls and answers them.
 */
import {
  EMPTY,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  Subscription,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import {
  callAgent$,
  calls$,
  callState$,
  connectionState$,
  incomingCalls$,
  participantState$,
  property$,
  remoteParticipants$,
  transferAccepted$,
} from '../../src/index.js';
import { followTransfers, retryOnDisconnect, shareAgent, withFeature } from '../../operators/index.js';
import {
  FakeFeatures,
  type FakeCall,
  type FakeCallAgent,
  type SimulatedCallingService,
  type SimulatedUser,
} from '../../src/testing/index.js';
import type { Report } from './report.js';
import type { Answer, View } from './scenario.js';

const isUp = ({ state }: FakeCall): boolean => state !== 'Disconnecting' && state !== 'Disconnected';
const isConnected = ({ state }: FakeCall): boolean =>
  ['Connected', 'LocalHold', 'RemoteHold'].includes(state);

/** Says which agents have been disposed of, and that the library does that to none that has a call. */
export class Agents {
  readonly gone = new WeakSet();
  readonly #watched = new WeakSet();
  readonly #report: Report;
  readonly #end: number;

  constructor(report: Report, end: number) {
    this.#report = report;
    this.#end = end;
  }

  watch(agent: FakeCallAgent): void {
    if (this.#watched.has(agent)) {
      return;
    }
    this.#watched.add(agent);
    agent.onDisposed(() => this.gone.add(agent));
    const dispose = agent.dispose.bind(agent);
    agent.dispose = () => {
      const calls = (agent.calls as readonly FakeCall[]).filter(isUp);
      this.#report.expect(
        this.#report.now() >= this.#end || this.gone.has(agent) || !calls.length,
        `an agent is disposed of that has a call: ${calls.map(({ state }) => state).join()}`,
      );
      this.gone.add(agent);
      return dispose();
    };
  }
}

export class Person {
  readonly name: string;
  readonly user: SimulatedUser;
  /** All calls, in order, and the states that each has had. */
  readonly calls: FakeCall[] = [];
  readonly states = new Map<FakeCall, string[]>();
  /** How often a call was hung up by hand. */
  readonly byHand = new Map<FakeCall, number>();
  readonly everything: Subscription = new Subscription();
  agent: FakeCallAgent | undefined;
  isAtHand = false;
  readonly #report: Report;
  readonly #agents: Agents;
  readonly #agent$: Observable<FakeCallAgent>;
  readonly #onCall: (call: FakeCall) => void;

  constructor(
    service: SimulatedCallingService,
    user: SimulatedUser,
    name: string,
    report: Report,
    agents: Agents,
    answer: Answer | undefined,
    onCall: (call: FakeCall) => void = () => undefined,
  ) {
    this.name = name;
    this.user = user;
    this.#report = report;
    this.#agents = agents;
    this.#onCall = onCall;
    this.#agent$ = agentOf(service.callClient(), user, agents);
    this.#keepOnline(answer);
  }

  hangUpAll(): void {
    for (const call of this.calls.filter(({ state }) => state !== 'Disconnected')) {
      this.#report.tally.hungUp++;
      this.byHand.set(call, (this.byHand.get(call) ?? 0) + 1);
      this.isAtHand = true;
      this.#report.settle(`${this.name} hangs up`, call.hangUp());
      this.isAtHand = false;
    }
  }

  /** How often the library has hung up a call. */
  hungUpFor(call: FakeCall): number {
    return call.callsTo('hangUp').length - (this.byHand.get(call) ?? 0);
  }

  /** Mounts a component that shows all there is to see. */
  mount(view: View, number: number): void {
    const title = `view ${String(number)} of ${this.name}`;
    const agents: FakeCallAgent[] = [];
    const accepted = new Set<unknown>();
    const { tally } = this.#report;
    const isThere = this.agent && !this.#agents.gone.has(this.agent) && !this.everything.closed;
    tally.mounted++;
    this.everything.add(
      this.#agent$
        .pipe(
          tap((agent) => {
            agents.push(agent);
            tally.agentsShown++;
            this.#report.expect(!this.#agents.gone.has(agent), `${title} gets an agent that is gone`);
          }),
          switchMap((agent) =>
            allOf(agent, (targetCall) => {
              this.#report.expect(!accepted.has(targetCall), `${title} hears twice of one transfer`);
              accepted.add(targetCall);
            }),
          ),
          takeUntil(timer(view.for)),
        )
        .subscribe({
          error: (error: unknown) => {
            this.#report.erred(title, error);
          },
        }),
    );
    this.#report.expect(!isThere || agents[0] === this.agent, `${title} does not get the agent at once`);
  }

  /** Keeps an agent through whatever happens, and answers the calls. */
  #keepOnline(answer: Answer | undefined): void {
    const { tally } = this.#report;
    let agents = 0;
    this.everything.add(
      this.#agent$
        .pipe(
          tap((agent) => {
            this.agent = agent;
            this.#report.note(`${this.name} has agent ${String(++agents)}`);
            tally.reconnected += agents > 1 ? 1 : 0;
          }),
          switchMap((agent) => merge(this.#showCalls(agent), this.#answerCalls(agent, answer))),
          ignoreElements(),
        )
        .subscribe({
          error: (error: unknown) => {
            this.agent = undefined;
            this.#report.erred(`${this.name}'s agent`, error);
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

  #answerCalls(agent: FakeCallAgent, answer: Answer | undefined): Observable<unknown> {
    return incomingCalls$(agent).pipe(
      mergeMap((incoming) =>
        timer(answer?.after ?? 0).pipe(
          tap(() => {
            if (answer && answer.does !== 'nothing') {
              this.#report.settle(`${this.name} ${answer.does}s`, incoming[answer.does]());
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
        this.#report.note(`${title}: ${state}`);
      }),
    );
    this.#onCall(call);
  }

  /** Shows the user the call that the user is in, from one transfer to the next. */
  follow(first: FakeCall): void {
    const shown: FakeCall[] = [];
    this.everything.add(
      of(first)
        .pipe(withFeature(FakeFeatures.Transfer), followTransfers({ grace: 2_000, timeout: 30_000 }))
        .subscribe({
          next: (call) => {
            this.#report.note(`${this.name} is shown call ${String(this.calls.indexOf(call) + 1)}`);
            this.#report.tally.followed += shown.length > 0 ? 1 : 0;
            this.#report.expect(!shown.includes(call), `${this.name} is shown a call twice`);
            shown.push(call);
            this.#guardHangUp(call, shown);
          },
          error: (error: unknown) => {
            this.#report.erred('the following', error);
          },
        }),
    );
  }

  /** A call that was connected is left only for one that is, or was and has ended since. */
  #guardHangUp(call: FakeCall, shown: readonly FakeCall[]): void {
    const hangUp = call.hangUp.bind(call);
    call.hangUp = (...args) => {
      this.#report.expect(
        this.isAtHand || !isConnected(call) || shown.length > 1,
        `${this.name} is left in no call`,
      );
      return hangUp(...args);
    };
  }
}

/** The wiring of the quick start. */
export const agentOf = (
  client: ReturnType<SimulatedCallingService['callClient']>,
  user: SimulatedUser,
  agents: Agents,
): Observable<FakeCallAgent> =>
  callAgent$(
    () =>
      from(client.createCallAgent(user.credential)).pipe(
        map((agent) => agent as FakeCallAgent),
        tap((agent) => {
          agents.watch(agent);
        }),
      ),
    { timeout: 10_000 },
  ).pipe(retryOnDisconnect({ random: () => 0.5, count: 100, reconnectTimeout: 10_000 }), shareAgent());

/** All that can be seen of an agent and its calls. */
const allOf = (agent: FakeCallAgent, onAccepted: (targetCall: unknown) => void): Observable<unknown> =>
  merge(
    connectionState$(agent),
    incomingCalls$(agent),
    calls$(agent).pipe(
      switchMap((calls) =>
        merge(
          EMPTY,
          ...(calls as readonly FakeCall[]).flatMap((call) => [
            callState$(call),
            property$(call, 'isMuted'),
            remoteParticipants$(call).pipe(switchMap((others) => merge(...others.map(participantState$)))),
            transferAccepted$(call.feature(FakeFeatures.Transfer)).pipe(tap(onAccepted)),
          ]),
        ),
      ),
    ),
  );
