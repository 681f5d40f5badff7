/**
 * The stage of a scenario: who is there, what happens when, and what must hold in the end.
 */
import { map, mergeMap, of, Subscription, switchMap, tap, timer, type OperatorFunction } from 'rxjs';
import type { Transfer, TransferCallFeature } from '@azure/communication-calling';
import { TransferError, type TransferTarget } from '../../src/index.js';
import {
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferUpdate,
  type WithFeature,
} from '../../operators/index.js';
import { FakeFeatures, SimulatedCallingService, type FakeCall } from '../../src/testing/index.js';
import { agentOf, Agents, Person } from './person.js';
import type { Report } from './report.js';
import type { Answer, Name, Scenario, TargetName, TransferPlan } from './scenario.js';

/** When everything is unsubscribed from: longer than any pipeline may wait. */
const END = 150_000;

const RINGING = 20_000;
const CALL_AT = 1_000;
/** Longer than it takes to dispose of an agent and to make another. */
const SWITCHED = 5_000;

/** Sets everything up; what happens then, the scheduler does. */
export class Stage {
  readonly #service: SimulatedCallingService;
  readonly #people: Record<Name, Person>;
  readonly #plays: TransferPlay[];
  readonly #desk: Subscription;
  readonly #agents: Agents;
  readonly #scenario: Scenario;
  readonly #report: Report;

