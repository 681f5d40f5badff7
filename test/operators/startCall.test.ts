import type { CallAgent, ConnectionState, TeamsCallAgent } from '@azure/communication-calling';
import {
  firstValueFrom,
  map,
  of,
  shareReplay,
  Subject,
  Subscription,
  take,
  throwError,
  type Observable,
} from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { marbles } from 'rxjs-marbles/jest';
import {
  AgentCreationError,
  callAgent$,
  CallEndedError,
  CallingTimeoutError,
  calls$,
  InvalidArgumentError,
  SdkError,
} from 'rx-acs-calling';
import { startCall, whenConnected, type StartCallConfig } from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeCallAgent,
  FakeSdkError,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  listenerCount,
} from 'rx-acs-calling/testing';
import { CALL as CONSULTATION, carol } from '../support/consultation';
import { ended } from '../support/ended';

const phone = { phoneNumber: '+15550100' };

const CALL = {
  ...CONSULTATION,
  e: { state: 'EarlyMedia' },
  y: { state: 'InLobby' },
} as const;

const AGENT: Record<string, { connectionState: ConnectionState }> = {
  C: { connectionState: 'Connected' },
  D: { connectionState: 'Disconnected' },
};

/** An agent that starts the call `x`. */
const stageOf = (connectionState: ConnectionState = 'Connected') => {
  const x = new FakeCall();
  const a = new FakeCallAgent({ connectionState }).answer('startCall', () => x);
  return { x, a, starts: () => a.callsTo('startCall').length, listeners: () => listenerCount(a, x) };
};

const started = (agents$: Observable<CallAgent>, config: StartCallConfig = {}) =>
  agents$.pipe(startCall(carol, config));

/** What happens in marbles, and what comes of it. */
interface Play {
  readonly agents?: string;
  readonly from?: ConnectionState;
  readonly connection?: string;
  readonly call?: string;
  readonly hangUp?: string;
  readonly timeout?: number;
  readonly subscription?: string;
  readonly expected: string;
  readonly error?: (x: FakeCall) => Error;
  readonly starts?: number;
  readonly hangUps?: number;
  readonly after?: (x: FakeCall) => void;
}

const agentError = new AgentCreationError('No agent.');
const hangUpError = new FakeSdkError({ code: 500, subCode: 41000, message: 'No' });

/** A test of one call. Nothing is attached to agent and call at its end. */
const plays = ({ agents = 'a', from, connection, call, hangUp, subscription, ...play }: Play) =>
  marbles((m: Context) => {
    const { x, a, starts, listeners } = stageOf(from);
    if (connection !== undefined) {
      drive(m.hot(connection, AGENT), a);
    }
    if (call !== undefined) {
      drive(m.hot(call, CALL), x);
    }
    if (hangUp !== undefined) {
      x.answer('hangUp', () =>
        m.cold<undefined>(hangUp, { o: undefined }, hangUpError).pipe(
          map(() => {
            x.set({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });
          }),
        ),
      );
    }
    const agents$ = m.hot(agents, { a }, agentError);
    const config = play.timeout === undefined ? {} : { timeout: play.timeout };

    m.expect(started(agents$, config), subscription).toBeObservable(play.expected, { x }, play.error?.(x));
    m.flush();
    play.after?.(x);
    expect(starts()).toBe(play.starts ?? 1);
    expect(x.callsTo('hangUp')).toHaveLength(play.hangUps ?? 0);
    expect(listeners()).toBe(0);
  });

const nothingStarted = (timeout: number) => () =>
  new CallingTimeoutError(
    `No call was started in ${String(timeout)} ms, as there was no connected agent. None will be started later.`,
    timeout,
  );

