import { map, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallingTimeoutError, IncomingCallError } from 'rx-acs-calling';
import { FakeCall, FakeIncomingCall, FakeSdkError, listenerCount } from 'rx-acs-calling/testing';
import { answer$ } from '../../../../operators/internal/incoming/answer.js';

const refused = new FakeSdkError({ code: 500, subCode: 41005, message: 'No' });

/** An incoming call that becomes `one` at once, and calls that are held and resumed in 2 ms. */
const scene = (...states: readonly ('Connected' | 'LocalHold' | 'Ringing')[]) => {
  const one = new FakeCall({ state: 'Connected' });
  const incomingCall = new FakeIncomingCall({ accept: () => one });
  const calls = states.map((state) => new FakeCall({ state }));
  for (const call of calls) {
    const become = (state: 'Connected' | 'LocalHold') => () =>
      timer(2).pipe(
        map(() => {
          call.set({ state });
        }),
      );
    call.answer('hold', become('LocalHold')).answer('resume', become('Connected'));
  }
  const up = () => calls.filter(({ state }) => state !== 'Disconnected');
  return { incomingCall, calls, answered$: answer$(incomingCall, up, {}).pipe(map(() => 'x')) };
};

const statesOf = (calls: readonly FakeCall[]) => calls.map(({ state }) => state).join(' ');

describe('answer$', () => {
  it.each<readonly [string, readonly ('Connected' | 'LocalHold')[], string, string]>([
    ['accepts at once without other calls', [], '(x|)', ''],
    ['holds a call first', ['Connected'], '--(x|)', 'LocalHold'],
    ['holds several at the same time', ['Connected', 'Connected'], '--(x|)', 'LocalHold LocalHold'],
    ['does not hold a call that is on hold', ['LocalHold'], '(x|)', 'LocalHold'],
  ])('%s', (_, states, expected, after) => {
    marbles((m) => {
      const { incomingCall, calls, answered$ } = scene(...states);

      m.expect(answered$).toBeObservable(expected);
      m.flush();
      expect(statesOf(calls)).toBe(after);
      expect(listenerCount(incomingCall, ...calls)).toBe(0);
    })();
  });

  it.each([
    ['connected', 'Connected', '---- -(x|)', 'LocalHold'],
    ['ended', 'Disconnected', '---(x|)', 'Disconnected'],
  ] as const)('waits until another call is %s', (_, state, expected, after) => {
    marbles((m) => {
      const { calls, answered$ } = scene('Ringing');
      m.hot('---x').subscribe(() => {
        calls[0]?.set({ state });
      });

      m.expect(answered$).toBeObservable(expected);
      m.flush();
      expect(statesOf(calls)).toBe(after);
    })();
  });

  it.each([
    ['before the hold, without touching the other call', 'Ringing', '-x', '-|', 'Ringing', 0],
    ['during the hold, and resumes the other call', 'Connected', '-x', '----|', 'Connected', 1],
  ] as const)('completes when the caller hangs up %s', (_, state, over, expected, after, holds) => {
    marbles((m) => {
      const { incomingCall, calls, answered$ } = scene(state);
      m.hot(over).subscribe(() => {
        incomingCall.set({ callEndReason: { code: 487, subCode: 0 } });
      });

      m.expect(answered$).toBeObservable(expected);
      m.flush();
      expect(statesOf(calls)).toBe(after);
      expect(calls[0]?.callsTo('hold')).toHaveLength(holds);
      expect(incomingCall.callsTo('accept')).toEqual([]);
    })();
  });

  it(
    'resumes the other call before it errs',
    marbles((m) => {
      const { incomingCall, calls, answered$ } = scene('Connected', 'LocalHold');
      incomingCall.answer('accept', () => m.cold('-#', {}, refused));

      m.expect(answered$).toBeObservable(
        '-----#',
        {},
        new IncomingCallError('An incoming call was not accepted. Cause: No.', {
          incomingCall,
          reason: 'accept-failed',
          cause: refused,
        }),
      );
      m.flush();
      expect(statesOf(calls)).toBe('Connected LocalHold');
    }),
  );

  it(
    'errs when holding and accepting take 30 s together, and resumes the other call',
    marbles((m) => {
      const { incomingCall, calls, answered$ } = scene('Connected');
      incomingCall.answer('accept', () => m.cold('----'));

      m.expect(answered$).toBeObservable(
        '30s --#',
        {},
        new CallingTimeoutError(
          'An incoming call was not accepted in 30000 ms. If the SDK accepts it later, it is hung up.',
          30_000,
        ),
      );
      m.flush();
      expect(statesOf(calls)).toBe('Connected');
    }),
  );
});
