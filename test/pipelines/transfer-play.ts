/**
 * One transfer pipeline of Alice's app, and the rules for its updates.
 */
import { mergeMap, of, tap, timer, type OperatorFunction, type Subscription } from 'rxjs';
import type { Transfer, TransferCallFeature } from '@azure/communication-calling';
import { TransferError, type TransferTarget } from '../../src/index.js';
import {
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferUpdate,
  type WithFeature,
} from '../../operators/index.js';
import { FakeFeatures, type FakeCall } from '../../src/testing/index.js';
import type { Person } from './person.js';
import type { Report } from './report.js';
import type { Requests } from './requests.js';
import type { TargetName, TransferPlan } from './scenario.js';

export class TransferPlay {
  readonly number: number;
  readonly subscription: Subscription;
  /** The outcome that the app was told. `open` if the transfer may still go through. */
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

  constructor(plan: TransferPlan, index: number, alice: Person, requests: Requests) {
    this.number = index + 1;
    this.#plan = plan;
    this.#alice = alice;
    this.#requests = requests;
    this.#report = alice.report;
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
          this.#requests.watch(call);
          this.isOver = false;
          this.#report.tally.requested++;
          this.#report.tally.again += this.number > 1 ? 1 : 0;
        }),
        mergeMap((call) =>
          of(call).pipe(
            withFeature(FakeFeatures.Transfer),
            transferAsPlanned(this.#plan, this.#alice),
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

  #see(update: TransferUpdate<FakeCall>): void {
    const { state, attempt, transfer } = update;
    this.#report.note(`transfer ${String(this.number)}, attempt ${String(attempt)}: ${state}`);
    this.#transfers.add(transfer);
    this.#check(update);
    this.#count(update);
    this.attempts = attempt;
    this.#last = update;
    this.outcome = state === 'Transferred' ? state : 'open';
  }

  #check({ state, attempt, transfer, call }: TransferUpdate<FakeCall>): void {
    const expect = (holds: boolean, otherwise: string): void => {
      this.#report.expect(holds, `transfer ${String(this.number)} ${otherwise}`);
    };
    expect(this.outcome !== 'Transferred', 'goes on after it was transferred');
    expect(attempt <= this.attempts || attempt === this.attempts + 1, 'leaves an attempt out');
    expect(
      attempt <= this.attempts || !this.#last || this.#last.state === 'Failed',
      'makes two attempts at once',
    );
    expect(this.#transfers.size === attempt, 'has one transfer for two attempts, or the reverse');
    // In the SDK a later transfer is born with the state of the one before.
    expect(
      transfer.state === state || state === 'Failed' || state === 'None',
      `says ${state}, and the SDK ${transfer.state}`,
    );
    expect(this.#alice.hungUpFor(call) <= this.#requests.took, 'hung up before it was transferred');
  }

  #count({ state, attempt }: TransferUpdate<FakeCall>): void {
    const { tally } = this.#report;
    this.#requests.took += state === 'Transferred' ? 1 : 0;
    tally.triedNext += state === 'None' && attempt > 1 ? 1 : 0;
    tally.nextTook += state === 'Transferred' && attempt > 1 ? 1 : 0;
    tally.againTook += state === 'Transferred' && this.number > 1 ? 1 : 0;
    if (state === 'Transferred' || state === 'Failed') {
      tally[state]++;
    }
  }

  #fail(error: unknown): void {
    this.isOver = true;
    const isUnderWay = error instanceof TransferError && error.reason === 'under-way';
    this.#report.tally.underWay += isUnderWay ? 1 : 0;
    // After the SDK's own timeout, 408/0, the transfer may still go through.
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

function transferAsPlanned(
  { target, timeout }: TransferPlan,
  alice: Person,
): OperatorFunction<WithFeature<FakeCall, TransferCallFeature>, TransferUpdate<FakeCall>> {
  return typeof target === 'string'
    ? transferTo(targetOf(target, alice) as { targetCallId: string }, { timeout })
    : transferTo(
        target.map((name) => targetOf(name, alice)),
        { timeout, disableForwardingAndUnanswered: true, totalTimeout: 1.5 * timeout },
      );
}

function targetOf(name: TargetName, alice: Person): TransferTarget {
  const targetParticipant = { microsoftTeamsUserId: 'carol' };
  const targets: Record<TargetName, TransferTarget> = {
    person: { targetParticipant },
    call: { targetCallId: () => alice.calls.slice(1).at(-1)?.id ?? 'none' },
    voicemail: { targetParticipantVoicemail: targetParticipant },
    nobody: { targetParticipant: { communicationUserId: 'nobody' } },
  };
  return targets[name];
}
