import type { CallAgent } from '@azure/communication-calling';
import { EMPTY, map, NEVER, of, Subject, throwError, timer, type Observable } from 'rxjs';
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

/** Lets calls ring at an agent: each marble is the one of that name. */
const ring = (rings$: Observable<FakeIncomingCall>, agent: FakeCallAgent): void => {
  rings$.subscribe((incomingCall) => {
    agent.emit('incomingCall', { incomingCall });
  });
};

const doing = (when$: Observable<unknown>, action: () => unknown): void => {
  when$.subscribe(() => {
    action();
  });
};

/** An agent, and two callers whose calls it becomes when they are accepted. */
const scene = (calls: FakeCall[] = []) => {
  const agent = new FakeCallAgent({ calls });
  const [one, two] = [new FakeCall({ state: 'Connected' }), new FakeCall({ state: 'Connected' })];
  const a = new FakeIncomingCall({ agent, accept: () => added(agent, one) });
  const b = new FakeIncomingCall({ agent, accept: () => added(agent, two) });
  const accepted = (config?: Config): Observable<string> =>
    of<CallAgent>(agent).pipe(
      acceptIncomingCalls(config),
      map((call) => (call === one ? 'x' : call === two ? 'y' : '?')),
    );
  return { agent, one, two, a, b, accepted };
};

const added = (agent: FakeCallAgent, call: FakeCall): FakeCall => {
  agent.set({ calls: [...agent.calls, call] });
  return call;
};

const timesOf = (fake: FakeIncomingCall): readonly [accepts: number, rejects: number] => [
  fake.callsTo('accept').length,
  fake.callsTo('reject').length,
];

