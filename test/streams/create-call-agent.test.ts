import { config, EMPTY, map, mergeMap, NEVER, of, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  AgentCreationError,
  callAgent$,
  CallingTimeoutError,
  connectionState$,
  InvalidArgumentError,
} from 'rx-acs-calling';
import { drive, FakeCallAgent, FakeSdkError } from 'rx-acs-calling/testing';

const timedOut = (message: string) => new CallingTimeoutError(message, 10);
const NOT_SETTLED =
  'There is no agent after 10 ms: the SDK has not settled the creation, as when a token refresher never settles. An agent that comes later is disposed of.';
const NOT_GONE = 'There is no agent after 10 ms: the dispose() of the previous one has not settled.';

describe('callAgent$', () => {
  it(
    'creates nothing before it is subscribed to',
    marbles((m) => {
      const a = new FakeCallAgent();
      const create = jest.fn(() => m.cold('--a', { a }));

      const agent$ = callAgent$(create);

      expect(create).not.toHaveBeenCalled();
      m.expect(agent$, '-----^--!').toBeObservable('-------a', { a });
    }),
  );

  it(
    'emits the agent, and disposes of it when the subscriber leaves',
    marbles((m) => {
      const disposed = m.cold('         --(r|) ');
      const a = new FakeCallAgent({ dispose: () => disposed });
      const create = m.cold('   --(a|)         ', { a });
      const subs = '            ^-----!        ';
      const expected = '        --a----        ';

      m.expect(
        callAgent$(() => create),
        subs,
      ).toBeObservable(expected, { a });
      m.expect(disposed).toHaveSubscriptions('------^-!');
    }),
  );

  it(
    'disposes of an agent that arrives after the subscriber has left',
    marbles((m) => {
      const disposed = m.cold('          --(r|)');
      const a = new FakeCallAgent({ dispose: () => disposed });
      const create = m.cold('   -----(a|)     ', { a });
      const subs = '            ^--!          ';
      const expected = '        ----          ';

      m.expect(
        callAgent$(() => create),
        subs,
      ).toBeObservable(expected);
      m.expect(create).toHaveSubscriptions('    ^----!');
      m.expect(disposed).toHaveSubscriptions('  -----^-!');
    }),
  );

  it(
    'waits with a new creation until the disposal of the previous agent has settled',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => m.cold('----(r|)') });
      const b = new FakeCallAgent();
      const created = m.cold('  -(x|)             ');
      const agents = [a, b];
      const agent$ = callAgent$(() => created.pipe(map(() => agents.shift())));
      const first = '           ^--!              ';
      const second = '          ----^-------!     ';
      //                        disposed: ---^---!
      m.expect(agent$, first).toBeObservable('  -a--', { a });
      m.expect(agent$, second).toBeObservable(' --------b----', { b });
      m.expect(created).toHaveSubscriptions(['  ^!          ', '-------^!']);
    }),
  );

  it(
    'waits with a new creation until an agent that came too late has been disposed of',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => m.cold('--(r|)') });
      const b = new FakeCallAgent();
      const created = [m.cold(' -----(a|)', { a }), m.cold('-(b|)', { b })];
      const agent$ = callAgent$<FakeCallAgent>(() => created.shift() ?? EMPTY);

      m.expect(agent$, '        ^-!           ').toBeObservable('---');
      m.expect(agent$, '        ---^------!   ').toBeObservable('--------b--', { b });
    }),
  );

  it.each([
    [
      'rejects, as the SDK does with 409/40203',
      () => throwError(() => new FakeSdkError({ code: 409, subCode: 40203 })),
    ],
    [
      'throws',
      () => {
        throw new Error('no such thing');
      },
    ],
  ])('takes an agent whose dispose() %s for disposed of', (_how, dispose) => {
    marbles((m) => {
      const [a, b] = [new FakeCallAgent({ dispose }), new FakeCallAgent()];
      const agents = [a, b];
      const agent$ = callAgent$(() => of(agents.shift()));

      m.expect(agent$, '        ^-!  ').toBeObservable('a--', { a });
      m.expect(agent$, '        --^-!').toBeObservable('--b', { b });
    })();
  });

  it(
    'disposes once of an agent that several subscriptions hold, when the last of them leaves',
    marbles((m) => {
      const a = new FakeCallAgent();
      const agent$ = callAgent$(() => of(a));

      m.expect(agent$, '        ^--!   ').toBeObservable('a---', { a });
      m.expect(agent$, '        -^---! ').toBeObservable('-a---', { a });
      m.expect(timer(4).pipe(map(() => a.callsTo('dispose').length))).toBeObservable('----(x|)', { x: 0 });
      m.expect(timer(6).pipe(map(() => a.callsTo('dispose').length))).toBeObservable('------(x|)', { x: 1 });
    }),
  );

  it(
    'creates once more when the SDK hands out an agent that is being disposed of elsewhere',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => m.cold('---(r|)') });
      const b = new FakeCallAgent();
      const agents = [a, b];
      const elsewhere = callAgent$(() => of(a));
      const agent$ = callAgent$(() => of(agents.shift()));

      m.expect(elsewhere, '     ^-!       ').toBeObservable('a--', { a });
      m.expect(agent$, '        ---^---!  ').toBeObservable('-----b--', { b });
    }),
  );

  it(
    'asks again for 10 s while the SDK hands out an agent that has been disposed of, and then errs',
    marbles((m) => {
      const a = new FakeCallAgent();
      const agent$ = callAgent$(() => of(a));

      m.expect(agent$, '        ^-!  ').toBeObservable('a--', { a });
      m.expect(agent$, '        ---^ ').toBeObservable(
        '--- 10s #',
        {},
        new AgentCreationError(
          'The creation gave an agent that has been disposed of. It cannot be used again.',
        ),
      );
    }),
  );

  it(
    'errs when the creation rejects, with the codes of the SDK, its error as the cause, and no agent to dispose of',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 401, subCode: 44114, message: 'Invalid scope.' });
      const create = m.cold('--#', {}, cause);
      const error = callAgent$(() => create).pipe(map(() => 'no error'));
      const caught: unknown[] = [];

      error.subscribe({ error: (reason: unknown) => caught.push(reason) });
      m.flush();

      expect(caught).toHaveLength(1);
      expect(caught[0]).toBeInstanceOf(AgentCreationError);
      expect(caught[0]).toMatchObject({
        name: 'AgentCreationError',
        message: 'The agent was not created: 401/44114 (token scope). Invalid scope.',
        code: 401,
        subCode: 44114,
        resultCategories: cause.resultCategories,
        attempts: 1,
        cause,
      });
    }),
  );

  it.each([
    ['a string', 'no network', 'no network'],
    ['nothing', undefined, 'undefined'],
    ['what has no text for a message', { message: 7 }, '7'],
  ])('errs when the creation rejects with %s', (_what, cause, words) => {
    marbles((m) => {
      // eslint-disable-next-line rxjs-x/throw-error -- that is the case to test
      const create = timer(1).pipe(mergeMap(() => throwError(() => cause)));

      m.expect(callAgent$(() => create)).toBeObservable(
        '-#',
        {},
        new AgentCreationError(`The agent was not created: no code. ${words}`, { cause }),
      );
    })();
  });

  it(
    'never has a token in its message',
    marbles((m) => {
      const token = 'eyJhbGciOiJub25lIn0.eyJza3lwZWlkIjoiYWNzOjEifQ.c2lnbmF0dXJl';
      const cause = new Error(`cannot use ${token} at all`);
      const create = m.cold('-#', {}, cause);

      m.expect(callAgent$(() => create)).toBeObservable(
        '-#',
        {},
        new AgentCreationError('The agent was not created: no code. cannot use <token> at all', { cause }),
      );
    }),
  );

  it(
    'errs when the function that creates throws',
    marbles((m) => {
      const cause = new Error('no credential');
      const agent$ = callAgent$(() => {
        throw cause;
      });

      m.expect(agent$).toBeObservable(
        '#',
        {},
        new AgentCreationError('The agent was not created: no code. no credential', { cause }),
      );
    }),
  );

  it.each([
    ['resolves with undefined', '--(u|)', '--#'],
    ['completes with nothing', '--|', '--#'],
  ])('errs when the creation %s', (_how, creation, expected) => {
    marbles((m) => {
      const create = m.cold<FakeCallAgent | undefined>(creation, { u: undefined });

      m.expect(callAgent$(() => create)).toBeObservable(
        expected,
        {},
        new AgentCreationError(
          'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token.',
        ),
      );
    })();
  });

  it(
    'errs when the creation has not settled in time',
    marbles((m) => {
      m.expect(callAgent$(() => NEVER, { timeout: 10 })).toBeObservable(
        '----------#',
        {},
        timedOut(NOT_SETTLED),
      );
    }),
  );

  it(
    'waits 60 s for a creation unless told otherwise, and for ever if told so',
    marbles((m) => {
      m.expect(callAgent$(() => NEVER)).toBeObservable(
        '60s #',
        {},
        new CallingTimeoutError(NOT_SETTLED.replace('10 ms', '60000 ms'), 60_000),
      );
      m.expect(
        callAgent$(() => NEVER, { timeout: Infinity }),
        '^ 60m !',
      ).toBeObservable('---');
    }),
  );

  it(
    'does not time out once the agent is there',
    marbles((m) => {
      const a = new FakeCallAgent();
      const create = m.cold('-----(a|)', { a });

      m.expect(
        callAgent$(() => create, { timeout: 10 }),
        '^ 30ms !',
      ).toBeObservable('-----a', { a });
    }),
  );

  it(
    'disposes of an agent that arrives after the timeout',
    marbles((m) => {
      const disposed = m.cold('                --(r|)');
      const a = new FakeCallAgent({ dispose: () => disposed });
      const create = m.cold('      ------------(a|)', { a });

      m.expect(callAgent$(() => create, { timeout: 10 })).toBeObservable(
        '----------#',
        {},
        timedOut(NOT_SETTLED),
      );
      m.expect(disposed).toHaveSubscriptions('------------^-!');
    }),
  );

  it(
    'creates anew after a timeout, without waiting for what may never come',
    marbles((m) => {
      const a = new FakeCallAgent();
      const created = [NEVER, of(a)];
      const agent$ = callAgent$<FakeCallAgent>(() => created.shift() ?? EMPTY, { timeout: 10 });

      m.expect(agent$).toBeObservable('                     ----------#   ', {}, timedOut(NOT_SETTLED));
      m.expect(agent$, '                                    ------------^-!').toBeObservable(
        '------------a',
        { a },
      );
    }),
  );

  it(
    'keeps an agent that arrives after the timeout, when a later subscription has got that very agent',
    marbles((m) => {
      const a = new FakeCallAgent();
      const created = [timer(15).pipe(map(() => a)), of(a)];
      const agent$ = callAgent$<FakeCallAgent>(() => created.shift() ?? EMPTY, { timeout: 10 });

      m.expect(agent$).toBeObservable('----------#', {}, timedOut(NOT_SETTLED));
      m.expect(agent$, '               ------------^ 20ms !').toBeObservable('------------a', { a });
      m.expect(timer(20).pipe(map(() => a.callsTo('dispose').length))).toBeObservable('20ms (x|)', { x: 0 });
    }),
  );

  it(
    'asks again when the previous agent is not gone in time, and errs when it gets the same one for as long again',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => NEVER });
      const create = jest.fn(() => of(a));
      const agent$ = callAgent$(create, { timeout: 10 });

      m.expect(agent$, '^--!').toBeObservable('a---', { a });
      m.expect(agent$, '----^').toBeObservable('----  -------------------#', {}, timedOut(NOT_GONE));
      m.flush();
      expect(create).toHaveBeenCalledTimes(2);
    }),
  );

  it(
    'does not create when the subscriber leaves while the previous agent is on its way out',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => m.cold('-----(r|)') });
      const create = jest.fn(() => of(a));
      const agent$ = callAgent$(create);

      m.expect(agent$, '^--!    ').toBeObservable('a---', { a });
      m.expect(agent$, '----^-! ').toBeObservable('-------');
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'takes the first agent of an Observable that emits several, and lets go of that Observable',
    marbles((m) => {
      const [a, b] = [new FakeCallAgent(), new FakeCallAgent()];
      const create = m.hot('    --a--b--', { a, b });

      m.expect(
        callAgent$(() => create),
        '^------!',
      ).toBeObservable('--a', { a });
      m.expect(create).toHaveSubscriptions('^-!');
    }),
  );

  it('takes a promise, and survives a rejection that comes after the subscriber has left', async () => {
    const unhandled = jest.fn();
    config.onUnhandledError = unhandled;
    let reject: (cause: Error) => void = () => undefined;
    const pending = new Promise<FakeCallAgent>((_resolve, no) => (reject = no));

    callAgent$(() => pending)
      .subscribe({ error: unhandled })
      .unsubscribe();
    reject(new Error('too late'));
    await expect(pending).rejects.toThrow('too late');
    config.onUnhandledError = null;

    expect(unhandled).not.toHaveBeenCalled();
  });

  it(
    'composes with the streams over the agent, and leaves no listener behind',
    marbles((m) => {
      const a = new FakeCallAgent({ connectionState: 'Disconnected' });
      drive(m.hot('             ---c', { c: { connectionState: 'Connected' as const } }), a);
      const state$ = callAgent$(() => m.cold('-(a|)', { a })).pipe(mergeMap(connectionState$));

      m.expect(state$, '        ^-----!').toBeObservable('-d-c---', { d: 'Disconnected', c: 'Connected' });
      m.flush();
      expect(a.listenerCount()).toBe(0);
    }),
  );

  it.each([NaN, -1, 2 ** 31, '5'])('refuses a timeout of %p at once', (timeout) => {
    expect(() => callAgent$(() => EMPTY, { timeout: timeout as number })).toThrow(InvalidArgumentError);
  });

  it('refuses what is not a function at once', () => {
    const promise = Promise.resolve(new FakeCallAgent());

    expect(() => callAgent$(promise as never)).toThrow(InvalidArgumentError);
  });
});
