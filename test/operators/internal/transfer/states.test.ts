/** The states of a requested transfer, as marbles. */
import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { drive, FakeCall, FakeTransfer, listenerCount } from 'rx-acs-calling/testing';
import { states$ } from '../../../../operators/internal/transfer/states.js';
import { phone, TRANSFER } from '../../../support/transferring';

const steps = {
  n: 'None',
  t: 'Transferring',
  d: 'Transferred',
  f: 'Failed no-answer',
  e: 'Failed declined',
  o: 'Failed no-outcome',
};

const statesOf = (transfer: FakeTransfer, isBehindAnother: boolean) =>
  states$(new FakeCall(), 'a phone number', { requested: { transfer, target: phone }, isBehindAnother }).pipe(
    map((step) => (step.state === 'Failed' ? `Failed ${step.reason}` : step.state)),
  );

describe('the states of a transfer', () => {
  it.each([
    ['end with Transferred', '--t--d--f', 'n-t--(d|)'],
    ['end with Failed', '       --t--f--t', 'n-t--(f|)'],
  ])('%s', (_name, states, expected) => {
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot(states, TRANSFER), transfer);

      m.expect(statesOf(transfer, false)).toBeObservable(expected, steps);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    })();
  });

  it.each([
    ['begin with None instead of the state of the earlier one', '--t--d', 'n-t--(d|)'],
    ['may fail with a code of their own', '                      --t--e', 'n-t--(e|)'],
    ['do not end after 5 s when the request was sent', '         --t 6s d', 'n-t 6s (d|)'],
    ['end when the SDK sends nothing in 5 s', '                  ------', 'n 4999ms (o|)'],
  ])('of a transfer behind another of its call %s', (_name, states, expected) => {
    marbles((m) => {
      const transfer = new FakeTransfer(TRANSFER['f']);
      drive(m.hot(states, TRANSFER), transfer);

      m.expect(statesOf(transfer, true)).toBeObservable(expected, steps);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    })();
  });
});
