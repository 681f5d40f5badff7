/** The states that a hold emits while it begins, as marbles. */
import type { CallState } from '@azure/communication-calling';
import { map, NEVER } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { drive, FakeCall, FakeSdkError, listenerCount } from 'rx-acs-calling/testing';
import { begin$ } from '../../../../operators/internal/hold/begin.js';
import { ended } from '../../../support/ended';
import { CALL } from '../../../support/transferring';

const states = { r: 'Requested', s: 'Settled' } as const;

const stateOf = (call: FakeCall) =>
  begin$(call, 'be parked', (message) => new Error(message)).pipe(map(({ state }) => state));

describe('begin$ of a hold', () => {
  it.each<readonly [name: string, from: CallState, hold: string, call: string, expected: string]>([
    ['requests nothing of a call on hold', 'LocalHold', '-(r|)', '-----', '|'],
    ['settles when the SDK has settled the request', 'Connected', '---(r|)', '-l', 'r--(s|)'],
    ['settles when the call is on hold', 'Connected', '-(r|)', '---l', 'r--(s|)'],
    ['waits for a call that is not connected', 'Connecting', '(r|)', '--c-l', '--r-(s|)'],
    ['counts a request that fails when the call is on hold', 'Connected', '---#', '-l', 'r--(s|)'],
    ['gives the request 10 s when the call is on hold', 'Connected', '--', '-l', 'r 10s (s|)'],
  ])('%s', (_name, state, hold, callStates, expected) => {
    marbles((m) => {
      const call = new FakeCall({ state, hold: () => m.cold(hold) });
      drive(m.hot(callStates, CALL), call);

      m.expect(stateOf(call)).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    })();
  });

  it(
    'requests the hold again when the call is no longer on hold by then',
    marbles((m) => {
      const answers = ['---(r|)', '(r|)'];
      const call: FakeCall = new FakeCall({
        state: 'Connected',
        hold: () => m.cold(answers.shift() ?? ''),
      });
      drive(m.hot('   -lc----l', CALL), call);
      const expected = 'r--(sr)(s|)';

      m.expect(stateOf(call)).toBeObservable(expected, states);
    }),
  );

  it(
    'errs when the request fails and the call is not on hold',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 500, subCode: 41033, message: 'No hold.' });
      const call = new FakeCall({ state: 'Connected', hold: () => m.cold('--#', {}, cause) });

      m.expect(stateOf(call)).toBeObservable(
        'r-#',
        states,
        new Error(
          'The call could not be parked, as it could not be put on hold. The call is still there (Connected). Cause: No hold.',
        ),
      );
    }),
  );

  it.each<readonly [when: string, call: string, expected: string]>([
    ['before it is on hold', '--X', 'r-#'],
    ['before the request has settled', '-lX', 'r-#'],
  ])('errs when the call ends %s', (_when, callStates, expected) => {
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected', hold: () => NEVER });
      drive(m.hot(callStates, CALL), call);

      m.expect(stateOf(call)).toBeObservable(
        expected,
        states,
        ended('The call ended with 0/0 (hung up) before it could be parked.', call),
      );
      m.flush();
      expect(listenerCount(call)).toBe(0);
    })();
  });

  it(
    'leaves the request to the SDK when the subscriber leaves',
    marbles((m) => {
      const hold = m.cold('----(r|)');
      const call = new FakeCall({ state: 'Connected', hold: () => hold });

      m.expect(stateOf(call), '^-!').toBeObservable('r--', states);
      m.expect(hold).toHaveSubscriptions('   ^---!');
    }),
  );
});
