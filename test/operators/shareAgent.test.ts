import { config, map, NEVER, of, switchMap, take, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import type { Context } from 'rxjs-marbles/context';
import { callAgent$, InvalidArgumentError } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
import { drive, FakeCall, FakeCallAgent } from 'rx-acs-calling/testing';

/** A `callAgent$` whose creations give these agents, each after one frame; and how often it has been asked. */
const made = (m: Context, ...agents: readonly FakeCallAgent[]) => {
  const queue = [...agents];
  const create = jest.fn(() => m.cold('-x').pipe(map(() => queue.shift() ?? new FakeCallAgent())));
  return { create, agent$: callAgent$(create) };
};

const disposals = (agent: FakeCallAgent): number => agent.callsTo('dispose').length;

const LOSE = { X: { connectionState: 'Disconnected' } } as const;

describe('shareAgent', () => {
  it(
    'makes one agent for all subscribers, also for a late one, and ends it after linger',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const shared$ = agent$.pipe(shareAgent({ linger: 5 }));
      const early = '        ^----!     ';
      const late = '         ---^-----! ';

      m.expect(shared$, early).toBeObservable('-a', { a });
      m.expect(shared$, late).toBeObservable('---a', { a });
      const ended = m.cold('------------- x').pipe(map(() => disposals(a)));
      m.expect(ended).toBeObservable('-------------0', { 0: 0 });
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
      expect(disposals(a)).toBe(1);
    }),
  );

  it(
    'keeps the agent for one who comes within linger, as after take(1), and for a component that is mounted twice',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const shared$ = agent$.pipe(shareAgent({ linger: 5 }));

      m.expect(shared$.pipe(take(1))).toBeObservable('     -(a|)', { a });
      m.expect(shared$, '----^-!').toBeObservable('----a', { a });
      m.expect(shared$, '------^!').toBeObservable('------a', { a });
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
      expect(disposals(a)).toBe(1);
    }),
  );

  it(
    'makes one agent when the first subscriber leaves while it is made, and another comes',
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
    'makes another agent for one who comes after linger',
    marbles((m) => {
      const [a, b] = [new FakeCallAgent(), new FakeCallAgent()];
      const shared$ = made(m, a, b).agent$.pipe(shareAgent({ linger: 3 }));

      m.expect(shared$, '^--!').toBeObservable('      -a', { a });
      m.expect(shared$, '-------^--!').toBeObservable('--------b', { b });
    }),
  );

  it.each([
    [0, 1],
    [Infinity, 0],
  ])('with linger %d has ended the agent %d times right after the last one has left', (linger, times) => {
    marbles((m) => {
      const a = new FakeCallAgent();
      const shared$ = made(m, a).agent$.pipe(shareAgent({ linger }));

      m.expect(shared$, '^--!').toBeObservable('-a', { a });
      m.flush();
      expect(disposals(a)).toBe(times);
    })();
  });

  it(
    'has a second of linger by default',
    marbles((m) => {
      const a = new FakeCallAgent();
      const shared$ = made(m, a).agent$.pipe(shareAgent());
      const disposed$ = m.cold('1002ms x-x').pipe(map(() => disposals(a)));

      m.expect(shared$, '^--!').toBeObservable('    -a', { a });
      m.expect(disposed$).toBeObservable('         1002ms 0-1', { 0: 0, 1: 1 });
    }),
  );

  it(
    'gives a subscriber that comes during the back-off the next agent, never the one that is gone',
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
    'hands an error to all, and begins anew for the next subscriber',
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
    'completes for all with its source, whose agent ends at once',
    marbles((m) => {
      const a = new FakeCallAgent();
      const shared$ = made(m, a).agent$.pipe(take(1), shareAgent());

      m.expect(shared$).toBeObservable('-(a|)', { a });
      m.expect(shared$).toBeObservable('-(a|)', { a });
      m.expect(m.cold('--x').pipe(map(() => disposals(a)))).toBeObservable('--1', { 1: 1 });
    }),
  );

  it(
    'lets a subscriber leave and subscribe inside next',
    marbles((m) => {
      const a = new FakeCallAgent();
      const { agent$, create } = made(m, a);
      const once$ = agent$.pipe(shareAgent({ linger: 5 }), take(1));

      m.expect(once$.pipe(switchMap(() => once$))).toBeObservable('-(a|)', { a });
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
      expect(disposals(a)).toBe(1);
    }),
  );

  it(
    'ends a lingering agent without calls early when the SDK refuses another one',
    marbles((m) => {
      const a = new FakeCallAgent();
      const b = new FakeCallAgent();
      const shared$ = made(m, a).agent$.pipe(shareAgent({ linger: 1_000 }));
      const other$ = callAgent$(() =>
        disposals(a)
          ? of(b)
          : throwError(() => Object.assign(new Error('Another agent.'), { code: 400, subCode: 40008 })),
      );

      m.expect(shared$, '^--!').toBeObservable('-a', { a });
      m.expect(other$, '-----^-!').toBeObservable('-----b', { b });
    }),
  );

  it(
    'never ends a lingering agent early that has a call',
    marbles((m) => {
      const a = new FakeCallAgent({ calls: [new FakeCall({ state: 'Connected' })] });
      const shared$ = made(m, a).agent$.pipe(shareAgent({ linger: 100 }));
      const other$ = callAgent$(() =>
        throwError(() => Object.assign(new Error('Another agent.'), { code: 400, subCode: 40008 })),
      );
      other$.subscribe({ error: () => undefined });

      m.expect(shared$, '^--!').toBeObservable('-a', { a });
      m.expect(m.cold('---- 50ms x').pipe(map(() => disposals(a)))).toBeObservable('---- 50ms 0', { 0: 0 });
    }),
  );

  it.each([-1, NaN, '5'])('refuses %p for linger at once', (linger) => {
    expect(() => shareAgent({ linger: linger as number })).toThrow(InvalidArgumentError);
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
