import type { CallState } from '@azure/communication-calling';
import { map, mergeMap, NEVER, of, skip, tap, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import type { Context } from 'rxjs-marbles/context';
import { CallingTimeoutError, HangUpError, InvalidArgumentError, SdkError } from 'rx-acs-calling';
import { sdkLogs$ } from 'rx-acs-calling/logs';
import { followTransfers, withFeature, type FollowTransfersConfig } from 'rx-acs-calling/operators';
import {
  FakeCall,
  FakeFeatures,
  FakeLocalVideoStream,
  FakeSdkError,
  listenerCount,
  marbleHelpers,
} from 'rx-acs-calling/testing';

const states: Readonly<Record<string, CallState>> = {
  n: 'None',
  c: 'Connecting',
  r: 'Ringing',
  e: 'EarlyMedia',
  C: 'Connected',
  H: 'LocalHold',
  h: 'RemoteHold',
  d: 'Disconnecting',
  x: 'Disconnected',
};

/** Short times, in frames of a marble string. */
const short = { grace: 4, timeout: 9 };

/** The old call, which is connected, and three calls to transfer it to. */
const fakeCalls = (init: ConstructorParameters<typeof FakeCall>[0] = {}) => ({
  a: new FakeCall({ state: 'Connected', ...init }),
  b: new FakeCall({ state: 'Connecting' }),
  c: new FakeCall({ state: 'Connecting' }),
  d: new FakeCall({ state: 'Connecting' }),
});

type Calls = ReturnType<typeof fakeCalls>;
type Name = keyof Calls;

const featureOf = (call: FakeCall) => call.feature(FakeFeatures.Transfer);

const accept = (call: FakeCall, targetCall: FakeCall): void => {
  featureOf(call).emit('transferAccepted', { targetCall });
};

const hangUps: Readonly<Record<string, [undefined]>> = { h: [undefined] };

const stage = (m: Context, calls: Calls = fakeCalls()) => {
  const { drive, expectCalls, expectNothingAttached } = marbleHelpers(m.scheduler);
  const all = Object.values(calls);
  const nameOf = map((call: FakeCall) => Object.keys(calls).find((name) => calls[name as Name] === call));
  return {
    ...calls,
    /** Brings a call to the states of a marble string. */
    state: (name: Name, marbles: string) => drive(calls[name], 'state', marbles, states),
    /** Has transfers of a call accepted, to the calls of a marble string. */
    transfers: (name: Name, marbles: string) =>
      m.hot(marbles).subscribe((to) => {
        accept(calls[name], calls[to as Name]);
      }),
    followed: (config: FollowTransfersConfig = short): Observable<string | undefined> =>
      of(calls.a).pipe(withFeature(FakeFeatures.Transfer), followTransfers(config), nameOf),
    hangsUp: (name: Name, marbles: string) => {
      expectCalls(calls[name], 'hangUp').toBe(marbles, hangUps);
    },
    // The bridge keeps one listener on a transfer feature: `off` of the SDK attaches there.
    leavesNothingAttached: () => {
      expectNothingAttached(...all);
    },
    nameOf,
  };
};

describe('followTransfers', () => {
  it(
    'emits the call, then the new one once that is connected, and completes when all have ended',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      state('a', '      --h------x---');
      transfers('a', '  ---b---------');
      state('b', '      ----r--C----x');
      const expected = 'a------b----|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    -------------');
      hangsUp('b', '    -------------');
      leavesNothingAttached();
    }),
  );

  it.each([
    ['connected', 'C'],
    ['on hold by the other side', 'h'],
    ['on hold by the user', 'H'],
  ])('hangs up the old call once if it is still %s when the grace is over', (_, held) => {
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      state('a', `      --${held}-----`);
      transfers('a', '  ---b---------');
      state('b', '      ----r--C----x');
      const expected = 'a------b----|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    -----------h-');
      leavesNothingAttached();
    })();
  });

  it(
    'gives the transferor 5 s to hang up, and the new call 180 s to be connected, unless told otherwise',
    marbles((m) => {
      const { a, state, transfers, hangsUp, nameOf } = stage(m);
      transfers('a', '  -bc                        ');
      state('b', '      ---C                       ');
      const expected = 'a--b                       ';

      m.expect(of(a).pipe(withFeature(FakeFeatures.Transfer), followTransfers(), nameOf)).toBeObservable(
        expected,
      );
      hangsUp('a', '    --- 5s h                   ');
      hangsUp('b', '    ---------------------------');
      hangsUp('c', '    -- 180s h                  ');
    }),
  );

  it(
    'hangs up at once with a grace of 0, and never with one of Infinity',
    marbles((m) => {
      const none = stage(m);
      none.transfers('a', '-b-----');
      none.state('b', '    ---C---');
      m.expect(none.followed({ grace: 0, timeout: 9 })).toBeObservable('a--b');
      none.hangsUp('a', '  ---h---');

      const endless = stage(m);
      endless.transfers('a', '-b-----');
      endless.state('b', '    ---C---');
      m.expect(endless.followed({ grace: Infinity, timeout: 9 })).toBeObservable('a--b');
      endless.hangsUp('a', '  -------');
    }),
  );

  it.each([['C'], ['H'], ['h']])(
    'emits a new call at once that is already up (%s) when it is handed over',
    (now) => {
      marbles((m) => {
        const { state, transfers, followed, hangsUp } = stage(m);
        state('b', `      -${now}---------`);
        transfers('a', '  ---b-------');
        const expected = 'a--b-------';

        m.expect(followed()).toBeObservable(expected);
        hangsUp('a', '    -------h---');
      })();
    },
  );

  it.each([['n'], ['c'], ['r'], ['e']])('does not count a new call as connected in state %s', (now) => {
    marbles((m) => {
      const { state, transfers, followed } = stage(m);
      state('b', `      ${now}---------`);
      transfers('a', '  ---b-------');
      const expected = 'a----------';

      m.expect(followed()).toBeObservable(expected);
    })();
  });

  it(
    'ignores a new call that has already ended when it is handed over',
    marbles((m) => {
      const { state, transfers, followed, leavesNothingAttached } = stage(m);
      state('a', '      ------x');
      state('b', '      -x-----');
      transfers('a', '  ---b---');
      const expected = 'a-----|';

      m.expect(followed()).toBeObservable(expected);
      leavesNothingAttached();
    }),
  );

  it(
    'stays with the old call when the new one ends before it is connected',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      state('a', '      --h----C------------x');
      transfers('a', '  ---b-----------------');
      state('b', '      ----r-x--------------');
      const expected = 'a-------------------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    ---------------------');
      hangsUp('b', '    ---------------------');
      leavesNothingAttached();
    }),
  );

  it(
    'follows the next transfer after one that failed',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      transfers('a', '  -b--c--------');
      state('b', '      --x----------');
      state('c', '      -----C-------');
      const expected = 'a----c-------';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    ---------h---');
    }),
  );

  it(
    'emits the new call as soon as the old one has ended, and not again when it is connected',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      state('a', '      --h-x--------');
      transfers('a', '  ---b---------');
      state('b', '      ---r---C----x');
      const expected = 'a---b-------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('b', '    -------------');
      leavesNothingAttached();
    }),
  );

  it(
    'shows the failure of a transfer as the end of the new call, when the old one had ended',
    marbles((m) => {
      const calls = fakeCalls();
      const { state, transfers, followed, leavesNothingAttached } = stage(m, calls);
      state('a', '      --h-x-------');
      transfers('a', '  ---b--------');
      m.hot('           --------x').subscribe(() => {
        calls.b.set({ callEndReason: { code: 603, subCode: 0 }, state: 'Disconnected' });
      });
      const expected = 'a---b---|---';

      m.expect(followed()).toBeObservable(expected);
      leavesNothingAttached();
    }),
  );

  it(
    'emits the new call when the old one ends just before it is handed over, as long as there is another',
    marbles((m) => {
      const { state, transfers, followed } = stage(m);
      transfers('a', '  -b---c-----');
      state('a', '      ---x-------');
      state('b', '      ------x----');
      state('c', '      ---------C-x');
      const expected = 'a--b--c----|';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'hangs up a new call that is not connected in time, and stays with the old one',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      state('a', '      ----------------x');
      transfers('a', '  --b-------------');
      state('b', '      ----r-----------');
      const expected = 'a---------------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    -----------------');
      hangsUp('b', '    -----------h-----');
      leavesNothingAttached();
    }),
  );

  it(
    'does not hang up a new call after the timeout if it is the only one left',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      state('a', '      ----x------------');
      transfers('a', '  --b--------------');
      state('b', '      ----r---------Cx-');
      const expected = 'a---b----------|-';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('b', '    -----------------');
    }),
  );

  it(
    'emits a call once that is handed over twice',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      transfers('a', '  -b-b--b------');
      state('b', '      ----C-------x');
      const expected = 'a---b-------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    --------h----');
      hangsUp('b', '    -------------');
    }),
  );

  it(
    'ignores a call that is transferred to itself',
    marbles((m) => {
      const { state, transfers, followed } = stage(m);
      transfers('a', '  -a--');
      state('a', '      ---x');
      const expected = 'a--|';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'emits a call that has already ended, and completes',
    marbles((m) => {
      const { followed } = stage(m, fakeCalls({ state: 'Disconnected' }));

      m.expect(followed()).toBeObservable('(a|)');
    }),
  );
});

