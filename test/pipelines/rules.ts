/**
 * The rules that hold at the end of a scenario, before everything is unsubscribed from.
 */
import type { Person } from './person.js';
import type { Report } from './report.js';
import { requestsOf } from './requests.js';
import type { Scenario } from './scenario.js';
import type { TransferPlay } from './transfer-play.js';

/** A scenario at its end. */
export interface Ending {
  readonly scenario: Scenario;
  readonly alice: Person;
  readonly bob: Person;
  readonly plays: readonly TransferPlay[];
  readonly report: Report;
}

const tookOf = (plays: readonly TransferPlay[]): number =>
  plays.filter(({ outcome }) => outcome === 'Transferred').length;

const isAnyOpen = (plays: readonly TransferPlay[]): boolean =>
  plays.some(({ outcome }) => outcome === 'open');

/** The pipelines that were left. One may have missed that its transfer was refused at once. */
const leftOf = (plays: readonly TransferPlay[]): number => plays.filter(({ hasLeft }) => hasLeft).length;

function checkAllEnded({ plays, report }: Ending): void {
  for (const play of plays) {
    report.expect(play.isOver, `transfer ${String(play.number)} hangs`);
  }
}

/** One request for each attempt, and one hang-up for each transfer that went through, of the first call only. */
function checkRequests({ alice, plays, report }: Ending): void {
  const [first] = alice.calls;
  const attempts = plays.reduce((sum, play) => sum + play.attempts, 0);
  for (const call of alice.calls) {
    const requests = requestsOf(call);
    const most = call === first ? attempts + leftOf(plays) : 0;
    report.expect(requests <= most, `${String(requests)} requests for ${String(most)} attempts`);
    report.expect(requests >= (call === first ? attempts : 0), 'an attempt without a request');
    report.expect(alice.hungUpFor(call) <= (call === first ? tookOf(plays) : 0), 'hung up too often');
  }
}

/** Each transfer that went through has given Bob a new call that was answered. */
function checkTransfers({ scenario: { faults, hangUps }, bob, plays, report }: Ending): void {
  const took = tookOf(plays);
  const made = bob.calls.slice(1);
  const answered = made.filter((call) => bob.states.get(call)?.includes('Connected')).length;
  report.expect(
    isAnyOpen(plays) || answered <= took,
    `${String(answered)} transfers went through, ${String(took)} are reported`,
  );
  report.expect(
    faults.length > 0 || hangUps.length > 0 || made.length >= took,
    `${String(took)} transfers are reported to have gone through, ${String(made.length)} have begun`,
  );
}

/**
 * Bob is in one call. A pipeline that was left, that gave up, or that cannot hang up leaves the first call of Bob as it is.
 * But if Bob's app follows transfers, Bob is in one call also then. A call that cannot be hung up can be transferred again.
 */
function checkCallsOfBob({ scenario: { faults, follows }, bob, plays, report }: Ending): void {
  const left = leftOf(plays);
  const canHangUp = !faults.some((fault) => 'request' in fault && fault.request === 'hangUp');
  const isSettled = !isAnyOpen(plays) && canHangUp && !left;
  const isAlone = isSettled || (follows && canHangUp);
  const up = bob.calls.filter(({ state }) => state !== 'Disconnected').length;
  const more = canHangUp ? 1 : Math.max(1, tookOf(plays));
  report.expect(up <= (isAlone ? 1 : 1 + more + left), `Bob is in ${String(up)} calls`);
}

export function checkRules(played: Ending): void {
  checkAllEnded(played);
  checkRequests(played);
  checkTransfers(played);
  checkCallsOfBob(played);
}
