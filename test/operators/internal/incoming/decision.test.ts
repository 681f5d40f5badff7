import { EMPTY, type ObservableInput } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { IncomingCallError } from 'rx-acs-calling';
import { FakeIncomingCall } from 'rx-acs-calling/testing';
import { accepts$ } from '../../../../operators/internal/incoming/decision.js';

const answers = { y: true, n: false };

describe('accepts$', () => {
  it.each<readonly [boolean | ObservableInput<boolean>, string]>([
    [true, '        (y|)'],
    [[true, false], '(y|)'],
    [false, '       |   '],
    [[false, true], '|   '],
    [EMPTY, '       |   '],
  ])('takes %p for what it says at once', (decision, expected) => {
    marbles((m) => {
      m.expect(accepts$(new FakeIncomingCall(), () => decision)).toBeObservable(expected.trim(), answers);
    })();
  });

  it.each<readonly [string, string, string, string, string]>([
    ['emits at the first yes, and asks no longer', '--y-n', '-----', '--(y|)', '^-!  '],
    ['completes at a first no', '                  --n-y', '-----', '--|   ', '^-!  '],
    ['waits no longer than the call rings', '      ----y', '--x--', '--|   ', '^-!  '],
    ['errs with the error of the app', '           --#  ', '-----', '--#   ', '^-!  '],
  ])('%s', (_, decision, over, expected, subscription) => {
    marbles((m) => {
      const incomingCall = new FakeIncomingCall();
      const bad = new Error('bad');
      const decision$ = m.cold(decision.trim(), answers, bad);
      m.hot(over).subscribe(() => {
        incomingCall.set({ callEndReason: { code: 487, subCode: 0 } });
      });

      m.expect(accepts$(incomingCall, () => decision$)).toBeObservable(
        expected.trim(),
        answers,
        new IncomingCallError('The app failed to decide whether to accept an incoming call. Cause: bad.', {
          incomingCall,
          reason: 'not-decided',
          cause: bad,
        }),
      );
      m.expect(decision$).toHaveSubscriptions(subscription.trim());
      m.flush();
      expect(incomingCall.listenerCount()).toBe(0);
    })();
  });
});