describe('followTransfers, over several transfers,', () => {
  it(
    'follows those of the new call',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      transfers('a', '  -b----------------');
      state('b', '      ---C---h----------');
      state('a', '      ----x-------------');
      transfers('b', '  --------c---------');
      state('c', '      ---------rC------x');
      const expected = 'a--b------c------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    ------------------');
      hangsUp('b', '    --------------h---');
      hangsUp('c', '    ------------------');
      leavesNothingAttached();
    }),
  );

  it(
    'lets the latest win: an earlier one that is not connected by then is hung up',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      transfers('a', '  -bc------');
      state('b', '      --r------');
      state('c', '      ----C---x');
      const expected = 'a---c---|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    --------h');
      hangsUp('b', '    ----h----');
      leavesNothingAttached();
    }),
  );

  it(
    'moves on to a later one from an earlier one that was connected first',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      transfers('a', '  -bc----------');
      state('b', '      ----C--------');
      state('c', '      ------C-----x');
      const expected = 'a---b-c-----|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    --------h----');
      hangsUp('b', '    ----------h--');
      hangsUp('c', '    -------------');
    }),
  );

  it(
    'stays with an earlier one when a later one fails',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      transfers('a', '  -bc----------');
      state('b', '      ----C-------x');
      state('c', '      ------x------');
      const expected = 'a---b-------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    --------h----');
    }),
  );

  it(
    'follows a transfer of the new call while that rings',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      transfers('a', '  -b-----------');
      transfers('b', '  --c----------');
      state('c', '      ----C-------x');
      const expected = 'a---c-------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    --------h----');
      hangsUp('b', '    ----h--------');
    }),
  );

  it(
    'shows the eldest of those that ring when the old call ends, then the next when that ends',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      transfers('a', '  -bcd-----------');
      state('a', '      ----x----------');
      state('b', '      ------x--------');
      state('c', '      --------x------');
      state('d', '      ----------C---x');
      const expected = 'a---b-c-d-----|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('d', '    ---------------');
      leavesNothingAttached();
    }),
  );

  it(
    'shows only a call that is still there when several end together',
    marbles((m) => {
      const calls = fakeCalls();
      const { transfers, followed } = stage(m, calls);
      transfers('a', '  -bc------');
      m.hot('           ----x---x').subscribe(() => {
        // The SDK sets all states before it fires the first event.
        const tell = [calls.b.write({ state: 'Disconnected' }), calls.a.write({ state: 'Disconnected' })];
        tell.reverse().forEach((emit) => {
          emit();
        });
      });
      const expected = 'a---c----';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'leaves a call that was shown while it rang, at once if it still does',
    marbles((m) => {
      const { state, transfers, followed, hangsUp } = stage(m);
      transfers('a', '  -bc----------');
      state('a', '      ---x---------');
      state('c', '      -----C------x');
      const expected = 'a--b-c------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('b', '    -----h-------');
    }),
  );

  it(
    'follows a transfer of a call that was left',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      transfers('a', '  -b--c----------');
      state('b', '      ---C-----------');
      state('c', '      ------C-------x');
      const expected = 'a--b--c-------|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    -------h-------');
      hangsUp('b', '    ----------h----');
      leavesNothingAttached();
    }),
  );

  it(
    'follows a transfer whose event comes after the end of the call that was left',
    marbles((m) => {
      const { state, transfers, followed } = stage(m);
      transfers('a', '  -b-----c-------');
      state('a', '      ----x----------');
      state('b', '      ---C-----------');
      state('c', '      ---------C-----');
      const expected = 'a--b-----c-----';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'follows a transfer that is accepted while the call is being emitted',
    marbles((m) => {
      const calls = fakeCalls();
      const { state, followed } = stage(m, calls);
      state('b', '      --C');
      state('c', '      ---C');
      const expected = 'a-bc';

      const result = followed().pipe(
        tap((name) => {
          if (name === 'a') {
            accept(calls.a, calls.b);
          } else if (name === 'b') {
            accept(calls.b, calls.c);
          }
        }),
      );

      m.expect(result).toBeObservable(expected);
    }),
  );
});

