import type { CallState } from '@azure/communication-calling';
import { catchError, EMPTY, mergeMap, of } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallEndedError } from 'rx-acs-calling';
import { whenConnected } from 'rx-acs-calling/operators';
import { drive, FakeCall, FakeTeamsCall, listenerCount } from 'rx-acs-calling/testing';

const CALL: Record<string, { state: CallState; callEndReason?: { code: number; subCode: number } }> = {
  c: { state: 'Connecting' },
  r: { state: 'Ringing' },
  e: { state: 'EarlyMedia' },
  y: { state: 'InLobby' },
  C: { state: 'Connected' },
  D: { state: 'Disconnecting' },
  X: { state: 'Disconnected', callEndReason: { code: 487, subCode: 10004 } },
};

const noAnswer = (call: FakeCall) =>
  Object.assign(
    new CallEndedError('The call ended with 487/10004 (no answer) before it was connected.', call),
    // Which the call may not have yet.
    { code: 487, subCode: 10004, callEndReason: { code: 487, subCode: 10004 } },
  );

describe('whenConnected', () => {
  it.each(['Connected', 'LocalHold', 'RemoteHold'] as const)(
    'passes a call that is %s on at once',
    (state) => {
      marbles((m) => {
        const a = new FakeCall({ state });
        const source = m.hot('    --a--|', { a });
        const expected = '        --a--|';

        m.expect(source.pipe(whenConnected())).toBeObservable(expected, { a });
        m.flush();
        expect(listenerCount(a)).toBe(0);
      })();
    },
  );

  it(
    'passes a call on when it is connected, and waits for that while it rings or is in the lobby',
    marbles((m) => {
      const a = new FakeCall();
      drive(m.hot('             -c-r-e-y-C---C', CALL), a);
      const source = m.hot('    (a|)          ', { a });
      const expected = '        ---------(a|) ';

      m.expect(source.pipe(whenConnected())).toBeObservable(expected, { a });
      m.flush();
      expect(listenerCount(a)).toBe(0);
    }),
  );

  it(
    'lets several calls wait side by side',
    marbles((m) => {
      const [a, b] = [new FakeCall(), new FakeCall()];
      drive(m.hot('             -------C   ', CALL), a);
      drive(m.hot('             ----C      ', CALL), b);
      const source = m.hot('    a-b---|    ', { a, b });
      const expected = '        ----b--(a|)';

      m.expect(source.pipe(whenConnected())).toBeObservable(expected, { a, b });
      m.flush();
      expect(listenerCount(a, b)).toBe(0);
    }),
  );

  it(
    'errs when a call ends first, and says why',
    marbles((m) => {
      const [a, b] = [new FakeCall(), new FakeCall()];
      drive(m.hot('             -c--DX', CALL), a);
      const source = m.hot('    ab----', { a, b });
      const expected = '        -----#';

      m.expect(source.pipe(whenConnected())).toBeObservable(expected, {}, noAnswer(a));
      m.flush();
      expect(listenerCount(a, b)).toBe(0);
    }),
  );

  it(
    'errs when a call has ended before it comes',
    marbles((m) => {
      const a = new FakeCall(CALL['X']);
      const source = m.hot('    --a--', { a });
      const expected = '        --#--';

      m.expect(source.pipe(whenConnected())).toBeObservable(expected, {}, noAnswer(a));
    }),
  );

  it('tells of which call', () => {
    const call = new FakeCall(CALL['X']);
    let error: unknown;
    of(call)
      .pipe(whenConnected())
      .subscribe({
        error: (caught: unknown) => {
          error = caught;
        },
      });

    expect(error).toBeInstanceOf(CallEndedError);
    expect(error).toMatchObject({ code: 487, subCode: 10004, callEndReason: { code: 487, subCode: 10004 } });
    expect((error as CallEndedError).call).toBe(call);
  });

  it(
    'keeps to the one call when each is wrapped',
    marbles((m) => {
      const [a, b] = [new FakeCall(), new FakeCall()];
      drive(m.hot('             --X--- ', CALL), a);
      drive(m.hot('             ----C- ', CALL), b);
      const source = m.hot('    ab-----', { a, b });
      const expected = '        ----b--';

      const connected = mergeMap((call: FakeCall) =>
        of(call).pipe(
          whenConnected(),
          catchError(() => EMPTY),
        ),
      );
      m.expect(source.pipe(connected)).toBeObservable(expected, { a, b });
    }),
  );

  it(
    'leaves the calls that wait when it is unsubscribed from, or the source errs',
    marbles((m) => {
      const [a, b] = [new FakeCall(), new FakeTeamsCall()];

      m.expect(m.hot('a---').pipe(mergeMap(() => of(a).pipe(whenConnected()))), '^-!').toBeObservable('---');
      m.expect(m.hot('b-# ', { b }).pipe(whenConnected())).toBeObservable('--#');
      m.flush();
      expect(listenerCount(a, b)).toBe(0);
    }),
  );

  it(
    'subscribes to nothing before it is subscribed to',
    marbles((m) => {
      const call = new FakeCall();
      const waiting = of(call).pipe(whenConnected());
      expect(listenerCount(call)).toBe(0);

      m.expect(waiting, '^-!').toBeObservable('---');
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );
});
