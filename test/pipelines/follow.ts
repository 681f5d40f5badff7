/**
 * An app that follows the transfers of a call with `followTransfers`.
 */
import { of } from 'rxjs';
import { followTransfers, withFeature } from '../../operators/index.js';
import { FakeFeatures, type FakeCall } from '../../src/testing/index.js';
import type { Person } from './person.js';

const isConnected = ({ state }: FakeCall): boolean =>
  ['Connected', 'LocalHold', 'RemoteHold'].includes(state);

/** Shows the person the current call, from one transfer to the next. */
export function follow(person: Person, first: FakeCall): void {
  const { name, report, calls } = person;
  const shown: FakeCall[] = [];
  person.everything.add(
    of(first)
      .pipe(withFeature(FakeFeatures.Transfer), followTransfers({ grace: 2_000, timeout: 30_000 }))
      .subscribe({
        next: (call) => {
          report.note(`${name} is shown call ${String(calls.indexOf(call) + 1)}`);
          report.tally.followed += shown.length > 0 ? 1 : 0;
          report.expect(!shown.includes(call), `${name} is shown a call twice`);
          shown.push(call);
          guardHangUp(person, call, shown);
        },
        error: (error: unknown) => {
          report.erred('the following', error);
        },
      }),
  );
}

/** Checks that the library hangs up a connected call only after another call has been shown. */
function guardHangUp(person: Person, call: FakeCall, shown: readonly FakeCall[]): void {
  const hangUp = call.hangUp.bind(call);
  call.hangUp = (...args) => {
    person.report.expect(
      person.isAtHand || !isConnected(call) || shown.length > 1,
      `${person.name} is left in no call`,
    );
    return hangUp(...args);
  };
}