describe('followTransfers, when calls are hung up,', () => {
  it(
    'completes when the user hangs up the shown call',
    marbles((m) => {
      const calls = fakeCalls();
      const { followed, leavesNothingAttached } = stage(m, calls);
      m.hot('           ---u').subscribe(() => void calls.a.hangUp());
      const expected = 'a--|';

      m.expect(followed()).toBeObservable(expected);
      leavesNothingAttached();
    }),
  );

  it(
    'goes on to the new call when the user hangs up the old one while that rings',
    marbles((m) => {
      const calls = fakeCalls();
      const { state, transfers, followed, hangsUp } = stage(m, calls);
      transfers('a', '  -b-------');
      m.hot('           ---u').subscribe(() => void calls.a.hangUp());
      state('b', '      -----C--x');
      const expected = 'a--b----|';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('b', '    ---------');
    }),
  );

  it(
    'stays with the old call when the user hangs up the new one while that rings',
    marbles((m) => {
      const calls = fakeCalls();
      const { transfers, followed } = stage(m, calls);
      transfers('a', '  -b-------');
      m.hot('           ---u').subscribe(() => void calls.b.hangUp());
      const expected = 'a--------';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'still leaves the old call when the new one ends within the grace, and completes after that',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      transfers('a', '  -b---------');
      state('b', '      ---C-x-----');
      const expected = 'a--b---|   ';

      m.expect(followed()).toBeObservable(expected);
      hangsUp('a', '    -------h---');
      leavesNothingAttached();
    }),
  );

  it(
    'does not hang up a call that is already being hung up, unless that takes longer than the grace',
    marbles((m) => {
      const inTime = stage(m);
      inTime.transfers('a', '-b---------');
      inTime.state('a', '    --d---x----');
      inTime.state('b', '    ---C-------');
      m.expect(inTime.followed()).toBeObservable('a--b');
      inTime.hangsUp('a', '  -----------');

      const late = stage(m);
      late.transfers('a', '  -b---------');
      late.state('a', '      --d--------');
      late.state('b', '      ---C-------');
      m.expect(late.followed()).toBeObservable('a--b');
      late.hangsUp('a', '    -------h---');
    }),
  );

  it(
    'ignores a failed hang-up if the call has ended just before',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 0, subCode: 0 });
      const { state, transfers, followed, leavesNothingAttached } = stage(
        m,
        fakeCalls({ hangUp: () => m.cold('--#', undefined, cause) }),
      );
      transfers('a', '  -b-------------');
      state('a', '      ---------x     ');
      state('b', '      ---C----------x');
      const expected = 'a--b----------|';

      m.expect(followed()).toBeObservable(expected);
      leavesNothingAttached();
    }),
  );

  it(
    'ignores a failed hang-up if the call ends a while after it',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 408, subCode: 0 });
      const { state, transfers, followed } = stage(m, fakeCalls({ hangUp: () => throwError(() => cause) }));
      transfers('a', '  -b-------------');
      state('a', '      ------------x  ');
      state('b', '      ---C----------x');
      const expected = 'a--b----------|';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'goes on following when a hang-up fails, and errs once all other calls have ended',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 500, subCode: 41016, message: 'No way.' });
      const calls = fakeCalls({ hangUp: () => m.cold('--#', undefined, cause) });
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m, calls);
      transfers('a', '  -b----------------');
      state('a', '      --h---------------');
      state('b', '      ---C--------------');
      transfers('b', '  ----------c-------');
      state('c', '      ------------C----x');
      const expected = 'a--b--------c----#';

      m.expect(followed()).toBeObservable(
        expected,
        undefined,
        new HangUpError(
          'The transfer is through, but hanging up this leg failed. The call is still there (RemoteHold). Cause: No way.',
          { call: calls.a, cause },
        ),
      );
      hangsUp('a', '    -------h----------');
      leavesNothingAttached();
    }),
  );

  it(
    'follows a transfer of a call that could not be hung up',
    marbles((m) => {
      const calls = fakeCalls({ hangUp: () => throwError(() => new Error('No way.')) });
      const { state, transfers, followed } = stage(m, calls);
      transfers('a', '  -b-------c------');
      state('a', '      -------------x  ');
      state('b', '      ---C------------');
      state('c', '      ----------C----x');
      const expected = 'a--b------c----|';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it('errs with the call that could not be hung up, and with the error of the SDK', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41016 });
    const { a, b } = fakeCalls({ hangUp: () => throwError(() => cause) });
    const errors: unknown[] = [];
    of(a)
      .pipe(withFeature(FakeFeatures.Transfer), followTransfers({ grace: Infinity }))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    accept(a, b);
    // A new call that is left before it is connected is hung up at once.
    const { c } = fakeCalls();
    accept(a, c);
    b.answer('hangUp', () => throwError(() => cause));
    c.set({ state: 'Connected' });
    a.set({ state: 'Disconnected' });
    c.set({ state: 'Disconnected' });

    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(HangUpError);
    expect(errors[0]).toMatchObject({ code: 500, subCode: 41016, cause });
    expect((errors[0] as HangUpError).call).toBe(b);
    expect(listenerCount(a, b, c)).toBe(0);
  });

  it(
    'errs in the end when a hang-up has not settled after 30 s, and the call is still there',
    marbles((m) => {
      const { state, transfers, followed } = stage(m, fakeCalls({ hangUp: () => NEVER }));
      transfers('a', '  -b           ');
      state('b', '      ---C 60s x   ');
      const expected = 'a--b 60s #   ';

      m.expect(followed()).toBeObservable(
        expected,
        undefined,
        new CallingTimeoutError(
          'The transfer is through, but hanging up this leg has not settled after 30000 ms. The call is still there (Connected).',
          30_000,
        ),
      );
    }),
  );

  it(
    'does not wait for a hang-up when the call has ended',
    marbles((m) => {
      const { state, transfers, followed } = stage(m, fakeCalls({ hangUp: () => NEVER }));
      transfers('a', '  -b-----------');
      state('a', '      -----------x-');
      state('b', '      ---C------x--');
      const expected = 'a--b-------|-';

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'errs in the end when a new call that was not connected in time cannot be hung up',
    marbles((m) => {
      const calls = { ...fakeCalls(), b: new FakeCall({ state: 'Ringing' }) };
      const cause = new Error('No way.');
      calls.b.answer('hangUp', () => throwError(() => cause));
      const { state, transfers, followed, leavesNothingAttached } = stage(m, calls);
      transfers('a', '  -b------------');
      state('a', '      -------------x');
      const expected = 'a------------#';

      m.expect(followed()).toBeObservable(
        expected,
        undefined,
        new HangUpError(
          'The new call of a transfer was not connected after 9 ms, but hanging up this leg failed. The call is still there (Ringing). Cause: No way.',
          { call: calls.b, cause },
        ),
      );
      leavesNothingAttached();
    }),
  );
});