  constructor(scenario: Scenario, report: Report) {
    const { latency, faults, hangUps, bob, carol, transfers, follows, looksUp, views } = scenario;
    this.#scenario = scenario;
    this.#report = report;
    this.#service = new SimulatedCallingService({ latency, ringTimeout: RINGING, reconnectTimeout: 5_000 });
    this.#agents = new Agents(report, END);
    this.#people = {
      alice: this.#person('alice', undefined),
      bob: this.#person('bob', bob, (call) => {
        if (looksUp) {
          call.feature(FakeFeatures.Transfer);
        }
        if (follows && this.#people.bob.calls.length === 1) {
          this.#people.bob.follow(call);
        }
      }),
      carol: this.#person('carol', carol),
    };
    this.#desk = this.#shareDesk();
    this.#dial(CALL_AT, 'bob');
    const isSmooth = !faults.length && !hangUps.length;
    const requests = new Requests(report, isSmooth ? 3 * latency + 100 : Infinity);
    this.#plays = transfers.map((plan, index) => {
      if ([plan.target].flat().includes('call')) {
        this.#dial(plan.at - 3_000, 'carol');
      }
      return new TransferPlay(plan, index, this.#people.alice, requests, report);
    });
    this.#service.script(faults.map(({ who, ...fault }) => ({ ...fault, user: this.#people[who].user })));
    for (const { who, at } of hangUps) {
      timer(at).subscribe(() => {
        this.#people[who].hangUpAll();
      });
    }
    for (const [index, view] of views.entries()) {
      timer(view.at).subscribe(() => {
        this.#people[view.who].mount(view, index + 1);
      });
    }
    this.#end();
  }

  #person(name: Name, answer: Answer | undefined, onCall?: (call: FakeCall) => void): Person {
    const user = this.#service.createUser(
      name === 'carol' ? { microsoftTeamsUserId: name } : { communicationUserId: name },
      { voicemail: name === 'carol' },
    );
    return new Person(this.#service, user, name, this.#report, this.#agents, answer, onCall);
  }

  /** Two users take turns on one client. */
  #shareDesk(): Subscription {
    const { switches } = this.#scenario;
    const users = ['dave', 'erin'].map((displayName) =>
      this.#service.createUser({ communicationUserId: displayName }, { displayName }),
    );
    const client = this.#service.callClient({ device: 'desk' });
    let shown: string | undefined;
    let since = Infinity;
    const times = [...switches].sort((a, b) => a - b);
    const check = (): void => {
      const isRecent = this.#report.now() - since < SWITCHED;
      this.#report.expect(isRecent || shown !== undefined, 'nobody is signed in at the desk');
    };
    timer(END - 1).subscribe(check);
    return of(...times.map((at, index) => ({ at, user: users[index % 2] ?? users[0] })))
      .pipe(
        mergeMap(({ at, user }) => timer(at).pipe(map(() => user))),
        tap(check),
        tap(() => {
          shown = undefined;
          since = this.#report.now();
          this.#report.tally.switched++;
        }),
        switchMap((user) =>
          user ? agentOf(client, user, this.#agents).pipe(map((agent) => ({ agent, user }))) : [],
        ),
      )
      .subscribe({
        next: ({ agent, user }) => {
          shown = user.displayName;
          this.#report.note(`${String(shown)} signs in at the desk`);
          this.#report.expect(agent.displayName === shown, 'the agent of another user is signed in');
          this.#report.expect(!this.#agents.gone.has(agent), 'an agent is signed in that is gone');
        },
        error: (error: unknown) => {
          this.#report.erred('the desk', error);
          this.#report.expect(false, 'the desk has an error');
        },
      });
  }

  #dial(at: number, whom: Name): void {
    timer(at).subscribe(() => {
      try {
        this.#people.alice.agent?.startCall([this.#people[whom].user.identifier]);
      } catch (error) {
        // The agent may have been disposed of by the SDK.
        this.#report.note(`no call: ${String(error)}`);
      }
    });
  }

  #end(): void {
    timer(END).subscribe(() => {
      this.#checkBeforeTheEnd();
      for (const play of this.#plays) {
        play.subscription.unsubscribe();
      }
      for (const { everything } of Object.values(this.#people)) {
        everything.unsubscribe();
      }
      this.#desk.unsubscribe();
    });
    // Long after: what is disposed of is gone by then.
    timer(2 * END).subscribe(() => {
      for (const pending of this.#service.pending) {
        this.#report.expect(false, `left: ${pending}`);
      }
    });
  }

  #checkBeforeTheEnd(): void {
    const { faults, follows, hangUps } = this.#scenario;
    const { alice, bob } = this.#people;
    const [first] = alice.calls;
    this.#report.tally.faults += this.#service.faults.length;
    const took = this.#plays.filter(({ outcome }) => outcome === 'Transferred').length;
    const isOpen = this.#plays.some(({ outcome }) => outcome === 'open');
    const attempts = this.#plays.reduce((sum, play) => sum + play.attempts, 0);
    // Who leaves while the hold is ended has not been told yet of a transfer that was refused at once.
    const untold = this.#plays.filter(({ hasLeft }) => hasLeft).length;
    for (const play of this.#plays) {
      this.#report.expect(play.isOver, `transfer ${String(play.number)} hangs`);
    }
    for (const call of alice.calls) {
      const requests = requestsOf(call);
      const most = call === first ? attempts + untold : 0;
      this.#report.expect(requests <= most, `${String(requests)} requests for ${String(most)} attempts`);
      this.#report.expect(requests >= (call === first ? attempts : 0), 'an attempt without a request');
      this.#report.expect(alice.hungUpFor(call) <= (call === first ? took : 0), 'hung up too often');
    }
    // The new calls of Bob that somebody has answered are those transfers that went through.
    const answered = bob.calls.slice(1).filter((call) => bob.states.get(call)?.includes('Connected')).length;
    this.#report.expect(
      isOpen || answered <= took,
      `${String(answered)} transfers went through, ${String(took)} are said to`,
    );
    const made = bob.calls.slice(1).length;
    this.#report.expect(
      faults.length > 0 || hangUps.length > 0 || made >= took,
      `${String(took)} transfers are said to have gone through, ${String(made)} have begun`,
    );
    // A pipeline that was left, or gave up, leaves the first call of Bob as it is, whatever becomes of the transfer;
    // and so does one that cannot hang up.
    const canHangUp = !faults.some((fault) => 'request' in fault && fault.request === 'hangUp');
    const isSettled = !isOpen && canHangUp && !untold;
    const up = bob.calls.filter(({ state }) => state !== 'Disconnected').length;
    // Who follows is in one call, whatever the other side does.
    const isAlone = isSettled || (follows && canHangUp);
    this.#report.expect(up <= (isAlone ? 1 : 2 + untold), `Bob is in ${String(up)} calls`);
  }
}