describe('startCall', () => {
  describe('starts a call', () => {
    it(
      'with a connected agent at once, and completes when it ends',
      plays({
        agents: '  -a--------',
        call: '    --k-r-c--X',
        expected: '-x-------|',
      }),
    );

    it(
      'as soon as there is an agent, and that is connected',
      plays({
        from: 'Disconnected',
        agents: '    --a-------',
        connection: '-----C----',
        call: '      -------c-X',
        expected: '  -----x---|',
      }),
    );

    it(
      'when the agent is connected again',
      plays({
        connection: '-D-----C----',
        agents: '    ---a--------',
        call: '      --------c-X',
        expected: '  -------x--|',
      }),
    );

    it(
      'once, however often the agent loses its connection',
      plays({
        connection: '---DC-DC--',
        agents: '    a---------',
        call: '      -c-------X',
        expected: '  x--------|',
      }),
    );

    it('and listens to the connection of the agent no longer', () => {
      const { a } = stageOf();
      const subscription = started(of(a)).subscribe();

      expect(a.listenerCount()).toBe(0);
      subscription.unsubscribe();
    });

    it(
      'with an agent that is the last one, and waits for its connection',
      plays({
        from: 'Disconnected',
        agents: '    (a|)      ',
        connection: '---C------',
        call: '      ----c---X',
        expected: '  ---x----|',
      }),
    );

    it(
      'with the agent that takes the place of one that was never connected',
      marbles((m) => {
        const [old, next] = [stageOf('Disconnected'), stageOf()];
        drive(m.hot('            ------C---', AGENT), old.a);
        const agents$ = m.hot('  a---b-----', { a: old.a, b: next.a });
        drive(m.hot('            -----c---X', CALL), next.x);
        const expected = '       ----x----|';

        m.expect(started(agents$)).toBeObservable(expected, { x: next.x });
        m.flush();
        expect([old.starts(), next.starts()]).toEqual([0, 1]);
        expect([old.listeners(), next.listeners()]).toEqual([0, 0]);
      }),
    );

    it(
      'and follows it when another agent takes the place of its own',
      marbles((m) => {
        const [old, next] = [stageOf(), stageOf()];
        const agents$ = m.hot('  a---b-------', { a: old.a, b: next.a });
        const agentsSubs = '     ^--------!  ';
        drive(m.hot('            ------c--X--', CALL), old.x);
        const expected = '       x--------|  ';

        m.expect(started(agents$)).toBeObservable(expected, { x: old.x });
        m.expect(agents$).toHaveSubscriptions(agentsSubs);
        m.flush();
        expect([old.starts(), next.starts()]).toEqual([1, 0]);
        expect([old.listeners(), next.listeners()]).toEqual([0, 0]);
      }),
    );

    it(
      'but not with an agent that is disposed of',
      marbles((m) => {
        const { a, starts } = stageOf();
        const agents$ = callAgent$(() => of<CallAgent>(a)).pipe(
          shareReplay({ bufferSize: 1, refCount: false }),
        );
        agents$.subscribe();
        a.disposeSilently();
        expect(a.connectionState).toBe('Connected');

        m.expect(started(agents$, { timeout: 3 })).toBeObservable('---#', {}, nothingStarted(3)());
        m.flush();
        expect(starts()).toBe(0);
      }),
    );

    it(
      'for each subscription, and none before',
      marbles((m) => {
        const agent = new FakeCallAgent();
        const calls$ = started(of(agent)).pipe(map((call) => agent.calls.indexOf(call)));
        expect(agent.callsTo('startCall')).toEqual([]);

        m.expect(calls$, '^!').toBeObservable('x', { x: 0 });
        m.expect(calls$, '^!').toBeObservable('x', { x: 1 });
      }),
    );
  });

  describe('when the agents end', () => {
    it(
      'follows the call to its end after a completion',
      plays({ agents: 'a--|', call: '-----c--X', expected: 'x-------|' }),
    );

    it(
      'errs after a completion without an agent',
      plays({
        agents: '  ---|',
        expected: '---#',
        error: () =>
          new AgentCreationError('No call was started, as the stream of agents completed without an agent.'),
        starts: 0,
      }),
    );

    it.each([
      ['without an agent', '--#', 'Connected'],
      ['while it waits for a connection', 'a-#', 'Disconnected'],
    ] as const)('passes an error on %s', (_when, agents, from) => {
      plays({ agents, from, expected: '--#', error: () => agentError, starts: 0 })();
    });

    it.each([
      ['rings', '-r---c--X'],
      ['is connected', '-c------X'],
    ])('follows a call that %s to its end in spite of an error', (_what, call) => {
      plays({ agents: 'a--#', call, expected: 'x-------|' })();
    });
  });

  describe('errs', () => {
    it.each([
      ['is declined', 'D', '603/0 (declined)', { code: 603, subCode: 0 }],
      ['finds the callee busy', 'B', '486/560486 (busy)', { code: 486, subCode: 560486 }],
      ['is not answered', 'N', '487/10004 (no answer)', { code: 487, subCode: 10004 }],
      ['is hung up by the app', 'X', '0/0 (hung up)', { code: 0, subCode: 0 }],
    ])('with the codes when the call %s', (_what, letter, words, codes) => {
      plays({
        call: `-r--${letter}`,
        expected: 'x---#',
        error: (x) => ended(`The call ended with ${words} before it was connected.`, x, codes),
      })();
    });

    it('when a subscriber hangs up the call at once', () => {
      const { x, a, listeners } = stageOf();
      const seen: unknown[] = [];
      started(of(a)).subscribe({
        next: (call) => {
          seen.push(call);
          void call.hangUp();
        },
        error: (error: unknown) => seen.push(error),
      });

      expect(seen).toEqual([x, expect.any(CallEndedError)]);
      expect(x.callsTo('hangUp')).toHaveLength(1);
      expect(listeners()).toBe(0);
    });

    it('when the SDK returns a call that has ended', () => {
      const { x, a } = stageOf();
      x.set({ state: 'Disconnected', callEndReason: { code: 490, subCode: 4525 } });
      const seen: unknown[] = [];
      started(of(a)).subscribe({
        next: (call) => seen.push(call),
        error: (error: unknown) => seen.push(error),
      });

      expect(seen).toEqual([
        ended('The call ended with 490/4525 (network) before it was connected.', x, x.callEndReason),
      ]);
    });

    it(
      'when the SDK throws, with its codes',
      marbles((m) => {
        const cause = new FakeSdkError({ code: 500, subCode: 40208, message: 'Not yet' });
        const a = new FakeCallAgent().answer('startCall', () => {
          throw cause;
        });
        const agents$ = m.hot('a--a', { a });

        m.expect(started(agents$)).toBeObservable(
          '#',
          {},
          new SdkError('The SDK did not start the call. Cause: Not yet.', { cause }),
        );
        m.expect(agents$).toHaveSubscriptions('(^!)');
        m.flush();
        expect(a.callsTo('startCall')).toHaveLength(1);
        expect(listenerCount(a)).toBe(0);
      }),
    );

    it(
      'when an agent is no object of the SDK',
      marbles((m) => {
        m.expect(started(of({} as CallAgent))).toBeObservable(
          '#',
          {},
          new SdkError('connectionStateChanged cannot be observed: no SDK object.', {
            cause: new Error('no SDK object'),
          }),
        );
      }),
    );
  });

  describe('within its timeout', () => {
    it.each([
      ['there is no agent', '---------', 'Connected'],
      ['the agent is not connected', 'a--------', 'Disconnected'],
    ] as const)('starts nothing if %s, and nothing later', (_what, agents, from) => {
      plays({
        timeout: 5,
        from,
        agents,
        connection: '------C--',
        expected: '  -----#   ',
        error: nothingStarted(5),
        starts: 0,
      })();
    });

    it(
      'hangs up a call that is not connected, and errs when that has settled',
      plays({
        timeout: 5,
        call: '    -r-------',
        hangUp: '       --(o|) ',
        expected: 'x------#',
        error: () => new CallingTimeoutError('The call was not connected in 5 ms, so it was hung up.', 5),
        hangUps: 1,
      }),
    );

    it.each([
      ['fails', '--#', 'x------#'],
      ['fails at once', '#', 'x----#'],
      ['does not settle in 10 s', '-', 'x---- 10s #'],
    ])('tells that the call is still there if the hang-up %s', (_how, hangUp, expected) => {
      plays({
        timeout: 5,
        call: '-r------',
        hangUp,
        expected,
        error: () =>
          new CallingTimeoutError(
            'The call was not connected in 5 ms, and could not be hung up. It is still there (Ringing).',
            5,
          ),
        hangUps: 1,
      })();
    });

    it(
      'counts the time that it waits for an agent',
      plays({
        timeout: 5,
        agents: '  ---a------',
        call: '    ----r-----',
        expected: '---x-#',
        error: () => new CallingTimeoutError('The call was not connected in 5 ms, so it was hung up.', 5),
        hangUps: 1,
      }),
    );

    it(
      'stays with the agents when the call is connected in time, and has all the time it likes',
      marbles((m) => {
        const { x, a } = stageOf();
        const agents$ = m.hot('a---------------', { a });
        const agentsSubs = '   ^--------------!';
        drive(m.hot('          --c------------X', CALL), x);
        const expected = '     x--------------|';

        m.expect(started(agents$, { timeout: 5 })).toBeObservable(expected, { x });
        m.expect(agents$).toHaveSubscriptions(agentsSubs);
      }),
    );

    it(
      'has two minutes by default',
      plays({
        call: '    -r 130s -',
        expected: 'x 119999ms #',
        error: () =>
          new CallingTimeoutError('The call was not connected in 120000 ms, so it was hung up.', 120_000),
        hangUps: 1,
      }),
    );

    it(
      'has any time with Infinity',
      plays({ timeout: Infinity, call: '- 9999s c-X', expected: 'x 9999s --|' }),
    );

    it(
      'has none with 0',
      plays({
        timeout: 0,
        agents: '  a',
        from: 'Disconnected',
        expected: '#',
        error: nothingStarted(0),
        starts: 0,
      }),
    );
  });

  describe('when it is unsubscribed from', () => {
    it.each([
      ['before there is an agent', '-----a-', 'Connected'],
      ['before the agent is connected', 'a------', 'Disconnected'],
    ] as const)('%s, starts nothing', (_when, agents, from) => {
      plays({
        agents,
        from,
        connection: '    -----C-',
        subscription: '  ^--!   ',
        expected: '      -------',
        starts: 0,
      })();
    });

    it.each([
      ['connecting', '-k---'],
      ['ringing', '   -r---'],
      ['in early media', '-e--'],
      ['in the lobby', ' -y---'],
    ])('hangs up a call that is %s', (_state, call) => {
      plays({ call, subscription: '^---!', expected: 'x----', hangUps: 1 })();
    });

    it.each([
      ['connected', '-c-------'],
      ['on hold', '  -cl------'],
    ])('leaves a call alone that is %s', (_state, call) => {
      plays({
        call,
        subscription: '^---!',
        expected: 'x----',
        after: ({ state }) => {
          expect(state).not.toBe('Disconnected');
        },
      })();
    });

    it(
      'does not hang up a call that is being hung up',
      marbles((m) => {
        const { x, a, listeners } = stageOf();
        x.set({ state: 'Disconnecting' });

        m.expect(started(of(a)), '^--!').toBeObservable('x', { x });
        m.flush();
        expect(x.callsTo('hangUp')).toEqual([]);
        expect(listeners()).toBe(0);
      }),
    );

    it(
      'does not hang up a second time a call that was not connected in time',
      plays({
        timeout: 3,
        hangUp: '      ----#',
        subscription: '^---!',
        expected: '    x----',
        hangUps: 1,
      }),
    );

    it(
      'in the moment of the connection, leaves the call alone',
      marbles((m) => {
        const { x, a, listeners } = stageOf();
        drive(m.hot('            -r-c---', CALL), x);
        const agents$ = m.hot('  a------', { a });
        const agentsSubs = '     ^--!   ';
        const expected = '       ---(x|)';

        m.expect(started(agents$).pipe(whenConnected(), take(1))).toBeObservable(expected, { x });
        m.expect(agents$).toHaveSubscriptions(agentsSubs);
        m.flush();
        expect([x.state, x.callsTo('hangUp')]).toEqual(['Connected', []]);
        expect(listeners()).toBe(0);
      }),
    );

    it('in a listener of the app that hears of the connection first, leaves the call alone', () => {
      const { x, a } = stageOf();
      const subscription = new Subscription();
      x.on('stateChanged', () => {
        subscription.unsubscribe();
      });
      subscription.add(started(of(a)).subscribe());

      x.set({ state: 'Connected' });

      expect(subscription.closed).toBe(true);
      expect(x.callsTo('hangUp')).toEqual([]);
    });

    it('as soon as it has emitted, hangs up', async () => {
      const { x, a, listeners } = stageOf();

      expect(await firstValueFrom(started(of(a)), { defaultValue: undefined })).toBe(x);

      expect(x.callsTo('hangUp')).toHaveLength(1);
      expect(listeners()).toBe(0);
    });

    it('while the SDK starts the call, hangs it up as soon as it is there', () => {
      const a = new FakeCallAgent();
      const subscription = new Subscription();
      const seen: unknown[] = [];
      const made: FakeCall[] = [];
      a.on('callsUpdated', ({ added }) => {
        made.push(...(added as FakeCall[]));
        subscription.unsubscribe();
      });
      const agents = new Subject<CallAgent>();
      subscription.add(started(agents).subscribe((call) => seen.push(call)));
      agents.next(a);
      const [x] = made;

      expect(seen).toEqual([]);
      expect([x?.callsTo('hangUp').length, x?.state]).toEqual([1, 'Disconnected']);
      expect(x?.listenerCount()).toBe(0);
    });

    it('keeps quiet when the hang-up fails', () => {
      const { x, a } = stageOf();
      x.answer('hangUp', () => throwError(() => hangUpError));

      started(of(a)).subscribe().unsubscribe();

      expect(x.callsTo('hangUp')).toHaveLength(1);
    });
  });

  it(
    'tells calls$ of the call after its own subscriber',
    marbles((m) => {
      const agent = new FakeCallAgent({ connectionState: 'Disconnected' });
      drive(m.hot('--C', AGENT), agent);
      const order: string[] = [];
      calls$(agent).subscribe(({ length }) => order.push(`${String(length)} calls`));
      started(of(agent), { timeout: Infinity }).subscribe(() => order.push('started'));
      m.flush();

      expect(order).toEqual(['0 calls', 'started', '1 calls']);
    }),
  );

  describe('the arguments', () => {
    const argumentsOf = (agent: FakeCallAgent | FakeTeamsCallAgent) => agent.callsTo('startCall');

    it.each([
      ['one callee', carol, [carol]],
      ['several callees', [carol, phone], [carol, phone]],
    ])('are passed on to the SDK: %s', (_what, callees, expected) => {
      const { a } = stageOf();
      const options = { alternateCallerId: phone, audioOptions: { muted: true } };

      of<CallAgent>(a)
        .pipe(startCall(callees, { ...options, timeout: 1 }))
        .subscribe()
        .unsubscribe();

      expect(argumentsOf(a)).toEqual([[expected, options]]);
    });

    it.each([
      ['one callee, which makes no group call', { microsoftTeamsUserId: 'carol' }],
      ['several callees, which make one', [{ microsoftTeamsUserId: 'carol' }, phone]],
      ['a list of one', [phone]],
    ])('are passed on to the SDK of a Teams user: %s', (_what, callees) => {
      const agent = new FakeTeamsCallAgent();
      const seen: unknown[] = [];

      of<TeamsCallAgent>(agent)
        .pipe(startCall(callees, { threadId: 'a thread' }))
        .subscribe((call) => seen.push(call))
        .unsubscribe();

      expect(seen).toEqual([expect.any(FakeTeamsCall)]);
      expect(argumentsOf(agent)).toEqual([[callees, { threadId: 'a thread' }]]);
    });

    it('are read when the operator is made', () => {
      const { a } = stageOf();
      const options: StartCallConfig & { audioOptions?: { muted: boolean } } = {};
      const dial = startCall<CallAgent>(carol, options);
      options.audioOptions = { muted: true };

      of(a).pipe(dial).subscribe().unsubscribe();

      expect(argumentsOf(a)).toEqual([[[carol], {}]]);
    });

    it.each<readonly [string, unknown, object, string]>([
      ['no callee', undefined, {}, 'callees must be an identifier'],
      ['an empty list', [], {}, 'or a list of at least one'],
      ['a text', '8:acs:carol', {}, 'callees must be an identifier'],
      ['an empty identifier', { communicationUserId: '' }, {}, 'callees must be an identifier'],
      ['a list with a gap', [carol, undefined], {}, 'callees must be an identifier'],
      ['a negative timeout', carol, { timeout: -1 }, 'timeout must be milliseconds'],
      ['a timeout that is no number', carol, { timeout: '1 s' }, 'timeout must be milliseconds'],
    ])('are refused with %s', (_what, callees, options, message) => {
      const make = () => startCall(callees as typeof carol, options);

      expect(make).toThrow(InvalidArgumentError);
      expect(make).toThrow(message);
    });
  });
});