describe('followTransfers, of a user who is muted,', () => {
  const muted = { isMuted: true };
  const mutes = { m: [] as [] };

  it(
    'mutes the new call as soon as it is handed over, before it is emitted',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed, leavesNothingAttached } = stage(m, calls);
      state('a', '                --h------x---');
      transfers('a', '            ---b---------');
      state('b', '                n---r--C----x');
      const expected = '          a------b----|';
      expectCalls(calls.b, 'mute').toBe('---m', mutes);

      m.expect(followed()).toBeObservable(expected);
      leavesNothingAttached();
    }),
  );

  it(
    'mutes a new call that is connected already, before it is emitted',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const { state, transfers, followed } = stage(m, calls);
      state('b', '      C--------');
      transfers('a', '  ---b-----');
      const expected = '---b-----';
      const emitted = followed().pipe(
        skip(1),
        tap(() => {
          expect(calls.b.isMuted).toBe(true);
        }),
      );

      m.expect(emitted).toBeObservable(expected);
    }),
  );

  it.each([
    ['until it succeeds', 'ncre', '---mm---', 2],
    ['up to the first in which the call is connected, and no more', 'nrCh', '---mmm--', Infinity],
    ['never after its end', 'nrdx', '---mm---', Infinity],
  ])('tries again at each state %s', (_, course, tried, failures) => {
    marbles((m) => {
      const calls = fakeCalls({ ...muted });
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      let count = 0;
      calls.b.answer('mute', () => {
        count++;
        if (count < failures) {
          throw new FakeSdkError({ code: 500, subCode: 41015 });
        }
        calls.b.set(muted);
        return of(undefined);
      });
      transfers('a', '                 ---b----');
      state('b', `                     ${course.charAt(0)}---${course.slice(1)}`);
      expectCalls(calls.b, 'mute').toBe(tried, mutes);

      m.expect(followed()).toBeObservable(course.includes('C') ? 'a----b--' : 'a-------');
    })();
  });

  it(
    'logs a failure as a warning, by its codes, and shows the call all the same',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const lines: string[] = [];
      const logs = sdkLogs$({ level: 'warning', namespaces: ['rx-acs-calling'], redact: false });
      const subscription = logs.subscribe(({ message }) => lines.push(message));
      calls.b.set({ id: 'b' });
      calls.b.answer('mute', () => throwError(() => new FakeSdkError({ code: 500, subCode: 41015 })));
      const { state, transfers, followed } = stage(m, calls);
      transfers('a', '  ---b-------');
      state('b', '      c----C-----');
      const expected = 'a----b-----';

      m.expect(followed()).toBeObservable(expected);
      m.flush();
      subscription.unsubscribe();
      expect(lines).toEqual([
        'call b: not muted: 500/41015 (Connecting)',
        'call b: not muted: 500/41015 (Connected)',
      ]);
    }),
  );

  it(
    'emits and completes without waiting for a mute() that does not settle',
    marbles((m) => {
      const calls = fakeCalls(muted);
      calls.b.answer('mute', () => NEVER);
      const { state, transfers, followed, leavesNothingAttached } = stage(m, calls);
      state('a', '      -----x---');
      transfers('a', '  --b------');
      state('b', '      ----C---x');
      const expected = 'a---b---|';

      m.expect(followed()).toBeObservable(expected);
      leavesNothingAttached();
    }),
  );

  it(
    'mutes a new call when the user is muted in the old one later, until it is shown',
    marbles((m) => {
      const calls = fakeCalls();
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      transfers('a', '                    --bc-----');
      m.hot('                             -----m-u-m').subscribe((key) => {
        calls.a.set({ isMuted: key === 'm' });
      });
      state('c', '                        ------C---');
      const expected = '                  a-----c---';
      expectCalls(calls.b, 'mute').toBe('-----m----', mutes);
      expectCalls(calls.c, 'mute').toBe('-----m----', mutes);

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'mutes a call that still rings when the user is muted in another that is shown instead of the old one',
    marbles((m) => {
      const calls = fakeCalls();
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      transfers('a', '                    --bc------');
      state('a', '                        ----x-----');
      m.hot('                             ------m---').subscribe(() => {
        calls.b.set(muted);
      });
      state('c', '                        --------C-');
      const expected = '                  a---b---c-';
      expectCalls(calls.c, 'mute').toBe('------m---', mutes);

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'goes on trying when the old call ends, for the new one that is shown while it rings, and for another',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      calls.b.answer('mute', () => NEVER);
      calls.c.answer('mute', () => NEVER);
      transfers('a', '                    --bc-------');
      state('a', '                        ----x------');
      state('b', '                        n----r-C---');
      state('c', '                        n-----r--C-');
      const expected = '                  a---b----c-';
      expectCalls(calls.b, 'mute').toBe('--m--m-m---', mutes);
      expectCalls(calls.c, 'mute').toBe('---m--m--m-', mutes);

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'unmutes nothing, and leaves a user unmuted who unmutes in the new call',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      transfers('a', '                      --b--------');
      m.hot('                               ---a-b-----').subscribe((name) => {
        calls[name as Name].set({ isMuted: false });
      });
      state('b', '                          ------rC---');
      const expected = '                    a------b---';
      expectCalls(calls.b, 'mute').toBe('  --m--------', mutes);
      expectCalls(calls.b, 'unmute').toBe('-----------', mutes);

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'stops trying when the user unmutes in the old call',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      calls.b.answer('mute', () => NEVER);
      transfers('a', '                    --b------');
      m.hot('                             ---u-----').subscribe(() => {
        calls.a.set({ isMuted: false });
      });
      state('b', '                        ----r-C--');
      const expected = '                  a-----b--';
      expectCalls(calls.b, 'mute').toBe('--m------', mutes);

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'mutes from transfer to transfer, but no call that is muted already, which the SDK refuses',
    marbles((m) => {
      const calls = fakeCalls(muted);
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      calls.d.set(muted);
      transfers('a', '                    -b-----------');
      transfers('b', '                    ---c----d----');
      state('b', '                        -----C-------');
      state('c', '                        ------C------');
      state('d', '                        ----------C--');
      const expected = '                  a----bc---d--';
      expectCalls(calls.b, 'mute').toBe('-m-----------', mutes);
      expectCalls(calls.c, 'mute').toBe('---m---------', mutes);
      expectCalls(calls.d, 'mute').toBe('-------------', mutes);

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'leaves the new call as the SDK starts it with keepMuted: false, or when the user is not muted',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      for (const [calls, keepMuted] of [
        [fakeCalls(muted), false],
        [fakeCalls(), true],
      ] as const) {
        calls.b.set({ isLocalVideoStarted: !keepMuted });
        const { state, transfers, followed } = stage(m, calls);
        transfers('a', '                         --b----');
        state('b', '                             ----C--');
        const expected = '                       a---b--';
        expectCalls(calls.b, 'mute').toBe('     -------', mutes);
        expectCalls(calls.b, 'stopVideo').toBe('-------');

        m.expect(followed({ ...short, keepMuted })).toBeObservable(expected);
      }
    }),
  );

  it('goes on when the SDK throws on reading whether a call is muted', () => {
    const { a, b } = fakeCalls(muted);
    Object.defineProperty(b, 'isMuted', {
      get: () => {
        throw new FakeSdkError({ code: 500, subCode: 1 });
      },
    });
    const seen: unknown[] = [];
    const subscription = of(a)
      .pipe(withFeature(FakeFeatures.Transfer), followTransfers())
      .subscribe((call) => seen.push(call));

    accept(a, b);
    b.set({ state: 'Connected' });

    expect(seen).toEqual([a, b]);
    subscription.unsubscribe();
    expect(listenerCount(a, b)).toBe(0);
  });
});

describe('followTransfers, of a user whose camera is off,', () => {
  const camera = () => new FakeLocalVideoStream({ mediaStreamType: 'Video' });
  const screen = () => new FakeLocalVideoStream({ mediaStreamType: 'ScreenSharing' });

  it(
    'stops a camera that the new call is handed over with, and nothing else',
    marbles((m) => {
      const calls = fakeCalls();
      const { expectCalls } = marbleHelpers(m.scheduler);
      const { state, transfers, followed } = stage(m, calls);
      const [face, slides] = [camera(), screen()];
      calls.b.set({ localVideoStreams: [face, slides], isLocalVideoStarted: true });
      transfers('a', '                         ---b---');
      state('b', '                             -----C-');
      const expected = '                       a----b-';
      expectCalls(calls.b, 'stopVideo').toBe('---s---', { s: [face] });

      m.expect(followed()).toBeObservable(expected);
    }),
  );

  it(
    'leaves a camera on that was on before, or that the user starts in the new call',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      for (const isLocalVideoStarted of [true, false]) {
        const calls = fakeCalls({ isLocalVideoStarted });
        const { state, transfers, followed } = stage(m, calls);
        calls.b.set({ isLocalVideoStarted });
        transfers('a', '                         --b----');
        m.hot('                                  ---v---').subscribe(() => void calls.b.startVideo(camera()));
        state('b', '                             ----C--');
        const expected = '                       a---b--';
        expectCalls(calls.b, 'stopVideo').toBe('-------');

        m.expect(followed()).toBeObservable(expected);
      }
    }),
  );
});

