import { config, map, NEVER, of, switchMap, take, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { endLingering } from '../../src/streams/internal/lingering-agents.js';
import type { Context } from 'rxjs-marbles/context';
import { AgentCreationError, callAgent$, InvalidArgumentError } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
import { drive, FakeCall, FakeCallAgent, FakeSdkError, marbleHelpers } from 'rx-acs-calling/testing';

/** A `callAgent$` whose creations give these agents, each after one frame, and its `create`. */
const made = (m: Context, ...agents: readonly FakeCallAgent[]) => {
  const queue = [...agents];
  const create = jest.fn(() => m.cold('-x').pipe(map(() => queue.shift() ?? new FakeCallAgent())));
  return { create, agent$: callAgent$(create) };
};

/** Expects one call of `dispose()`, at the frame of the `d`; none without a `d`. */
const expectDisposal = (m: Context, agent: FakeCallAgent, at: string): void => {
  marbleHelpers(m.scheduler).expectCalls(agent, 'dispose').toBe(at, { d: [] });
};

const inUse$ = throwError(() => new FakeSdkError({ code: 400, subCode: 40008, message: 'Another agent.' }));

const LOSE = { X: { connectionState: 'Disconnected' } } as const;

const IN_USE = new AgentCreationError(
  'The agent was not created: 400/40008 (client in use). Another agent. The client has another agent, which nobody on this page is making or disposing of.',
  { cause: new FakeSdkError({ code: 400, subCode: 40008, message: 'Another agent.' }) },
);

describe('shareAgent', () => {
  it(
    'makes one agent for all subscribers, also for a late one, and disposes of it after linger',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const shared$ = agent$.pipe(shareAgent({ linger: 5 }));

      m.expect(shared$, '^----!     ').toBeObservable('-a          ', { a });
      m.expect(shared$, '---^-----! ').toBeObservable('---a        ', { a });
      expectDisposal(m, a, '              --------------d');
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'keeps the agent for a subscriber that comes within linger, as after take(1) or a second mount',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const shared$ = agent$.pipe(shareAgent({ linger: 5 }));

      m.expect(shared$.pipe(take(1))).toBeObservable('-(a|)', { a });
      m.expect(shared$, '----^-! ').toBeObservable('  ----a', { a });
      m.expect(shared$, '------^!').toBeObservable('  ------a', { a });
      expectDisposal(m, a, '                                ------------d');
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'makes one agent when the first subscriber leaves during the creation and another comes',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const shared$ = agent$.pipe(shareAgent());

      shared$.subscribe().unsubscribe();
      m.expect(shared$, '^---!').toBeObservable('-a', { a });
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'makes another agent for a subscriber that comes after linger',
    marbles((m) => {
      const [a, b] = [new FakeCallAgent(), new FakeCallAgent()];
      const shared$ = made(m, a, b).agent$.pipe(shareAgent({ linger: 3 }));

      m.expect(shared$, '^--!').toBeObservable('      -a', { a });
      m.expect(shared$, '-------^--!').toBeObservable('--------b', { b });
    }),
  );

  it.each([
    [0, '---d'],
    [Infinity, '----'],
    [undefined, '--- 1s d'],
  ])('with linger %p disposes of an agent that is left at the frame 3 at %s', (linger, disposal) => {
    marbles((m) => {
      const a = new FakeCallAgent();
      const shared$ = made(m, a).agent$.pipe(shareAgent(linger === undefined ? {} : { linger }));

      m.expect(shared$, '^--!').toBeObservable('-a', { a });
      expectDisposal(m, a, disposal);
    })();
  });

  it.each([
    [0, [1, false]],
    [Infinity, [0, false]],
    [1_000, [0, true]],
  ])(
    'with linger %p keeps no agent, keeps it for good, or until it is in the way',
    (linger, [disposals, isInTheWay]) => {
      marbles((m) => {
        const a = new FakeCallAgent();
        const subscription = made(m, a).agent$.pipe(shareAgent({ linger })).subscribe();
        m.scheduler.flush();

        subscription.unsubscribe();

        expect(a.callsTo('dispose')).toHaveLength(Number(disposals));
        expect(endLingering()).toBe(isInTheWay);
      })();
    },
  );

  it(
    'gives a subscriber that comes during the back-off the next agent, never the lost one',
    marbles((m) => {
      const [a, b] = [new FakeCallAgent(), new FakeCallAgent()];
      drive(m.hot('                   --X', LOSE), a);
      const shared$ = made(m, a, b).agent$.pipe(
        retryOnDisconnect({ delay: 10, reconnectTimeout: 0, random: () => 1 }),
        shareAgent(),
      );
      const early = ' ^------------------!';
      const late = '  -----^-------------!';

      m.expect(shared$, early).toBeObservable('-a-----------b', { a, b });
      m.expect(shared$, late).toBeObservable(' -------------b', { b });
    }),
  );

  it(
    'passes an error on to all subscribers, and begins anew for the next one',
    marbles((m) => {
      const a = new FakeCallAgent();
      const sources = [m.cold<FakeCallAgent>('--#', {}, new Error('no')), m.cold('-a', { a })];
      const shared$ = of(0).pipe(
        switchMap((): Observable<FakeCallAgent> => sources.shift() ?? NEVER),
        shareAgent(),
      );

      m.expect(shared$).toBeObservable('       --#', {}, new Error('no'));
      m.expect(shared$).toBeObservable('       --#', {}, new Error('no'));
      m.expect(shared$, '----^').toBeObservable('-----a', { a });
    }),
  );

  it(
    'completes for all subscribers with its source, and disposes of the agent at once',
    marbles((m) => {
      const a = new FakeCallAgent();
      const shared$ = made(m, a).agent$.pipe(take(1), shareAgent());

      m.expect(shared$).toBeObservable('-(a|)', { a });
      m.expect(shared$).toBeObservable('-(a|)', { a });
      expectDisposal(m, a, '           -d');
    }),
  );

  it(
    'lets a subscriber leave and subscribe inside next',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const once$ = agent$.pipe(shareAgent({ linger: 5 }), take(1));

      m.expect(once$.pipe(switchMap(() => once$))).toBeObservable('-(a|)', { a });
      expectDisposal(m, a, '                                      ------d');
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'disposes of a lingering agent without calls early when the SDK refuses another one',
    marbles((m) => {
      const [a, b] = [new FakeCallAgent(), new FakeCallAgent()];
      const shared$ = made(m, a).agent$.pipe(shareAgent({ linger: 1_000 }));
      const other$ = callAgent$(() => (a.callsTo('dispose').length ? of(b) : inUse$));

      m.expect(shared$, '^--!     ').toBeObservable('-a', { a });
      m.expect(other$, ' -----^-!').toBeObservable('-----b', { b });
      expectDisposal(m, a, '                            -----d');
    }),
  );

  it(
    'never disposes early of a lingering agent that has a call',
    marbles((m) => {
      const a = new FakeCallAgent({ calls: [new FakeCall({ state: 'Connected' })] });
      const shared$ = made(m, a).agent$.pipe(shareAgent({ linger: 100 }));

      m.expect(shared$, '                     ^--!   ').toBeObservable('-a', { a });
      m.expect(
        callAgent$(() => inUse$),
        '-----^',
      ).toBeObservable('-----#', {}, IN_USE);
      expectDisposal(m, a, '                       --- 100ms d');
    }),
  );

  it(
    'ends a lingering creation early, whatever calls the agent before had',
    marbles((m) => {
      const a = new FakeCallAgent({ calls: [new FakeCall({ state: 'Connected' })] });
      const b = new FakeCallAgent();
      const sources = [m.cold<FakeCallAgent>('a--#', { a }), m.cold<FakeCallAgent>('---')];
      const shared$ = of(0).pipe(
        switchMap(() => sources.shift() ?? NEVER),
        shareAgent(),
      );
      const creations = [inUse$, of(b)];
      const other$ = callAgent$(() => creations.shift() ?? NEVER);

      m.expect(shared$, '^        ').toBeObservable('a--#   ', { a });
      m.expect(shared$, '----^-!  ').toBeObservable('----   ');
      m.expect(other$, ' -------^!').toBeObservable('-------b', { b });
    }),
  );

  it.each([-1, NaN, '5'])('refuses %p for linger at once', (linger) => {
    expect(() => shareAgent({ linger: linger as number })).toThrow(
      new InvalidArgumentError(
        `linger must be milliseconds from 0 to 2147483647, or Infinity for never, not ${String(linger)}.`,
      ),
    );
  });

  it('leaves nothing unhandled', () => {
    const unhandled = jest.fn();
    config.onUnhandledError = unhandled;
    callAgent$(() => throwError(() => new Error('no')))
      .pipe(shareAgent())
      .subscribe({ error: () => undefined });
    config.onUnhandledError = null;

    expect(unhandled).not.toHaveBeenCalled();
  });
});