const requestsOf = (call: FakeCall): number => call.feature(FakeFeatures.Transfer).callsTo('transfer').length;

/**
 * Sees to it that no transfer is requested while another one of its call is under way, and, where nothing else goes wrong,
 * that each request is sent.
 */
class Requests {
  /** How many transfers went through, as the app was told. */
  took = 0;
  readonly #watched = new WeakSet<FakeCall>();
  readonly #report: Report;
  readonly #patience: number;

  /** @param patience How long a request may take to the service, in milliseconds. */
  constructor(report: Report, patience: number) {
    this.#report = report;
    this.#patience = patience;
  }

  watch(call: FakeCall): void {
    if (this.#watched.has(call)) {
      return;
    }
    this.#watched.add(call);
    const feature = call.feature(FakeFeatures.Transfer);
    const request = feature.transfer.bind(feature) as (...args: unknown[]) => Transfer;
    let newest: Transfer | undefined;
    (feature as { transfer: unknown }).transfer = (...args: unknown[]) => {
      this.#report.expect(
        !newest || newest.state === 'Failed' || newest.state === 'Transferred',
        `a transfer is requested while another is ${String(newest?.state)}`,
      );
      newest = request(...args);
      // Into a call that has ended nothing is sent.
      if (!('targetCallId' in (args[0] as object))) {
        this.#expectSent(newest);
      }
      return newest;
    };
  }

  #expectSent(transfer: Transfer): void {
    const { state, error } = transfer;
    if (this.#patience === Infinity || (state === 'Failed' && !error?.code && !error?.subCode)) {
      return;
    }
    let isSent = false;
    const send = (): void => {
      isSent = true;
    };
    transfer.on('stateChanged', send);
    timer(this.#patience).subscribe(() => {
      transfer.off('stateChanged', send);
      this.#report.expect(isSent, 'a request for a transfer is not sent');
    });
  }
}

/** One of our pipelines, as Alice's app has it. */
class TransferPlay {
  readonly number: number;
  readonly subscription: Subscription;
  /** What the app was told of the transfer in the end; it is open if it may still go through. */
  outcome: 'not requested' | 'Transferred' | 'Failed' | 'open' = 'not requested';
  attempts = 0;
  isOver = true;
  hasLeft = false;
  readonly #plan: TransferPlan;
  readonly #alice: Person;
  readonly #requests: Requests;
  readonly #report: Report;
  readonly #transfers = new Set<Transfer>();
  #last: TransferUpdate | undefined;

  constructor(plan: TransferPlan, index: number, alice: Person, requests: Requests, report: Report) {
    this.number = index + 1;
    this.#plan = plan;
    this.#alice = alice;
    this.#requests = requests;
    this.#report = report;
    this.subscription = this.#play();
    if (plan.leaveAfter !== undefined) {
      timer(plan.at + plan.leaveAfter).subscribe(() => {
        this.#leave();
      });
    }
  }

