/** The end of a hold, as marbles. */
import { AsyncSubject, EMPTY, NEVER } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { drive, FakeCall, listenerCount } from 'rx-acs-calling/testing';
import { end$ } from '../../../../operators/internal/hold/end.js';
import type { HoldState } from '../../../../operators/internal/hold/state.js';
import { CALL } from '../../../support/transferring';

const settled: HoldState = { state: 'Settled' };
const stuck = (problem: string): HoldState => ({ state: 'Stuck', problem });

describe('end$ of a hold', () => {
  it(
    'resumes the call, and completes when the SDK has settled that',
    marbles((m) => {
      const resume = m.cold('--(r|)');
      const call = new FakeCall({ state: 'LocalHold', resume: () => resume });

      m.expect(end$(call, settled)).toBeObservable('--|');
      m.expect(resume).toHaveSubscriptions('        ^-!');
    }),
  );

  it.each<readonly [name: string, hold: HoldState, state: 'LocalHold' | 'Connected']>([
    ['a call that was not put on hold here', { state: 'None' }, 'LocalHold'],
    ['a call that is no longer on hold', settled, 'Connected'],
  ])('does not resume %s', (_name, hold, state) => {
    marbles((m) => {
      const call = new FakeCall({ state });

      m.expect(end$(call, hold)).toBeObservable('|');
      m.flush();
      expect(call.callsTo('resume')).toHaveLength(0);
    })();
  });

  it.each<readonly [name: string, resume: string, expected: string, problem: string]>([
    ['is refused', '--#', '--(x|)', 'It could not be resumed: error.'],
    ['never settles', '---', '10s (x|)', 'It could not be resumed: it has not settled.'],
  ])('emits the problem when resuming %s', (_name, resume, expected, problem) => {
    marbles((m) => {
      const call = new FakeCall({ state: 'LocalHold', resume: () => m.cold(resume) });

      m.expect(end$(call, settled)).toBeObservable(expected, { x: stuck(problem) });
      m.flush();
      expect(listenerCount(call)).toBe(0);
    })();
  });

  it(
    'does not wait for the SDK when the call has ended',
    marbles((m) => {
      const call = new FakeCall({ state: 'LocalHold', resume: () => NEVER });
      drive(m.hot('   --X', CALL), call);
      const expected = '--|';

      m.expect(end$(call, settled)).toBeObservable(expected);
    }),
  );

  it.each<readonly [name: string, hold: string, call: string, expected: string, resumes: number]>([
    ['until the call is on hold', '-|', '---l', '---|', 1],
    ['until the request fails', '---#', '----', '---|', 0],
    ['until the call has ended', '----', '---X', '---|', 0],
  ])('waits for a hold that is under way %s', (_name, hold, callStates, expected, resumes) => {
    marbles((m) => {
      const outcome$ = new AsyncSubject<never>();
      m.cold<never>(hold).subscribe(outcome$);
      const call = new FakeCall({ state: 'Connected' });
      drive(m.hot(callStates, CALL), call);

      m.expect(end$(call, { state: 'Requested', outcome$ })).toBeObservable(expected);
      m.flush();
      expect(call.callsTo('resume')).toHaveLength(resumes);
      expect(listenerCount(call)).toBe(0);
    })();
  });

  it(
    'emits a problem when a hold that is under way has no outcome in 10 s',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });

      m.expect(end$(call, { state: 'Requested', outcome$: NEVER })).toBeObservable('10s (x|)', {
        x: stuck('It may still be put on hold: that has not settled.'),
      });
    }),
  );

  it(
    'waits until the call is on hold also when the request has settled',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      drive(m.hot('   --l', CALL), call);
      const expected = '--|';

      m.expect(end$(call, { state: 'Requested', outcome$: EMPTY })).toBeObservable(expected);
    }),
  );
});
