import type { CallAgent } from '@azure/communication-calling';
import { EMPTY, map, NEVER, of, Subject, throwError, timer, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { marbles } from 'rxjs-marbles/jest';
import { CallEndedError, CallingTimeoutError, IncomingCallError, InvalidArgumentError } from 'rx-acs-calling';
import { acceptIncomingCalls, type AcceptIncomingCallsConfig } from 'rx-acs-calling/operators';
import {
  FakeCall,
  FakeCallAgent,
  FakeIncomingCall,
  FakeSdkError,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  FakeTeamsIncomingCall,
  listenerCount,
} from 'rx-acs-calling/testing';

type Config = AcceptIncomingCallsConfig<CallAgent>;

const cancelled = { code: 487, subCode: 0 };
const refused = () => new FakeSdkError({ code: 500, subCode: 41005, message: 'No' });
const hold: Config = { callWaiting: 'hold' };
const wait: Config = { callWaiting: 'wait' };

const notAccepted = (incomingCall: FakeIncomingCall) =>
  new IncomingCallError('An incoming call was not accepted. Cause: No.', {
    incomingCall,
    reason: 'accept-failed',
    cause: refused(),
  });

const connected = () => new FakeCall({ state: 'Connected' });

const added = (agent: FakeCallAgent, call: FakeCall): FakeCall => {
  agent.set({ calls: [...agent.calls, call] });
  return call;
};

/** An agent with calls, and three callers. The first two become the calls `one` and `two` when they are accepted. */
const scene = (...calls: readonly FakeCall[]) => {
  const agent = new FakeCallAgent({ calls: [...calls] });
  const [one, two] = [connected(), connected()];
  const a = new FakeIncomingCall({ agent, accept: () => added(agent, one) });
  const b = new FakeIncomingCall({ agent, accept: () => added(agent, two) });
  const c = new FakeIncomingCall({ agent });
  const accepted = (config?: Config): Observable<string> =>
    of<CallAgent>(agent).pipe(
      acceptIncomingCalls(config),
      map((call) => (call === one ? 'x' : call === two ? 'y' : '?')),
    );
  return {
    ...{ agent, one, two, a, b, c, accepted },
    ring: (...incomingCalls: readonly FakeIncomingCall[]): void => {
      for (const incomingCall of incomingCalls) {
        agent.emit('incomingCall', { incomingCall });
      }
    },
    /** Writes down the calls and errors. */
    watch: (config?: Config) => {
      const seen: unknown[] = [];
      const subscription = accepted(config).subscribe({
        next: (call) => seen.push(call),
        error: (error: unknown) => seen.push(error),
      });
      return { seen, subscription };
    },
  };
};

/** A scene in virtual time. */
const stage = (m: Context, ...calls: readonly FakeCall[]) => {
  const set = scene(...calls);
  const { a, b, c, ring } = set;
  return {
    ...set,
    /** Lets calls ring: each marble is the call of that name. */
    rings: (when: string): void => {
      m.hot(when, { a, b, c }).subscribe(ring);
    },
    /** Does something at each marble. */
    at: (when: string, action: () => unknown): void => {
      m.hot(when).subscribe(action);
    },
    /** The first caller gives up. */
    cancelled: (when: string): void => {
      m.hot(when).subscribe(() => {
        a.set({ callEndReason: cancelled });
      });
    },
  };
};

/** Puts a call on hold after 3 ms. */
const holdLater = (call: FakeCall): void => {
  call.answer('hold', () =>
    timer(3).pipe(
      map(() => {
        call.set({ state: 'LocalHold' });
      }),
    ),
  );
};

/** How often each call was accepted and rejected: `a 1/0`. */
const timesOf = (...fakes: readonly FakeIncomingCall[]): string =>
  fakes
    .map((fake) => `${String(fake.callsTo('accept').length)}/${String(fake.callsTo('reject').length)}`)
    .join(' ');

describe('acceptIncomingCalls', () => {
  describe('accepts', () => {
    it(
      'each call, and emits it',
      marbles((m) => {
        const { one, a, b, rings, at, accepted } = stage(m);
        rings('           --a-----b--');
        at('              -----e-----', () => one.hangUp());
        const expected = '--x-----y--';

        m.expect(accepted()).toBeObservable(expected);
        m.flush();
        expect(timesOf(a, b)).toBe('1/0 1/0');
      }),
    );

    it(
      'with the options of the SDK, and emits when that has settled',
      marbles((m) => {
        const { one, a, rings, accepted } = stage(m);
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        rings('           --a-----');
        const expected = '-----x--';

        m.expect(accepted({ audioOptions: { muted: true }, callWaiting: 'ring' })).toBeObservable(expected);
        m.flush();
        expect(a.callsTo('accept')).toEqual([[{ audioOptions: { muted: true } }]]);
        expect(a.listenerCount()).toBe(0);
      }),
    );

    it('the calls of a Teams user', () => {
      const agent = new FakeTeamsCallAgent();
      const seen: unknown[] = [];
      of(agent)
        .pipe(acceptIncomingCalls())
        .subscribe((call) => seen.push(call));

      agent.emit('incomingCall', { incomingCall: new FakeTeamsIncomingCall({ agent }) });

      expect(seen).toEqual([expect.any(FakeTeamsCall)]);
    });

    it(
      'the calls of a new agent, and no longer those of the one before',
      marbles((m) => {
        const [before, next] = [stage(m), stage(m)];
        const agents = m.hot('  p---q----', { p: before.agent, q: next.agent });
        before.rings('          -----a---');
        next.rings('            -------a-');
        const expected = '      -------y-';

        m.expect(
          agents.pipe(
            acceptIncomingCalls(),
            map((call) => (call === next.one ? 'y' : 'x')),
          ),
        ).toBeObservable(expected);
        m.flush();
        expect(timesOf(before.a)).toBe('0/0');
        expect(before.agent.listenerCount()).toBe(0);
      }),
    );

    it('nothing before it is subscribed to, and leaves nothing attached', () => {
      const { agent, a, accepted, ring } = scene();
      const calls = accepted();
      expect(agent.listenerCount()).toBe(0);

      calls.subscribe().unsubscribe();

      ring(a);
      expect(timesOf(a)).toBe('0/0');
      expect(listenerCount(agent, a)).toBe(0);
    });
  });

  describe('asks which calls to accept', () => {
    it(
      'and lets the refused ones ring, also with callWaiting: reject',
      marbles((m) => {
        const { a, b, rings, accepted } = stage(m);
        const no = m.cold('  -(n|)', { n: false });
        const accept = jest.fn(() => no as Observable<boolean>);
        rings('           --a--b--');
        const expected = '--------';

        m.expect(accepted({ accept, callWaiting: 'reject' })).toBeObservable(expected);
        m.flush();
        expect(accept.mock.calls).toEqual([[a], [b]]);
        expect(timesOf(a, b)).toBe('0/0 0/0');
        expect(listenerCount(a, b)).toBe(0);
      }),
    );

    it.each([false, [], EMPTY])('and takes %p for a no', (answer) => {
      const { a, ring, watch } = scene();
      watch({ accept: () => answer });

      ring(a);

      expect(timesOf(a)).toBe('0/0');
    });

    it(
      'and accepts when the first value is a yes',
      marbles((m) => {
        const { rings, accepted } = stage(m);
        const asked = m.hot('y-----y--n-y', { y: true, n: false });
        rings('              --a---------');
        const expected = '   ------x-----';

        m.expect(accepted({ accept: () => asked })).toBeObservable(expected);
        m.expect(asked).toHaveSubscriptions('--^---!');
      }),
    );

    it(
      'and asks no longer when the caller has gone meanwhile',
      marbles((m) => {
        const { a, rings, cancelled, accepted } = stage(m);
        const asked = m.cold(' -----(y|)', { y: true });
        rings('              --a-------');
        cancelled('          ----e-----');
        const expected = '   ----------';

        m.expect(accepted({ accept: () => asked })).toBeObservable(expected);
        m.expect(asked).toHaveSubscriptions('--^-!');
        m.flush();
        expect(a.listenerCount()).toBe(0);
      }),
    );

    it('and errs when that fails', () => {
      const { agent, a, ring, watch } = scene();
      const bad = new Error('bad');
      const { seen } = watch({ accept: () => throwError(() => bad) });

      ring(a);

      expect(seen).toEqual([
        new IncomingCallError('The app failed to decide whether to accept an incoming call. Cause: bad.', {
          incomingCall: a,
          reason: 'not-decided',
          cause: bad,
        }),
      ]);
      expect(seen[0]).toMatchObject({ name: 'IncomingCallError', reason: 'not-decided', incomingCall: a });
      expect(listenerCount(agent, a)).toBe(0);
    });
  });

  describe('while the user is in a call', () => {
    it.each(['None', 'Connecting', 'Ringing', 'Connected', 'LocalHold', 'RemoteHold', 'InLobby'] as const)(
      'that is %s lets another one ring',
      (state) => {
        const { a, ring, watch } = scene(new FakeCall({ state }));
        watch();

        ring(a);

        expect(timesOf(a)).toBe('0/0');
        expect(a.listenerCount()).toBe(0);
      },
    );

    it('that is just ending accepts another one', () => {
      const { a, ring, watch } = scene(new FakeCall({ state: 'Disconnecting' }));
      watch();

      ring(a);

      expect(timesOf(a)).toBe('1/0');
    });

    it(
      'declines another one, if it is to, also while the first is being accepted',
      marbles((m) => {
        const { one, a, b, c, rings, accepted } = stage(m);
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        rings('           --(ab)------c');
        const expected = '-----x-------';

        m.expect(accepted({ callWaiting: 'reject' })).toBeObservable(expected);
        m.flush();
        expect(timesOf(a, b, c)).toBe('1/0 0/1 0/1');
      }),
    );

    it('takes the state at the time of the decision', () => {
      const { agent, one, a, b, ring, watch } = scene();
      const decision = new Subject<boolean>();
      watch({ accept: () => decision, callWaiting: 'reject' });

      ring(a, b);
      expect(timesOf(a, b)).toBe('0/0 0/0');
      decision.next(true);

      expect(timesOf(a, b)).toBe('1/0 0/1');
      expect(agent.calls).toEqual([one]);
    });

    it('counts the call that it has accepted even before the SDK has it among the calls', () => {
      const { one, a, b, ring, watch } = scene();
      a.answer('accept', () => of(one));
      watch();

      ring(a, b);
      expect(timesOf(b)).toBe('0/0');

      one.set({ state: 'Disconnected' });
      ring(b);
      expect(timesOf(b)).toBe('1/0');
    });

    it('errs when it cannot be declined, unless it rings no more', () => {
      const { a, b, ring, watch } = scene(connected());
      a.answer('reject', () => throwError(() => new FakeSdkError({ code: 400, subCode: 41007 })));
      b.answer('reject', () => throwError(() => refused()));
      const { seen } = watch({ callWaiting: 'reject' });

      ring(a);
      expect(seen).toEqual([]);
      ring(b);

      expect(seen).toEqual([
        new IncomingCallError('An incoming call was not declined. Cause: No.', {
          incomingCall: b,
          reason: 'reject-failed',
          cause: refused(),
        }),
      ]);
      expect(seen[0]).toMatchObject({ code: 500, subCode: 41005 });
    });
  });

  describe('does not wait for the SDK to decline a call', () => {
    it.each([
      ['cancelled before it has', '----'],
      ['cancelled, and then fails to decline it', '---#'],
    ])('that is %s', (_, settles) => {
      marbles((m) => {
        const { a, rings, cancelled, accepted } = stage(m, connected());
        const answer = m.cold(settles, {}, refused());
        a.answer('reject', () => answer as Observable<unknown> as Observable<never>);
        rings('    --a-----');
        cancelled('---e----');

        m.expect(accepted({ callWaiting: 'reject' })).toBeObservable('--------');
        m.expect(answer).toHaveSubscriptions('--^!');
        m.flush();
        expect(a.listenerCount()).toBe(0);
      })();
    });

    it('that has been cancelled already, nor ask it to', () => {
      const { a, ring, watch } = scene(connected());
      watch({
        callWaiting: 'reject',
        accept: () => {
          a.write({ callEndReason: cancelled });
          return true;
        },
      });

      ring(a);

      expect(timesOf(a)).toBe('0/0');
    });
  });

  describe('holds the call that is up', () => {
    it(
      'and accepts the new one once that has settled',
      marbles((m) => {
        const up = connected();
        const { a, rings, accepted } = stage(m, up);
        holdLater(up);
        rings('           --a-----');
        const expected = '-----x--';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect([up.state, up.callsTo('resume').length]).toEqual(['LocalHold', 0]);
        expect(listenerCount(a, up)).toBe(0);
      }),
    );

    it('and leaves those alone that are on hold already', () => {
      const [held, other] = [new FakeCall({ state: 'LocalHold' }), new FakeCall({ state: 'RemoteHold' })];
      const { agent, one, a, ring, watch } = scene(held, other);
      watch(hold);

      ring(a);

      expect([held.callsTo('hold').length, other.callsTo('hold').length]).toEqual([0, 1]);
      expect(agent.calls).toEqual([held, other, one]);
    });

    it(
      'one after the other, when several ring',
      marbles((m) => {
        const { one, two, a, b, rings, accepted } = stage(m);
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        b.answer('accept', () => m.cold('-(y|)', { y: two }));
        rings('           --(ab)----');
        const expected = '-----xy---';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect(one.state).toBe('LocalHold');
      }),
    );

    it.each<readonly [string, (up: FakeCall) => unknown, string]>([
      [
        'once it is connected, as it cannot be held before',
        (up) => {
          up.set({ state: 'Connected' });
        },
        'LocalHold',
      ],
      ['or accepts when that has ended instead', (up) => up.hangUp(), 'Disconnected'],
    ])('%s', (_, change, state) => {
      marbles((m) => {
        const up = new FakeCall({ state: 'Ringing' });
        const { rings, at, accepted } = stage(m, up);
        rings('           --a-----');
        at('              -----c--', () => change(up));
        const expected = '-----x--';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect(up.state).toBe(state);
      })();
    });

    it(
      'or not, when the caller has gone before that was connected',
      marbles((m) => {
        const up = new FakeCall({ state: 'Ringing' });
        const { a, rings, cancelled, at, accepted } = stage(m, up);
        rings('           --a---b-');
        cancelled('       ----e---');
        at('              -------c', () => {
          up.set({ state: 'Connected' });
        });
        const expected = '-------y';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect(timesOf(a)).toBe('0/0');
      }),
    );

    it('and does not touch it for a caller who has gone before it was connected', () => {
      const up = new FakeCall({ state: 'Ringing' });
      const { a, ring, watch } = scene(up);
      watch(hold);

      ring(a);
      a.set({ callEndReason: cancelled });
      up.set({ state: 'Connected' });

      expect([up.callsTo('hold').length, timesOf(a)]).toEqual([0, '0/0']);
      expect(listenerCount(a, up)).toBe(0);
    });

    it(
      'and resumes it when the caller has gone while it was put on hold',
      marbles((m) => {
        const up = connected();
        const { a, rings, cancelled, accepted } = stage(m, up);
        holdLater(up);
        rings('    --a-----');
        cancelled('---e----');

        m.expect(accepted(hold)).toBeObservable('--------');
        m.flush();
        expect([up.state, timesOf(a)]).toEqual(['Connected', '0/0']);
        expect(listenerCount(a, up)).toBe(0);
      }),
    );

    it(
      'and resumes it when the new one is not accepted after all',
      marbles((m) => {
        const up = connected();
        const { a, rings, accepted } = stage(m, up);
        const resume = m.cold<undefined>('--|');
        up.answer('resume', () => resume as Observable<unknown> as Observable<never>);
        a.answer('accept', () => m.cold('-#', {}, refused()));
        rings('           --a---');
        const expected = '-----#';

        m.expect(accepted(hold)).toBeObservable(expected, {}, notAccepted(a));
        m.expect(resume).toHaveSubscriptions('---^-!');
      }),
    );

    it('and errs without accepting when it cannot be held', () => {
      const cause = new FakeSdkError({ code: 500, subCode: 41033, message: 'No.' });
      const up = new FakeCall({ state: 'Connected', hold: () => throwError(() => cause) });
      const { a, ring, watch } = scene(up);
      const { seen } = watch(hold);

      ring(a);

      expect(seen).toEqual([
        new IncomingCallError(
          'The call could not make way for an incoming one, as it could not be put on hold. The call is still there (Connected). Cause: No.',
          { incomingCall: a, reason: 'hold-failed', cause },
        ),
      ]);
      expect(seen[0]).toMatchObject({ reason: 'hold-failed', code: 500, subCode: 41033 });
      expect(timesOf(a)).toBe('0/0');
      expect(listenerCount(a, up)).toBe(0);
    });

    it('and accepts when it ends instead of being held', () => {
      const up: FakeCall = new FakeCall({
        state: 'Connected',
        hold: () => {
          up.set({ state: 'Disconnected' });
          return throwError(() => refused());
        },
      });
      const { agent, one, a, ring, watch } = scene(up);
      watch(hold);

      ring(a);

      expect(agent.calls).toEqual([one]);
    });
  });

  describe('lets a second call wait', () => {
    it(
      'and accepts it when the user hangs up',
      marbles((m) => {
        const { one, a, b, rings, at, accepted } = stage(m);
        rings('           --a--b------');
        at('              --------h---', () => one.hangUp());
        const expected = '--x-----y---';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(timesOf(a, b)).toBe('1/0 1/0');
      }),
    );

    it(
      'and accepts the first one at once, if the user is free',
      marbles((m) => {
        const { agent, a, rings, accepted } = stage(m);
        rings('           --a---');
        const expected = '--x---';

        m.expect(accepted(wait), '^----!').toBeObservable(expected);
        m.flush();
        expect(listenerCount(agent, a)).toBe(0);
      }),
    );

    it.each<readonly [string, (up: FakeCall) => void]>([
      [
        'the other side hangs up',
        (up) => {
          up.set({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });
        },
      ],
      [
        'it was transferred and the user hangs up',
        (up) => {
          up.set({ state: 'LocalHold' });
          void up.hangUp();
        },
      ],
      [
        'the network is lost',
        (up) => {
          up.set({ state: 'Disconnected', callEndReason: { code: 496, subCode: 7 } });
        },
      ],
      [
        'the call is about to end, as a new one is accepted then',
        (up) => {
          up.set({ state: 'Disconnecting' });
        },
      ],
    ])('for the end of an outgoing call: %s', (_how, end) => {
      marbles((m) => {
        const up = new FakeCall({ state: 'Ringing' });
        const { agent, a, rings, at, accepted } = stage(m, up);
        rings('           --a-------');
        at('              ----c-----', () => {
          up.set({ state: 'Connected' });
        });
        at('              ------e---', () => {
          end(up);
        });
        const expected = '------x---';

        m.expect(accepted(wait), '^--------!').toBeObservable(expected);
        m.flush();
        expect(listenerCount(agent, a, up)).toBe(0);
      })();
    });

    it(
      'for the end of all calls of the user, also of one that begins meanwhile',
      marbles((m) => {
        const [first, second] = [connected(), connected()];
        const { agent, rings, at, accepted } = stage(m, first);
        rings('           --a-------');
        at('              ---s------', () => added(agent, second));
        at('              -----e----', () => first.hangUp());
        at('              -------e--', () => second.hangUp());
        const expected = '-------x--';

        m.expect(accepted(wait)).toBeObservable(expected);
      }),
    );

    it(
      'in the order of arrival, one at a time',
      marbles((m) => {
        const up = connected();
        const { one, two, a, b, c, rings, at, accepted } = stage(m, up);
        a.answer('accept', () => m.cold('--(x|)', { x: one }));
        rings('           -b-a-c------------');
        at('              ------e----------', () => up.hangUp());
        at('              ---------e-------', () => two.hangUp());
        at('              --------------e--', () => one.hangUp());
        const expected = '------y----x--?--';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(timesOf(a, b, c)).toBe('1/0 1/0 1/0');
      }),
    );

    it(
      'and takes one that rings in the moment in which the user gets free behind those that wait',
      marbles((m) => {
        const up = connected();
        const { agent, b, rings, at, accepted, ring } = stage(m, up);
        rings('           -a-----');
        // The app's own listener hears first that the call has left.
        agent.on('callsUpdated', ({ removed }) => {
          if (removed.length > 0) {
            ring(b);
          }
        });
        at('              ---e---', () => {
          up.set({ state: 'Disconnected' });
        });
        const expected = '---x---';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(timesOf(b)).toBe('0/0');
      }),
    );

    it.each([
      ['is cancelled', cancelled],
      ['is answered on another device', { code: 487, subCode: 10003 }],
      ['is declined by the app', { code: 603, subCode: 0 }],
    ])('and forgets one that %s meanwhile', (_what, callEndReason) => {
      marbles((m) => {
        const up = connected();
        const { a, rings, at, accepted } = stage(m, up);
        rings('           -a-b------');
        at('              ----g-----', () => {
          a.set({ callEndReason });
        });
        at('              ------e---', () => up.hangUp());
        const expected = '------y---';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(timesOf(a)).toBe('0/0');
        expect(a.listenerCount()).toBe(0);
      })();
    });

    it(
      'and accepts nobody when all have gone',
      marbles((m) => {
        const up = connected();
        const { b, rings, cancelled: gives, at, accepted } = stage(m, up);
        rings('           -a------b-');
        gives('           ---g------');
        at('              -----e----', () => up.hangUp());
        const expected = '--------y-';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(timesOf(b)).toBe('1/0');
      }),
    );

    it(
      'and skips one that the app has answered by hand',
      marbles((m) => {
        const up = connected();
        const { one, a, rings, at, accepted } = stage(m, up);
        rings('           -a-b------');
        at('              ----h-----', () => a.accept());
        at('              -----e----', () => up.hangUp());
        at('              -------e--', () => one.hangUp());
        const expected = '-------y--';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(a.callsTo('accept')).toHaveLength(2);
      }),
    );

    it(
      'and takes the next when one is not accepted, if it is told to go on',
      marbles((m) => {
        const up = connected();
        const { a, rings, at, accepted } = stage(m, up);
        a.answer('accept', () => m.cold('--#', {}, refused()));
        rings('           -a-b------');
        at('              -----e----', () => up.hangUp());
        const expected = '-------y--';

        m.expect(accepted({ ...wait, catchError: () => EMPTY })).toBeObservable(expected);
      }),
    );

    it(
      'and errs when one is not accepted, and leaves the others',
      marbles((m) => {
        const up = connected();
        const { agent, a, b, rings, at, accepted } = stage(m, up);
        a.answer('accept', () => throwError(() => refused()));
        rings('           -a-b------');
        at('              -----e----', () => up.hangUp());
        const expected = '-----#    ';

        m.expect(accepted(wait)).toBeObservable(expected, {}, notAccepted(a));
        m.flush();
        expect(timesOf(b)).toBe('0/0');
        expect(listenerCount(agent, a, b, up)).toBe(0);
      }),
    );

    it(
      'only if it is to be accepted, and asks once',
      marbles((m) => {
        const up = connected();
        const accept = jest.fn((call) => call !== a);
        const { a, b, rings, at, accepted } = stage(m, up);
        rings('           -a-b------');
        at('              -----e----', () => up.hangUp());
        const expected = '-----y----';

        m.expect(accepted({ ...wait, accept })).toBeObservable(expected);
        m.flush();
        expect(accept.mock.calls).toEqual([[a], [b]]);
        expect(timesOf(a)).toBe('0/0');
      }),
    );

    it(
      'while the first is being accepted',
      marbles((m) => {
        const { one, a, b, rings, at, accepted } = stage(m);
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        rings('           -(ab)------');
        at('              --------e--', () => {
          one.set({ state: 'Disconnected' });
        });
        const expected = '----x---y--';

        m.expect(accepted(wait)).toBeObservable(expected);
        m.flush();
        expect(timesOf(b)).toBe('1/0');
      }),
    );

    it(
      'and leaves it alone when it is unsubscribed from',
      marbles((m) => {
        const up = connected();
        const { agent, a, rings, at, accepted } = stage(m, up);
        rings('                 -a-----');
        const unsubscribed = '   ---!   ';
        at('                    -----e-', () => up.hangUp());

        m.expect(accepted(wait), unsubscribed).toBeObservable('-------');
        m.flush();
        expect(timesOf(a)).toBe('0/0');
        expect(listenerCount(agent, a, up)).toBe(0);
      }),
    );

    it(
      'and leaves it alone when another agent takes the place of its own',
      marbles((m) => {
        const up = connected();
        const [before, next] = [stage(m, up), stage(m)];
        const agents = m.hot('  p--q------', { p: before.agent, q: next.agent });
        before.rings('          -a--------');
        before.at('             -----e----', () => up.hangUp());
        next.rings('            -------a--');
        const expected = '      -------y--';

        m.expect(
          agents.pipe(
            acceptIncomingCalls(wait),
            map((call) => (call === next.one ? 'y' : 'x')),
          ),
        ).toBeObservable(expected);
        m.flush();
        expect(timesOf(before.a)).toBe('0/0');
        expect(listenerCount(before.agent, up)).toBe(0);
      }),
    );

    it('watches no calls without the option, nor while nobody waits', () => {
      const up = connected();
      const { agent, watch } = scene(up);

      const { subscription } = watch(wait);
      expect([up.listenerCount(), agent.listenerCount()]).toEqual([0, 2]);
      subscription.unsubscribe();
      const other = watch();
      expect([up.listenerCount(), agent.listenerCount()]).toEqual([0, 1]);
      other.subscription.unsubscribe();
    });
  });

  describe('skips a call that', () => {
    it.each([
      ['is cancelled', cancelled],
      ['is answered on another device', { code: 487, subCode: 10003 }],
    ])('%s while it is being accepted, and hangs up the call that the SDK gives', (_, callEndReason) => {
      marbles((m) => {
        const { one, a, rings, at, accepted } = stage(m);
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        rings('           --a------');
        at('              ---e-----', () => {
          a.set({ callEndReason });
        });

        m.expect(accepted()).toBeObservable('---------');
        m.flush();
        expect([one.callsTo('hangUp').length, one.state]).toEqual([1, 'Disconnected']);
        expect(a.listenerCount()).toBe(0);
      })();
    });

    it(
      'rings no more when it is to be accepted, and takes the next',
      marbles((m) => {
        const { a, rings, accepted } = stage(m);
        a.answer('accept', () => throwError(() => new FakeSdkError({ code: 400, subCode: 41006 })));
        rings('           --(ab)---');
        const expected = '--y------';

        m.expect(accepted()).toBeObservable(expected);
      }),
    );

    it('has ended when the SDK fails to accept it, with any code', () => {
      const { a, ring, watch } = scene();
      a.answer('accept', () => {
        a.write({ callEndReason: cancelled });
        return throwError(() => refused());
      });
      const { seen } = watch();

      ring(a);

      expect(seen).toEqual([]);
    });

    it('has ended when the SDK gives it', () => {
      const { a, ring, watch } = scene();
      const ended = new FakeCall({ state: 'Disconnected' });
      a.answer('accept', () => of(ended));
      const { seen } = watch();

      ring(a);

      expect(seen).toEqual([]);
      expect(ended.callsTo('hangUp')).toEqual([]);
    });
  });

  describe('when the SDK does not accept a call', () => {
    it(
      'errs, and leaves everything',
      marbles((m) => {
        const { agent, a, rings, accepted } = stage(m);
        a.answer('accept', () => m.cold('-#', {}, refused()));
        rings('           --a---');
        const expected = '---#  ';

        m.expect(accepted()).toBeObservable(expected, {}, notAccepted(a));
        m.flush();
        expect(listenerCount(agent, a)).toBe(0);
      }),
    );

    it(
      'goes on without it, if it is told to',
      marbles((m) => {
        const { a, rings, accepted } = stage(m);
        const rescue = jest.fn(() => EMPTY);
        a.answer('accept', () => throwError(() => refused()));
        rings('           --a--b--');
        const expected = '-----y--';

        m.expect(accepted({ catchError: rescue })).toBeObservable(expected);
        m.flush();
        expect(rescue.mock.calls).toEqual([[expect.any(IncomingCallError), a]]);
      }),
    );

    it('goes on with another way to accept it, which counts as a call', () => {
      const { one, a, b, ring, watch } = scene();
      a.answer('accept', (options) => (options?.videoOptions ? throwError(() => refused()) : of(one)));
      watch({ videoOptions: {}, catchError: (_, incomingCall) => incomingCall.accept({}) });

      ring(a, b);

      expect(timesOf(b)).toBe('0/0');
    });

    it(
      'errs when it does not answer in 30 s, and hangs up a call that comes later',
      marbles((m) => {
        const { one, a, rings, accepted } = stage(m);
        a.answer('accept', () => m.cold('31s (x|)', { x: one }));
        rings('           --a       ');
        const expected = '-- 30s #  ';

        m.expect(accepted()).toBeObservable(
          expected,
          {},
          new CallingTimeoutError(
            'An incoming call was not accepted in 30000 ms. If the SDK accepts it later, it is hung up.',
            30_000,
          ),
        );
        m.flush();
        expect(one.callsTo('hangUp')).toHaveLength(1);
        expect(a.listenerCount()).toBe(0);
      }),
    );
  });

  describe('when it is unsubscribed from', () => {
    it(
      'hangs up the call that it was accepting, as soon as that is there',
      marbles((m) => {
        const { agent, one, a, rings, accepted } = stage(m);
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        rings('               --a-------');
        const unsubscribed = '---!      ';

        m.expect(accepted(), unsubscribed).toBeObservable('----------');
        m.flush();
        expect([one.callsTo('hangUp').length, one.state]).toEqual([1, 'Disconnected']);
        expect(listenerCount(agent, a)).toBe(0);
      }),
    );

    it('keeps quiet when that cannot be hung up, or is not accepted', () => {
      const { one, a, b, ring, watch } = scene();
      const answers = new Subject<FakeCall>();
      const failing = new Subject<FakeCall>();
      one.answer('hangUp', () => throwError(() => refused()));
      a.answer('accept', () => answers);
      b.answer('accept', () => failing);
      for (const incomingCall of [a, b]) {
        const { subscription } = watch();
        ring(incomingCall);
        subscription.unsubscribe();
      }

      answers.next(one);
      answers.complete();
      failing.error(refused());

      expect(one.callsTo('hangUp')).toHaveLength(1);
    });

    it('leaves the calls alone that have been emitted', () => {
      const { one, a, ring, accepted } = scene();
      const subscription = accepted().subscribe(() => {
        subscription.unsubscribe();
      });

      ring(a);

      expect(subscription.closed).toBe(true);
      expect(one.callsTo('hangUp')).toEqual([]);
    });

    it('accepts none of those that are waiting for their turn', () => {
      const { agent, a, b, ring, watch } = scene();
      a.answer('accept', () => NEVER);
      const { subscription } = watch(hold);
      ring(a, b);

      subscription.unsubscribe();

      expect(timesOf(b)).toBe('0/0');
      expect(listenerCount(agent, a, b)).toBe(0);
    });
  });

  it('refuses an unknown callWaiting', () => {
    expect(() => acceptIncomingCalls({ callWaiting: 'queue' as 'ring' })).toThrow(InvalidArgumentError);
  });

  it('passes on the error of the agents', () => {
    const bad = new CallEndedError('Bad.', new FakeCall());
    const errors: unknown[] = [];
    throwError(() => bad)
      .pipe(acceptIncomingCalls())
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([bad]);
  });
});
