import type { CallState } from '@azure/communication-calling';
import { map, mergeMap, NEVER, of, tap, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import type { Context } from 'rxjs-marbles/context';
import { CallingTimeoutError, HangUpError, InvalidArgumentError, SdkError } from 'rx-acs-calling';
import { followTransfers, withFeature } from 'rx-acs-calling/operators';
import { FakeCall, FakeFeatures, FakeSdkError, listenerCount, marbleHelpers } from 'rx-acs-calling/testing';

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

/** Short times, so that they fit into a marble string: the grace is over after 4 frames, the timeout after 9. */
const short = { grace: 4, timeout: 9 };

/** The old call, which is up, and three more that it may be transferred to. */
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
    followed: (config = short): Observable<string | undefined> =>
      of(calls.a).pipe(withFeature(FakeFeatures.Transfer), followTransfers(config), nameOf),
    hangsUp: (name: Name, marbles: string) => {
      expectCalls(calls[name], 'hangUp').toBe(marbles, hangUps);
    },
    leavesNothingAttached: () => {
      expectNothingAttached(...all, ...all.map(featureOf));
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
  ])('hangs the old call up, once, if it is still %s when the grace is over', (_, held) => {
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

  it.each([['n'], ['c'], ['r'], ['e']])('does not take a new call for connected in state %s', (now) => {
    marbles((m) => {
      const { state, transfers, followed } = stage(m);
      state('b', `      ${now}---------`);
      transfers('a', '  ---b-------');
      const expected = 'a----------';

      m.expect(followed()).toBeObservable(expected);
    })();
  });

  it(
    'takes no notice of a new call that has already ended when it is handed over',
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
    'does not hang a new call up after the timeout that is the only one left',
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
    'emits a call that is handed over twice once',
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
    'takes no notice of a call that is transferred to itself',
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
        // The SDK has all states new before it tells of any.
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
    'follows a transfer that the SDK tells of after the end of the call that was left',
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
    'follows one that is accepted while the call is being emitted',
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
    'takes a hang-up that fails since the call has just ended for a success',
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
    'takes one that fails a while before the call ends for a success, too',
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
          { call: calls.a },
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

  it('gives the call that could not be hung up with that error, and the error of the SDK', () => {
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
    'waits no longer for a hang-up when the call has ended',
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
      calls.b.answer('hangUp', () => throwError(() => new Error('No way.')));
      const { state, transfers, followed, leavesNothingAttached } = stage(m, calls);
      transfers('a', '  -b------------');
      state('a', '      -------------x');
      const expected = 'a------------#';

      m.expect(followed()).toBeObservable(
        expected,
        undefined,
        new HangUpError(
          'The call that a transfer led to was not connected after 9 ms, but hanging up this leg failed. The call is still there (Ringing). Cause: No way.',
          { call: calls.b },
        ),
      );
      leavesNothingAttached();
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
    expect(listenerCount(a, featureOf(a))).toBe(0);
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
