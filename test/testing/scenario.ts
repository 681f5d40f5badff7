/**
 * A scenario on the simulated service, as plain data: Alice calls Bob, and her app transfers the call with our
 * pipeline, while faults happen and people lose patience. `playScenario(scenario)` plays it, the same each time.
 */
import {
  config,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  Subscription,
  switchMap,
  tap,
  timer,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { CallAgent, Transfer, TransferCallFeature, TransferState } from '@azure/communication-calling';
import {
  callAgent$,
  CallingError,
  calls$,
  callState$,
  incomingCalls$,
  type TransferTarget,
} from '../../src/index.js';
import {
  followTransfers,
  hangUpWhenTransferred,
  retryOnDisconnect,
  shareAgent,
  transferTo,
  withFeature,
  type TransferUpdate,
  type WithFeature,
} from '../../operators/index.js';
import {
  FakeFeatures,
  SimulatedCallingService,
  type FakeCall,
  type SimulatedFault,
} from '../../src/testing/index.js';
import { outcome } from './scene.js';

export type Name = 'alice' | 'bob' | 'carol';

/** A fault of the service, with the name of whom it hits. */
export type NamedFault = SimulatedFault extends infer F
  ? F extends SimulatedFault
    ? Omit<F, 'user' | 'device'> & { readonly at: number; readonly who: Name }
    : never
  : never;

/** All times in milliseconds. */
export interface Scenario {
  readonly latency: number;
  /** What Bob and Carol do when it rings, and how long after. */
  readonly bob: Answer;
  readonly carol: Answer;
  /**
   * When the call is transferred, and to whom: to Carol, into a call with her, to her voicemail, or to nobody; or to
   * the first of several of these that takes it.
   */
  readonly transferAt: number;
  readonly target: TargetName | readonly TargetName[];
  /** How long the pipeline waits for the outcome. */
  readonly timeout: number;
  /** Whether Bob's app follows the transfer, so that he needs nobody to hang up the call that he has left. */
  readonly follows?: boolean | undefined;
  readonly faults: readonly NamedFault[];
  /** Who hangs up all calls by hand, and when. */
  readonly hangUps: readonly { readonly who: Name; readonly at: number }[];
  /** How long after the app unsubscribes from the transfer, if it does; from everything it does at `END`. */
  readonly leaveAfter?: number | undefined;
}

export type TargetName = 'person' | 'call' | 'voicemail' | 'nobody';

export interface Answer {
  readonly does: 'accept' | 'reject' | 'nothing';
  readonly after: number;
}

/** When everything is unsubscribed from: longer than any pipeline may wait. */
export const END = 120_000;

const RINGING = 20_000;
const CALL_AT = 1_000;

export const counts = {
  scenarios: 0,
  requested: 0,
  Transferred: 0,
  Failed: 0,
  erred: 0,
  left: 0,
  faults: 0,
  reconnected: 0,
  hungUp: 0,
  /** Attempts after the first, and how many of those got through. */
  triedNext: 0,
  nextTook: 0,
  /** How often Bob was shown another call. */
  followed: 0,
};

export interface Played {
  /** What was seen, and when. */
  readonly trace: readonly string[];
  /** What was against the rules. */
  readonly problems: readonly string[];
}

export function playScenario(scenario: Scenario, tally: typeof counts = { ...counts }): Played {
  const scheduler = new TestScheduler(() => undefined);
  const trace: string[] = [];
  const problems: string[] = [];
  const { onUnhandledError } = config;
  config.onUnhandledError = (error) => problems.push(`unhandled: ${String(error)}`);
  tally.scenarios++;
  scheduler.run(() => {
    new Stage(scenario, trace, problems, tally, () => scheduler.now());
  });
  config.onUnhandledError = onUnhandledError;
  return { trace, problems };
}

const requestsOf = (call: FakeCall): number => call.feature(FakeFeatures.Transfer).callsTo('transfer').length;

/** Sets everything up; what happens then, the scheduler does. */
class Stage {
  readonly #service: SimulatedCallingService;
  readonly #everything = new Subscription();
  readonly #calls: Record<Name, FakeCall[]> = { alice: [], bob: [], carol: [] };
  readonly #byHand = new Map<FakeCall, number>();
  /** One for each attempt. */
  readonly #transfers = new Set<Transfer>();
  readonly #users;
  readonly #note: (text: string) => void;
  readonly #scenario: Scenario;
  readonly #problems: string[];
  readonly #tally: typeof counts;
  #agent: CallAgent | undefined;
  #isTransferOver = true;
  #outcome: TransferState = 'None';
  #hasLeft = false;
  #byHandNow = false;

  constructor(
    scenario: Scenario,
    trace: string[],
    problems: string[],
    tally: typeof counts,
    now: () => number,
  ) {
    this.#scenario = scenario;
    this.#problems = problems;
    this.#tally = tally;
    this.#note = (text) => trace.push(`${String(now())} ${text}`);
    const { latency, faults, hangUps, bob, carol, target, transferAt } = scenario;
    this.#service = new SimulatedCallingService({ latency, ringTimeout: RINGING, reconnectTimeout: 5_000 });
    const user = (name: Name) =>
      this.#service.createUser(
        name === 'carol' ? { microsoftTeamsUserId: name } : { communicationUserId: name },
        { voicemail: name === 'carol' },
      );
    this.#users = { alice: user('alice'), bob: user('bob'), carol: user('carol') };

    this.#online('alice', undefined);
    this.#online('bob', bob);
    this.#online('carol', carol);
    this.#dial(CALL_AT, 'bob');
    if ([target].flat().includes('call')) {
      this.#dial(transferAt - 3_000, 'carol');
    }
    this.#transfer();
    this.#service.script(faults.map(({ who, ...fault }) => ({ ...fault, user: this.#users[who] })));
    for (const { who, at } of hangUps) {
      timer(at).subscribe(() => {
        for (const call of this.#calls[who]) {
          if (call.state !== 'Disconnected') {
            tally.hungUp++;
            this.#byHand.set(call, (this.#byHand.get(call) ?? 0) + 1);
            this.#byHandNow = true;
            this.#settle(`${who} hangs up`, call.hangUp());
            this.#byHandNow = false;
          }
        }
      });
    }
    timer(END).subscribe(() => {
      this.#checkBeforeTheEnd();
      this.#everything.unsubscribe();
    });
    // Long after: what is disposed of is gone by then.
    timer(2 * END).subscribe(() => {
      this.#checkAfterTheEnd();
    });
  }

  /** Keeps somebody's agent, through whatever happens, and answers the calls. */
  #online(name: Name, answer: Answer | undefined): void {
    let agents = 0;
    const agent$ = callAgent$(
      () => this.#service.callClient().createCallAgent(this.#users[name].credential),
      {
        timeout: 10_000,
      },
    ).pipe(retryOnDisconnect({ random: () => 0.5, count: 100 }), shareAgent());
    this.#everything.add(
      agent$
        .pipe(
          tap((agent) => {
            this.#agent = name === 'alice' ? agent : this.#agent;
            this.#note(`${name} has agent ${String(++agents)}`);
            this.#tally.reconnected += agents > 1 ? 1 : 0;
          }),
          switchMap((agent) =>
            merge(
              calls$(agent).pipe(
                tap((calls) => {
                  for (const call of calls as readonly FakeCall[]) {
                    this.#watch(name, call);
                  }
                }),
              ),
              incomingCalls$(agent).pipe(
                mergeMap((incoming) =>
                  timer(answer?.after ?? 0).pipe(
                    tap(() => {
                      if (answer && answer.does !== 'nothing') {
                        this.#settle(`${name} ${answer.does}s`, incoming[answer.does]());
                      }
                    }),
                  ),
                ),
              ),
            ),
          ),
          ignoreElements(),
        )
        .subscribe({
          error: (error: unknown) => {
            this.#erred(`${name}'s agent`, error);
          },
        }),
    );
  }

  #watch(name: Name, call: FakeCall): void {
    const calls = this.#calls[name];
    if (!calls.includes(call)) {
      const title = `${name}'s call ${String(calls.push(call))}`;
      this.#everything.add(
        callState$(call).subscribe((state) => {
          this.#note(`${title}: ${state}`);
        }),
      );
      if (this.#scenario.follows && name === 'bob' && calls.length === 1) {
        this.#follow(call);
      }
    }
  }

  /** What Bob's app does: it shows him the call that he is in, from one transfer to the next. */
  #follow(first: FakeCall): void {
    const shown: FakeCall[] = [];
    const isConnected = ({ state }: FakeCall): boolean =>
      ['Connected', 'LocalHold', 'RemoteHold'].includes(state);
    this.#everything.add(
      of(first)
        .pipe(withFeature(FakeFeatures.Transfer), followTransfers({ grace: 2_000, timeout: 30_000 }))
        .subscribe({
          next: (call) => {
            this.#note(`bob is shown call ${String(this.#calls.bob.indexOf(call) + 1)}`);
            this.#tally.followed += shown.length > 0 ? 1 : 0;
            this.#expect(!shown.includes(call), 'Bob is shown a call twice');
            shown.push(call);
            const hangUp = call.hangUp.bind(call);
            call.hangUp = (...args) => {
              // A call that was connected is left only for one that is, or was and has ended since.
              this.#expect(
                this.#byHandNow || !isConnected(call) || shown.length > 1,
                'Bob is left in no call',
              );
              return hangUp(...args);
            };
          },
          error: (error: unknown) => {
            this.#erred('the following', error);
          },
        }),
    );
  }

  #dial(at: number, whom: Name): void {
    timer(at).subscribe(() => {
      try {
        this.#agent?.startCall([this.#users[whom].identifier]);
      } catch (error) {
        // The agent may have disposed of itself.
        this.#note(`no call: ${String(error)}`);
      }
    });
  }

  /** What Alice's app does: our pipeline. */
  #transfer(): void {
    const { transferAt, timeout, leaveAfter } = this.#scenario;
    const transfer = timer(transferAt)
      .pipe(
        mergeMap(() => this.#calls.alice.slice(0, 1)),
        tap(() => {
          this.#isTransferOver = false;
          this.#tally.requested++;
        }),
        mergeMap((call) =>
          of(call).pipe(
            withFeature(FakeFeatures.Transfer),
            this.#transferTo(timeout),
            tap(({ state, attempt, transfer }) => {
              this.#note(`the transfer, attempt ${String(attempt)}: ${state}`);
              this.#expect(this.#outcome !== 'Transferred', 'goes on after it was transferred');
              this.#transfers.add(transfer);
              this.#expect(this.#transfers.size === attempt, 'one transfer for two attempts, or the reverse');
              this.#expect(requestsOf(call) === attempt, 'does not request once for each attempt');
              this.#expect(
                // An earlier one follows the state of the newest.
                [...this.#transfers].every(
                  ({ state: other }) => other === 'Failed' || other === transfer.state,
                ),
                'two transfers under way',
              );
              this.#tally.triedNext += state === 'None' && attempt > 1 ? 1 : 0;
              this.#tally.nextTook += state === 'Transferred' && attempt > 1 ? 1 : 0;
              if (state === 'Transferred' || state === 'Failed') {
                this.#tally[state]++;
              }
              this.#expect(this.#hungUp(call) === 0, 'hung up before it was transferred');
              this.#outcome = state;
            }),
            hangUpWhenTransferred(),
            map(() => call),
          ),
        ),
      )
      .subscribe({
        error: (error: unknown) => {
          this.#isTransferOver = true;
          this.#erred('the transfer', error);
        },
        complete: () => {
          this.#isTransferOver = true;
          this.#note('the transfer is complete');
        },
      });
    this.#everything.add(transfer);
    if (leaveAfter !== undefined) {
      timer(transferAt + leaveAfter).subscribe(() => {
        this.#hasLeft = !this.#isTransferOver;
        this.#tally.left += this.#hasLeft ? 1 : 0;
        this.#isTransferOver = true;
        transfer.unsubscribe();
      });
    }
  }

  #transferTo(
    timeout: number,
  ): OperatorFunction<WithFeature<FakeCall, TransferCallFeature>, TransferUpdate<FakeCall>> {
    const { target } = this.#scenario;
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
      call: { targetCallId: () => this.#calls.alice[1]?.id ?? 'none' },
      voicemail: { targetParticipantVoicemail: targetParticipant },
      nobody: { targetParticipant: { communicationUserId: 'nobody' } },
    };
    return targets[name];
  }

  /** How often our pipeline has hung up a call. */
  #hungUp(call: FakeCall): number {
    return call.callsTo('hangUp').length - (this.#byHand.get(call) ?? 0);
  }

  #settle(what: string, promise: ObservableInput<unknown>): void {
    outcome(promise).subscribe((result) => {
      this.#note(`${what}: ${result}`);
    });
  }

  #erred(what: string, error: unknown): void {
    this.#tally.erred++;
    this.#note(`${what} erred: ${String(error)}`);
    if (!(error instanceof CallingError) || !error.message) {
      this.#problems.push(`${what} has no typed error: ${String(error)}`);
    }
  }

  #expect(holds: boolean, otherwise: string): void {
    if (!holds) {
      this.#problems.push(otherwise);
    }
  }

  #checkBeforeTheEnd(): void {
    const { faults } = this.#scenario;
    this.#tally.faults += this.#service.faults.length;
    this.#expect(this.#isTransferOver, 'the transfer hangs');
    for (const [i, call] of this.#calls.alice.entries()) {
      const requests = requestsOf(call);
      // Who leaves while the hold is ended has not been told yet of a transfer that was refused at once.
      const untold = this.#hasLeft ? 1 : 0;
      this.#expect(
        requests <= (i ? 0 : this.#transfers.size + untold),
        `transferred ${String(requests)} times`,
      );
      this.#expect(
        this.#hungUp(call) <= (this.#outcome === 'Transferred' && !i ? 1 : 0),
        'hung up too often',
      );
    }
    // A pipeline that was left, or gave up, leaves the first call of Bob as it is, whatever becomes of the transfer;
    // and so does one that cannot hang up.
    const canHangUp = !faults.some((fault) => 'request' in fault && fault.request === 'hangUp');
    const isSettled =
      this.#outcome === 'Failed' || (this.#outcome === 'Transferred' && canHangUp && !this.#hasLeft);
    const up = this.#calls.bob.filter(({ state }) => state !== 'Disconnected').length;
    // Who follows is in one call, whatever the other side does.
    const isAlone = isSettled || (this.#scenario.follows && canHangUp);
    this.#expect(up <= (isAlone ? 1 : 2), `Bob is in ${String(up)} calls`);
  }

  #checkAfterTheEnd(): void {
    for (const pending of this.#service.pending) {
      this.#expect(false, `left: ${pending}`);
    }
  }
}