describe('followTransfers, as an operator,', () => {
  it(
    'follows several calls side by side, and completes after the last',
    marbles((m) => {
      const { a, c, state, transfers, nameOf, hangsUp, leavesNothingAttached } = stage(m);
      c.set({ state: 'Connected' });
      const source = m.cold('-a-(c|)---------', { a, c });
      transfers('a', '       --b-------------');
      state('a', '           --------x-------');
      state('b', '           -----C------x---');
      transfers('c', '       ------d---------');
      state('d', '           -------C-------x');
      const expected = '     -a-c-b-d-------|';

      const result = source.pipe(withFeature(FakeFeatures.Transfer), followTransfers(short), nameOf);

      m.expect(result).toBeObservable(expected);
      hangsUp('a', '         ----------------');
      hangsUp('c', '         -----------h----');
      leavesNothingAttached();
    }),
  );

  it(
    'completes at once for a source without calls, and passes its errors on',
    marbles((m) => {
      const features = mergeMap((call: FakeCall) => of(call).pipe(withFeature(FakeFeatures.Transfer)));

      m.expect(m.cold<FakeCall>('--|').pipe(features, followTransfers())).toBeObservable('--|');
      m.expect(m.cold<FakeCall>('--#').pipe(features, followTransfers())).toBeObservable('--#');
    }),
  );

  it(
    'leaves all calls as they are when the subscriber leaves, also one that was about to be hung up',
    marbles((m) => {
      const { state, transfers, followed, hangsUp, leavesNothingAttached } = stage(m);
      transfers('a', '  -bc-----');
      state('b', '      ---C----');
      const unsub = '   ^----!  ';
      const expected = 'a--b----';

      m.expect(followed(), unsub).toBeObservable(expected);
      hangsUp('a', '    --------');
      hangsUp('b', '    --------');
      hangsUp('c', '    --------');
      leavesNothingAttached();
    }),
  );

  it('calls nothing and attaches nothing before it is subscribed to', () => {
    const { a } = fakeCalls();

    void of(a).pipe(withFeature(FakeFeatures.Transfer), followTransfers());

    expect(listenerCount(a, featureOf(a))).toBe(0);
  });

  it(
    'starts anew with each subscriber',
    marbles((m) => {
      const { state, transfers, followed } = stage(m);
      state('a', '      -------x---');
      transfers('a', '  -b---------');
      state('b', '      ---C------x');
      const early = '   a--b------|';
      const late = '    -----a-|   ';

      const result = followed();

      m.expect(result).toBeObservable(early);
      m.expect(result, '-----^').toBeObservable(late);
    }),
  );

  it('errs with an SdkError when the SDK refuses the feature of the new call', () => {
    const { a, b } = fakeCalls();
    const cause = new FakeSdkError({ code: 500, subCode: 41001 });
    b.feature = () => {
      throw cause;
    };
    const errors: unknown[] = [];
    of(a)
      .pipe(withFeature(FakeFeatures.Transfer), followTransfers())
      .subscribe({ error: (error: unknown) => errors.push(error) });

    accept(a, b);

    expect(errors).toEqual([expect.any(SdkError)]);
    expect(errors[0]).toMatchObject({ code: 500, subCode: 41001, cause });
    expect(listenerCount(a)).toBe(0);
  });

  it.each([
    [{ grace: -1 }, 'grace'],
    [{ timeout: NaN }, 'timeout'],
    [{ timeout: 2 ** 31 }, 'timeout'],
  ])('refuses %j', (config, name) => {
    expect(() => followTransfers(config)).toThrow(InvalidArgumentError);
    expect(() => followTransfers(config)).toThrow(name);
  });
});
