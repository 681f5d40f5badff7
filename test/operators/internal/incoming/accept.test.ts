import type { CallCommon } from '@azure/communication-calling';
import { marbles } from 'rxjs-marbles/jest';
import type { Observable } from 'rxjs';
import { IncomingCallError } from 'rx-acs-calling';
import { FakeCall, FakeIncomingCall, FakeSdkError } from 'rx-acs-calling/testing';
import { accept$, decline$ } from '../../../../operators/internal/incoming/accept.js';

const cancelled = { code: 487, subCode: 0 };
const refused = new FakeSdkError({ code: 500, subCode: 41005, message: 'No' });
const notRinging = new FakeSdkError({ code: 400, subCode: 41006, message: 'No longer ringing' });

const failure = (incomingCall: FakeIncomingCall, reason: 'accept-failed' | 'reject-failed') =>
  new IncomingCallError(
    `An incoming call was not ${reason === 'accept-failed' ? 'accepted' : 'declined'}. Cause: No.`,
    { incomingCall, reason, cause: refused },
  );

const scene = () => {
  const call = new FakeCall({ state: 'Connected' });
  return { call, ended: new FakeCall({ state: 'Disconnected' }), incomingCall: new FakeIncomingCall() };
};

describe('accept$', () => {
  it('calls nothing before it is subscribed to', () => {
    const { incomingCall } = scene();

    void accept$(incomingCall, {});

    expect(incomingCall.callsTo('accept')).toEqual([]);
  });

  it.each<readonly [string, string, string, FakeSdkError]>([
    ['emits the call, and completes', '     --(x|)', '--(x|)', refused],
    ['skips a call that has ended', '       --(e|)', '--|   ', refused],
    ['errs when the SDK refuses', '         --#   ', '--#   ', refused],
    ['completes when it rings no more', '   --#   ', '--|   ', notRinging],
  ])('%s', (_, answer, expected, error) => {
    marbles((m) => {
      const { call, ended, incomingCall } = scene();
      incomingCall.answer('accept', () => m.cold(answer.trim(), { x: call, e: ended }, error));

      m.expect<CallCommon>(accept$(incomingCall, {})).toBeObservable(
        expected.trim(),
        { x: call },
        failure(incomingCall, 'accept-failed'),
      );
      m.flush();
      expect(call.callsTo('hangUp')).toEqual([]);
    })();
  });

  it.each<readonly [string, string, number]>([
    ['hangs up a call that comes after the unsubscription', '---(x|)', 1],
    ['leaves one alone that has ended by then', '            ---(e|)', 0],
    ['ignores a refusal after it', '                         ---#   ', 0],
  ])('%s', (_, answer, hangUps) => {
    marbles((m) => {
      const { call, ended, incomingCall } = scene();
      incomingCall.answer('accept', () => m.cold(answer.trim(), { x: call, e: ended }, refused));

      m.expect<CallCommon>(accept$(incomingCall, {}), '^-!').toBeObservable('----');
      m.flush();
      expect([call.callsTo('hangUp').length, ended.callsTo('hangUp').length]).toEqual([hangUps, 0]);
    })();
  });
});

describe('decline$', () => {
  it.each<readonly [string, string, string, string]>([
    ['completes when the SDK has declined', '            ---|', '----', '---|'],
    ['errs when the SDK refuses', '                      ---#', '----', '---#'],
    ['completes when the call rings no more', '          ----', '--x-', '--| '],
    ['completes when the refusal comes after that', '    ---#', '--x-', '--| '],
  ])('%s', (_, answer, over, expected) => {
    marbles((m) => {
      const { incomingCall } = scene();
      const answer$: Observable<unknown> = m.cold(answer.trim(), {}, refused);
      incomingCall.answer('reject', () => answer$ as Observable<never>);
      m.hot(over).subscribe(() => {
        incomingCall.set({ callEndReason: cancelled });
      });

      m.expect(decline$(incomingCall)).toBeObservable(
        expected.trim(),
        {},
        failure(incomingCall, 'reject-failed'),
      );
      m.flush();
      expect(incomingCall.listenerCount()).toBe(0);
    })();
  });
});