  #play(): Subscription {
    return timer(this.#plan.at)
      .pipe(
        mergeMap(() => this.#alice.calls.slice(0, 1)),
        tap((call) => {
          const { tally } = this.#report;
          this.#requests.watch(call);
          this.isOver = false;
          tally.requested++;
          tally.again += this.number > 1 ? 1 : 0;
        }),
        mergeMap((call) =>
          of(call).pipe(
            withFeature(FakeFeatures.Transfer),
            this.#transferTo(),
            tap((update) => {
              this.#see(update);
            }),
            hangUpWhenTransferred(),
          ),
        ),
      )
      .subscribe({
        error: (error: unknown) => {
          this.#fail(error);
        },
        complete: () => {
          this.isOver = true;
          this.#report.note(`transfer ${String(this.number)} is complete`);
        },
      });
  }

  #transferTo(): OperatorFunction<WithFeature<FakeCall, TransferCallFeature>, TransferUpdate<FakeCall>> {
    const { target, timeout } = this.#plan;
    return typeof target === 'string'
      ? transferTo(this.#target(target) as { targetCallId: string }, { timeout })
      : transferTo(
          target.map((name) => this.#target(name)),
          { timeout, disableForwardingAndUnanswered: true, totalTimeout: 1.5 * timeout },
        );
  }

  #target(name: TargetName): TransferTarget {
    const targetParticipant = { microsoftTeamsUserId: 'carol' };
    const targets: Record<TargetName, TransferTarget> = {
      person: { targetParticipant },
      call: { targetCallId: () => this.#alice.calls.slice(1).at(-1)?.id ?? 'none' },
      voicemail: { targetParticipantVoicemail: targetParticipant },
      nobody: { targetParticipant: { communicationUserId: 'nobody' } },
    };
    return targets[name];
  }

  #see(update: TransferUpdate<FakeCall>): void {
    const { state, attempt, transfer, call } = update;
    const { tally } = this.#report;
    const expect = (holds: boolean, otherwise: string): void => {
      this.#report.expect(holds, `transfer ${String(this.number)} ${otherwise}`);
    };
    this.#report.note(`transfer ${String(this.number)}, attempt ${String(attempt)}: ${state}`);
    expect(this.outcome !== 'Transferred', 'goes on after it was transferred');
    expect(attempt <= this.attempts || attempt === this.attempts + 1, 'leaves an attempt out');
    expect(
      attempt <= this.attempts || !this.#last || this.#last.state === 'Failed',
      'makes two attempts at once',
    );
    this.#transfers.add(transfer);
    expect(this.#transfers.size === attempt, 'has one transfer for two attempts, or the reverse');
    // The SDK bears a later transfer with the state of the one before.
    expect(
      transfer.state === state || state === 'Failed' || state === 'None',
      `says ${state}, and the SDK ${transfer.state}`,
    );
    expect(this.#alice.hungUpFor(call) <= this.#requests.took, 'hung up before it was transferred');
    this.#requests.took += state === 'Transferred' ? 1 : 0;
    tally.triedNext += state === 'None' && attempt > 1 ? 1 : 0;
    tally.nextTook += state === 'Transferred' && attempt > 1 ? 1 : 0;
    tally.againTook += state === 'Transferred' && this.number > 1 ? 1 : 0;
    if (state === 'Transferred' || state === 'Failed') {
      tally[state]++;
    }
    this.attempts = attempt;
    this.#last = update;
    this.outcome = state === 'Transferred' ? state : 'open';
  }

  #fail(error: unknown): void {
    this.isOver = true;
    const isUnderWay = error instanceof TransferError && error.reason === 'under-way';
    this.#report.tally.underWay += isUnderWay ? 1 : 0;
    // The SDK's own timer has 408/0: the transfer may still go through.
    const isDefinite =
      this.#last?.state === 'Failed' &&
      this.#last.isFinal &&
      !(this.#last.error.code === 408 && !this.#last.error.subCode);
    if (this.outcome === 'open' && isDefinite) {
      this.outcome = 'Failed';
    }
    this.#report.erred(`transfer ${String(this.number)}`, error);
  }

  #leave(): void {
    this.hasLeft = !this.isOver;
    this.#report.tally.left += this.hasLeft ? 1 : 0;
    if (this.hasLeft && this.outcome !== 'Transferred') {
      this.outcome = 'open';
    }
    this.isOver = true;
    this.subscription.unsubscribe();
  }
}