describe('acceptIncomingCalls', () => {
  describe('accepts', () => {
    it(
      'each call, and emits it',
      marbles((m) => {
        const { agent, one, a, b, accepted } = scene();
        ring(m.hot('            --a-----b--', { a, b }), agent);
        doing(m.hot('           -----e-----'), () => one.hangUp());
        const expected = '      --x-----y--';

        m.expect(accepted()).toBeObservable(expected);
        m.flush();
        expect([timesOf(a), timesOf(b)]).toEqual([
          [1, 0],
          [1, 0],
        ]);
      }),
    );

    it(
      'with the options of the SDK, and emits when that has settled',
      marbles((m) => {
        const { agent, one, a, accepted } = scene();
        const answer = m.cold('   ---(x|)', { x: one });
        a.answer('accept', () => answer);
        ring(m.hot('            --a-----', { a }), agent);
        const expected = '      -----x--';

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
        const { agent, one, a, b } = scene();
        const next = new FakeCallAgent();
        ring(m.hot('            -----a---', { a }), agent);
        ring(m.hot('            -------b-', { b }), next);
        const agents = m.hot('  p---q----', { p: agent, q: next });
        const expected = '      -------y-';

        m.expect(
          agents.pipe(
            acceptIncomingCalls(),
            map((call) => (call === one ? 'x' : 'y')),
          ),
        ).toBeObservable(expected);
        m.flush();
        expect(timesOf(a)).toEqual([0, 0]);
        expect(agent.listenerCount()).toBe(0);
      }),
    );

    it('nothing before it is subscribed to, and leaves nothing attached', () => {
      const { agent, a, accepted } = scene();
      const calls = accepted();
      expect(agent.listenerCount()).toBe(0);

      calls.subscribe().unsubscribe();

      agent.emit('incomingCall', { incomingCall: a });
      expect(timesOf(a)).toEqual([0, 0]);
      expect(listenerCount(agent, a)).toBe(0);
    });
  });

  describe('asks which calls to accept', () => {
    it(
      'and lets those ring that are refused, whatever says so',
      marbles((m) => {
        const { agent, a, b, accepted } = scene();
        const no = m.cold('         -(n|)', { n: false });
        const accept = jest.fn(() => no as Observable<boolean>);
        ring(m.hot('            --a--b--', { a, b }), agent);
        const expected = '      --------';

        m.expect(accepted({ accept, callWaiting: 'reject' })).toBeObservable(expected);
        m.flush();
        expect(accept.mock.calls).toEqual([[a], [b]]);
        expect([timesOf(a), timesOf(b)]).toEqual([
          [0, 0],
          [0, 0],
        ]);
        expect(listenerCount(a, b)).toBe(0);
      }),
    );

    it.each([false, [], EMPTY])('and takes %p for a no', (answer) => {
      const { agent, a, accepted } = scene();
      accepted({ accept: () => answer }).subscribe();

      agent.emit('incomingCall', { incomingCall: a });

      expect(timesOf(a)).toEqual([0, 0]);
    });

    it(
      'and accepts once there is a yes, of which the first word counts',
      marbles((m) => {
        const { agent, a, b, accepted } = scene();
        ring(m.hot('            --a---------', { a, b }), agent);
        const expected = '      ------x-----';
        const asked = m.hot('   y-----y--n-y', { y: true, n: false });

        m.expect(accepted({ accept: () => asked })).toBeObservable(expected);
        m.expect(asked).toHaveSubscriptions('--^---!');
      }),
    );

    it(
      'and asks no longer when the caller has gone meanwhile',
      marbles((m) => {
        const { agent, a, accepted } = scene();
        ring(m.hot('            --a-------', { a }), agent);
        doing(m.hot('           ----e-----'), () => {
          a.set({ callEndReason: cancelled });
        });
        const asked = m.cold('    -----(y|)', { y: true });
        const expected = '      ----------';

        m.expect(accepted({ accept: () => asked })).toBeObservable(expected);
        m.expect(asked).toHaveSubscriptions('--^-!');
        m.flush();
        expect(a.listenerCount()).toBe(0);
      }),
    );

    it('and errs when that fails', () => {
      const { agent, a, accepted } = scene();
      const bad = new Error('bad');
      const errors: unknown[] = [];
      const accept = () => throwError(() => bad);
      accepted({ accept }).subscribe({ error: (error: unknown) => errors.push(error) });

      agent.emit('incomingCall', { incomingCall: a });

      expect(errors).toEqual([
        new IncomingCallError('Whether to accept an incoming call was not decided. Cause: bad.', {
          incomingCall: a,
          reason: 'not-decided',
          cause: bad,
        }),
      ]);
      expect(errors[0]).toMatchObject({ name: 'IncomingCallError', reason: 'not-decided', incomingCall: a });
      expect(listenerCount(agent, a)).toBe(0);
    });
  });

  describe('while the user is in a call', () => {
    it.each(['None', 'Connecting', 'Ringing', 'Connected', 'LocalHold', 'RemoteHold', 'InLobby'] as const)(
      'that is %s lets another one ring',
      (state) => {
        const { agent, a, accepted } = scene([new FakeCall({ state })]);
        accepted().subscribe();

        agent.emit('incomingCall', { incomingCall: a });

        expect(timesOf(a)).toEqual([0, 0]);
        expect(a.listenerCount()).toBe(0);
      },
    );

    it('that is just ending accepts another one', () => {
      const { agent, a, accepted } = scene([new FakeCall({ state: 'Disconnecting' })]);
      accepted().subscribe();

      agent.emit('incomingCall', { incomingCall: a });

      expect(timesOf(a)).toEqual([1, 0]);
    });

    it(
      'declines another one, if it is to, also while the first is being accepted',
      marbles((m) => {
        const { agent, one, a, b, accepted } = scene();
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        const c = new FakeIncomingCall();
        ring(m.hot('            --(ab)------c', { a, b, c }), agent);
        const expected = '      -----x-------';

        m.expect(accepted({ callWaiting: 'reject' })).toBeObservable(expected);
        m.flush();
        expect([timesOf(a), timesOf(b), timesOf(c)]).toEqual([
          [1, 0],
          [0, 1],
          [0, 1],
        ]);
      }),
    );

    it('goes by how things are when it has been decided', () => {
      const { agent, one, a, b, accepted } = scene();
      const decision = new Subject<boolean>();
      accepted({ accept: () => decision, callWaiting: 'reject' }).subscribe();

      agent.emit('incomingCall', { incomingCall: a });
      agent.emit('incomingCall', { incomingCall: b });
      expect([timesOf(a), timesOf(b)]).toEqual([
        [0, 0],
        [0, 0],
      ]);
      decision.next(true);

      expect([timesOf(a), timesOf(b)]).toEqual([
        [1, 0],
        [0, 1],
      ]);
      expect(agent.calls).toEqual([one]);
    });

    it('counts the call that it has accepted even before the SDK has it among the calls', () => {
      const { agent, one, a, b, accepted } = scene();
      a.answer('accept', () => of(one));
      accepted().subscribe();

      agent.emit('incomingCall', { incomingCall: a });
      agent.emit('incomingCall', { incomingCall: b });
      expect(timesOf(b)).toEqual([0, 0]);

      one.set({ state: 'Disconnected' });
      agent.emit('incomingCall', { incomingCall: b });
      expect(timesOf(b)).toEqual([1, 0]);
    });

    it('says so when it cannot be declined, unless it rings no more', () => {
      const { agent, a, b, accepted } = scene([new FakeCall({ state: 'Connected' })]);
      const errors: unknown[] = [];
      a.answer('reject', () => throwError(() => new FakeSdkError({ code: 400, subCode: 41007 })));
      b.answer('reject', () => throwError(() => refused()));
      accepted({ callWaiting: 'reject' }).subscribe({ error: (error: unknown) => errors.push(error) });

      agent.emit('incomingCall', { incomingCall: a });
      expect(errors).toEqual([]);
      agent.emit('incomingCall', { incomingCall: b });

      expect(errors).toEqual([
        new IncomingCallError('An incoming call was not declined. Cause: No.', {
          incomingCall: b,
          reason: 'reject-failed',
          cause: refused(),
        }),
      ]);
      expect(errors[0]).toMatchObject({ code: 500, subCode: 41005 });
    });
  });

  describe('does not wait for the SDK to decline a call', () => {
    it.each(['cancelled before it has', 'cancelled, and then fails to decline it'])('that is %s', (how) => {
      marbles((m) => {
        const { agent, a, accepted } = scene([new FakeCall({ state: 'Connected' })]);
        const answer = m.cold(how.endsWith('it has') ? '----' : '---#', {}, refused());
        a.answer('reject', () => answer as Observable<unknown> as Observable<never>);
        ring(m.hot('            --a-----', { a }), agent);
        doing(m.hot('           ---e----'), () => {
          a.set({ callEndReason: cancelled });
        });

        m.expect(accepted({ callWaiting: 'reject' })).toBeObservable('--------');
        m.expect(answer).toHaveSubscriptions('--^!');
        m.flush();
        expect(a.listenerCount()).toBe(0);
      })();
    });

    it('that has been cancelled already, nor ask it to', () => {
      const { agent, a, accepted } = scene([new FakeCall({ state: 'Connected' })]);
      accepted({
        callWaiting: 'reject',
        accept: () => {
          a.write({ callEndReason: cancelled });
          return true;
        },
      }).subscribe();

      agent.emit('incomingCall', { incomingCall: a });

      expect(timesOf(a)).toEqual([0, 0]);
    });
  });

  describe('holds the call that is up', () => {
    const hold = { callWaiting: 'hold' } as const;

    it(
      'and accepts the new one once that has settled',
      marbles((m) => {
        const up = new FakeCall({ state: 'Connected' });
        const { agent, a, accepted } = scene([up]);
        up.answer('hold', () =>
          timer(3).pipe(
            map(() => {
              up.set({ state: 'LocalHold' });
            }),
          ),
        );
        ring(m.hot('            --a-----', { a }), agent);
        const expected = '      -----x--';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect([up.state, up.callsTo('resume').length]).toEqual(['LocalHold', 0]);
        expect(listenerCount(a, up)).toBe(0);
      }),
    );

    it('and leaves those alone that are on hold already', () => {
      const [held, other] = [new FakeCall({ state: 'LocalHold' }), new FakeCall({ state: 'RemoteHold' })];
      const { agent, one, a, accepted } = scene([held, other]);
      accepted(hold).subscribe();

      agent.emit('incomingCall', { incomingCall: a });

      expect([held.callsTo('hold').length, other.callsTo('hold').length]).toEqual([0, 1]);
      expect(agent.calls).toEqual([held, other, one]);
    });

    it(
      'one after the other, when several ring',
      marbles((m) => {
        const { agent, one, two, a, b, accepted } = scene();
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        b.answer('accept', () => m.cold('     -(y|)', { y: two }));
        ring(m.hot('            --(ab)----', { a, b }), agent);
        const expected = '      -----xy---';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect(one.state).toBe('LocalHold');
      }),
    );

    it(
      'once it is connected, as it cannot be held before',
      marbles((m) => {
        const up = new FakeCall({ state: 'Ringing' });
        const { agent, a, accepted } = scene([up]);
        ring(m.hot('            --a-----', { a }), agent);
        doing(m.hot('           -----c--'), () => {
          up.set({ state: 'Connected' });
        });
        const expected = '      -----x--';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect(up.state).toBe('LocalHold');
      }),
    );

    it(
      'or accepts when that has ended instead',
      marbles((m) => {
        const up = new FakeCall({ state: 'Ringing' });
        const { agent, a, accepted } = scene([up]);
        ring(m.hot('            --a-----', { a }), agent);
        doing(m.hot('           -----e--'), () => up.hangUp());
        const expected = '      -----x--';

        m.expect(accepted(hold)).toBeObservable(expected);
      }),
    );

    it(
      'or not, when the caller has gone before that was connected',
      marbles((m) => {
        const up = new FakeCall({ state: 'Ringing' });
        const { agent, a, b, accepted } = scene([up]);
        ring(m.hot('            --a---b-', { a, b }), agent);
        doing(m.hot('           ----e---'), () => {
          a.set({ callEndReason: cancelled });
        });
        doing(m.hot('           -------c'), () => {
          up.set({ state: 'Connected' });
        });
        const expected = '      -------y';

        m.expect(accepted(hold)).toBeObservable(expected);
        m.flush();
        expect(timesOf(a)).toEqual([0, 0]);
      }),
    );

    it('and does not touch it for a caller who has gone before it was connected', () => {
      const up = new FakeCall({ state: 'Ringing' });
      const { agent, a, accepted } = scene([up]);
      accepted(hold).subscribe();

      agent.emit('incomingCall', { incomingCall: a });
      a.set({ callEndReason: cancelled });
      up.set({ state: 'Connected' });

      expect([up.callsTo('hold').length, timesOf(a)]).toEqual([0, [0, 0]]);
      expect(listenerCount(a, up)).toBe(0);
    });

    it(
      'and resumes it when the caller has gone while it was put on hold',
      marbles((m) => {
        const up = new FakeCall({ state: 'Connected' });
        const { agent, a, accepted } = scene([up]);
        up.answer('hold', () =>
          timer(3).pipe(
            map(() => {
              up.set({ state: 'LocalHold' });
            }),
          ),
        );
        ring(m.hot('            --a-----', { a }), agent);
        doing(m.hot('           ---e----'), () => {
          a.set({ callEndReason: cancelled });
        });

        m.expect(accepted(hold)).toBeObservable('--------');
        m.flush();
        expect([up.state, timesOf(a)]).toEqual(['Connected', [0, 0]]);
        expect(listenerCount(a, up)).toBe(0);
      }),
    );

    it(
      'and resumes it when the new one is not accepted after all',
      marbles((m) => {
        const up = new FakeCall({ state: 'Connected' });
        const { agent, a, accepted } = scene([up]);
        const resume = m.cold<undefined>('  --|');
        up.answer('resume', () => resume as Observable<unknown> as Observable<never>);
        a.answer('accept', () => m.cold('-#', {}, refused()));
        ring(m.hot('            --a---', { a }), agent);
        const expected = '      -----#';

        m.expect(accepted(hold)).toBeObservable(
          expected,
          {},
          new IncomingCallError('An incoming call was not accepted. Cause: No.', {
            incomingCall: a,
            reason: 'accept-failed',
            cause: refused(),
          }),
        );
        m.expect(resume).toHaveSubscriptions('---^-!');
      }),
    );

    it('and does not accept when it cannot be held, and says so', () => {
      const cause = new FakeSdkError({ code: 500, subCode: 41033, message: 'No.' });
      const up = new FakeCall({ state: 'Connected', hold: () => throwError(() => cause) });
      const { agent, a, accepted } = scene([up]);
      const errors: unknown[] = [];
      accepted(hold).subscribe({ error: (error: unknown) => errors.push(error) });

      agent.emit('incomingCall', { incomingCall: a });

      expect(errors).toEqual([
        new IncomingCallError(
          'The call could not make way for an incoming one, as it could not be put on hold. The call is still there (Connected). Cause: No.',
          { incomingCall: a, reason: 'hold-failed', cause },
        ),
      ]);
      expect(errors[0]).toMatchObject({ reason: 'hold-failed', code: 500, subCode: 41033 });
      expect(timesOf(a)).toEqual([0, 0]);
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
      const { agent, one, a, accepted } = scene([up]);
      accepted(hold).subscribe();

      agent.emit('incomingCall', { incomingCall: a });

      expect(agent.calls).toEqual([one]);
    });
  });

  describe('skips a call that', () => {
    it.each([
      ['is cancelled', cancelled],
      ['is answered on another device', { code: 487, subCode: 10003 }],
    ])('%s while it is being accepted, and hangs up what comes of it', (_, callEndReason) => {
      marbles((m) => {
        const { agent, one, a, accepted } = scene();
        const answer = m.cold('   ---(x|)', { x: one });
        a.answer('accept', () => answer);
        ring(m.hot('            --a------', { a }), agent);
        doing(m.hot('           ---e-----'), () => {
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
        const { agent, a, b, accepted } = scene();
        a.answer('accept', () => throwError(() => new FakeSdkError({ code: 400, subCode: 41006 })));
        ring(m.hot('            --(ab)---', { a, b }), agent);
        const expected = '      --y------';

        m.expect(accepted()).toBeObservable(expected);
      }),
    );

    it('has ended when the SDK fails to accept it, whatever the code', () => {
      const { agent, a, accepted } = scene();
      const seen: unknown[] = [];
      a.answer('accept', () => {
        a.write({ callEndReason: cancelled });
        return throwError(() => refused());
      });
      accepted().subscribe({ next: (call) => seen.push(call), error: (error: unknown) => seen.push(error) });

      agent.emit('incomingCall', { incomingCall: a });

      expect(seen).toEqual([]);
    });

    it('has ended when the SDK gives it', () => {
      const { agent, a, accepted } = scene();
      const ended = new FakeCall({ state: 'Disconnected' });
      const seen: unknown[] = [];
      a.answer('accept', () => of(ended));
      accepted().subscribe((call) => seen.push(call));

      agent.emit('incomingCall', { incomingCall: a });

      expect(seen).toEqual([]);
      expect(ended.callsTo('hangUp')).toEqual([]);
    });
  });

  describe('when the SDK does not accept a call', () => {
    it(
      'errs, and leaves everything',
      marbles((m) => {
        const { agent, a, accepted } = scene();
        a.answer('accept', () => m.cold('-#', {}, refused()));
        ring(m.hot('            --a---', { a }), agent);
        const expected = '      ---#  ';

        m.expect(accepted()).toBeObservable(
          expected,
          {},
          new IncomingCallError('An incoming call was not accepted. Cause: No.', {
            incomingCall: a,
            reason: 'accept-failed',
            cause: refused(),
          }),
        );
        m.flush();
        expect(listenerCount(agent, a)).toBe(0);
      }),
    );

    it(
      'goes on without it, if it is told to',
      marbles((m) => {
        const { agent, a, b, accepted } = scene();
        const rescue = jest.fn(() => EMPTY);
        a.answer('accept', () => throwError(() => refused()));
        ring(m.hot('            --a--b--', { a, b }), agent);
        const expected = '      -----y--';

        m.expect(accepted({ catchError: rescue })).toBeObservable(expected);
        m.flush();
        expect(rescue.mock.calls).toEqual([[expect.any(IncomingCallError), a]]);
      }),
    );

    it('goes on with another way to accept it, which counts as a call', () => {
      const { agent, one, a, b, accepted } = scene();
      a.answer('accept', (options) => (options?.videoOptions ? throwError(() => refused()) : of(one)));
      const seen: unknown[] = [];
      accepted({
        videoOptions: {},
        catchError: (_, incomingCall) => incomingCall.accept({}),
      }).subscribe((call) => seen.push(call));

      agent.emit('incomingCall', { incomingCall: a });
      agent.emit('incomingCall', { incomingCall: b });

      expect(timesOf(b)).toEqual([0, 0]);
    });

    it(
      'errs when it never says anything, and hangs up what comes of it later',
      marbles((m) => {
        const { agent, one, a, accepted } = scene();
        a.answer('accept', () => m.cold('31s (x|)', { x: one }));
        ring(m.hot('            --a       ', { a }), agent);
        const expected = '      -- 30s #  ';

        m.expect(accepted()).toBeObservable(
          expected,
          {},
          new CallingTimeoutError(
            'An incoming call has not been accepted after 30000 ms. If it still is, it is hung up.',
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
        const { agent, one, a, accepted } = scene();
        a.answer('accept', () => m.cold('---(x|)', { x: one }));
        ring(m.hot('            --a-------', { a }), agent);
        const unsubscribed = '  ---!      ';

        m.expect(accepted(), unsubscribed).toBeObservable('----------');
        m.flush();
        expect([one.callsTo('hangUp').length, one.state]).toEqual([1, 'Disconnected']);
        expect(listenerCount(agent, a)).toBe(0);
      }),
    );

    it('keeps quiet when that cannot be hung up, or is not accepted', () => {
      const { agent, one, a, b, accepted } = scene();
      const answers = new Subject<FakeCall>();
      const failing = new Subject<FakeCall>();
      one.answer('hangUp', () => throwError(() => refused()));
      a.answer('accept', () => answers);
      b.answer('accept', () => failing);
      for (const incomingCall of [a, b]) {
        const subscription = accepted().subscribe();
        agent.emit('incomingCall', { incomingCall });
        subscription.unsubscribe();
      }

      answers.next(one);
      answers.complete();
      failing.error(refused());

      expect(one.callsTo('hangUp')).toHaveLength(1);
    });

    it('leaves the calls alone that have been emitted', () => {
      const { agent, one, a, accepted } = scene();
      const subscription = accepted().subscribe(() => {
        subscription.unsubscribe();
      });

      agent.emit('incomingCall', { incomingCall: a });

      expect(subscription.closed).toBe(true);
      expect(one.callsTo('hangUp')).toEqual([]);
    });

    it('accepts none of those that are waiting for their turn', () => {
      const { agent, a, b, accepted } = scene();
      a.answer('accept', () => NEVER);
      const subscription = accepted({ callWaiting: 'hold' }).subscribe();
      agent.emit('incomingCall', { incomingCall: a });
      agent.emit('incomingCall', { incomingCall: b });

      subscription.unsubscribe();

      expect(timesOf(b)).toEqual([0, 0]);
      expect(listenerCount(agent, a, b)).toBe(0);
    });
  });

  it('refuses a way of call waiting that there is not', () => {
    expect(() => acceptIncomingCalls({ callWaiting: 'queue' as 'ring' })).toThrow(InvalidArgumentError);
  });

  it('passes on the error of the agents', () => {
    const bad = new CallEndedError('bad', new FakeCall());
    const errors: unknown[] = [];
    throwError(() => bad)
      .pipe(acceptIncomingCalls())
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([bad]);
  });
});
