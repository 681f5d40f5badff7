import {
  config,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  noop,
  of,
  takeUntil,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { marbles } from 'rxjs-marbles/jest';
import {
  AgentCreationError,
  callAgent$,
  CallingTimeoutError,
  connectionState$,
  InvalidArgumentError,
} from 'rx-acs-calling';
import { drive, FakeCallAgent, FakeSdkError, marbleHelpers } from 'rx-acs-calling/testing';

const timedOut = (message: string) => new CallingTimeoutError(message, 10);
const NOT_SETTLED =
  'There is no agent after 10 ms: the SDK has not settled the creation, as when a token refresher never settles. An agent that comes later is disposed of.';
const TIMED_OUT = timedOut(NOT_SETTLED);
const NOT_GONE = 'There is no agent after 10 ms: the dispose() of the previous one has not settled.';

/** Expects one call of `dispose()`, at the frame of the `d`. */
const expectDisposal = (m: Context, agent: FakeCallAgent, at: string): void => {
  marbleHelpers(m.scheduler).expectCalls(agent, 'dispose').toBe(at, { d: [] });
};

const notCreated = (words: string, cause?: unknown) =>
  new AgentCreationError(`The agent was not created: no code. ${words}.`, { cause });

const NO_AGENT = new AgentCreationError(
  'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token.',
);

const REFUSAL = new FakeSdkError({ code: 400, subCode: 40008, message: 'Another agent.' });
const REFUSED = new AgentCreationError(
  'The agent was not created: 400/40008 (client in use). Another agent. The client has another agent, which nobody on this page is making or disposing of.',
  { cause: REFUSAL },
);

const TOKEN = 'eyJhbGciOiJub25lIn0.eyJza3lwZWlkIjoiYWNzOjEifQ.c2lnbmF0dXJl';

/** Rejects after a frame. */
const rejecting = (cause: unknown): Observable<never> =>
  timer(1).pipe(
    // eslint-disable-next-line rxjs-x/throw-error -- the SDK may reject with anything
    mergeMap(() => throwError(() => cause)),
  );

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

  it.each([
    [
      'emits the agent, and disposes of it when the subscriber leaves',
      '--(a|)         ',
      '^-----!        ',
      '--a----        ',
      '------^-!      ',
    ],
    [
      'disposes of an agent that arrives after the subscriber has left',
      '-----(a|)      ',
      '^--!           ',
      '----           ',
      '-----^-!       ',
    ],
    [
      'disposes of an agent that arrives after the timeout',
      '------------(a|)',
      undefined,
      '----------#    ',
      '------------^-!',
    ],
  ])('%s', (_what, creation, leaves, result, disposal) => {
    marbles((m) => {
      const disposed = m.cold('--(r|)');
      const a = new FakeCallAgent({ dispose: () => disposed });
      const created = m.cold(creation, { a });

      m.expect(
        callAgent$(() => created, { timeout: 10 }),
        leaves,
      ).toBeObservable(result, { a }, TIMED_OUT);
      m.expect(created).toHaveSubscriptions(`^${'-'.repeat(creation.indexOf('(') - 1)}!`);
      m.expect(disposed).toHaveSubscriptions(disposal);
    })();
  });

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
  ])('treats an agent whose dispose() %s as disposed of', (_how, dispose) => {
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
      expectDisposal(m, a, '    -----d ');
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
    'does not create once more when the subscriber leaves during that disposal',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => m.cold('-----(r|)') });
      const create = jest.fn(() => of(a));

      m.expect(
        callAgent$(() => of(a)),
        '                       ^-!      ',
      ).toBeObservable('        a--      ', { a });
      m.expect(callAgent$(create), '---^-!').toBeObservable('------   ');
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
      expect(a.callsTo('dispose')).toHaveLength(1);
    }),
  );

  it(
    'calls create again after a refusal when a disposal elsewhere has settled, not after another refusal',
    marbles((m) => {
      const a = new FakeCallAgent({ dispose: () => m.cold('------(r|)') });
      const [b, c] = [new FakeCallAgent(), new FakeCallAgent()];
      const [ofOne, ofTwo] = [
        [throwError(() => REFUSAL), of(b)],
        [throwError(() => REFUSAL), of(c)],
      ];
      const elsewhere$ = callAgent$(() => of(a));
      const one$ = callAgent$(() => ofOne.shift() ?? NEVER);
      const two$ = callAgent$(() => ofTwo.shift() ?? NEVER);

      m.expect(elsewhere$, '^-!        ').toBeObservable('a--       ', { a });
      m.expect(one$, '      ---^------!').toBeObservable('--------b-', { b });
      m.expect(two$, '      ----^-----!').toBeObservable('--------c-', { c });
    }),
  );

  it.each([
    ['that creation has settled', '-----(a|)', '-----------', '-----a'],
    ['that creation is refused', ' -----(r|)', '-----------', '-----a'],
    ['the agent is connected', '   ---------a', '---c-------', '---a'],
    ['30 s have passed', '         -', '          -----------', '- 30s a'],
  ])(
    'waits with an agent that another creation is making until %s',
    (_when, creation, connection, result) => {
      marbles((m) => {
        const a = new FakeCallAgent({ connectionState: 'Disconnected' });
        drive(m.hot(connection, { c: { connectionState: 'Connected' as const } }), a);
        const outcomes = { a: of(a), r: throwError(() => REFUSAL) };
        const creations = [m.cold(creation, outcomes).pipe(mergeMap((outcome) => outcome)), NEVER];
        const elsewhere$ = callAgent$<FakeCallAgent>(() => creations.shift() ?? NEVER, { timeout: Infinity });

        elsewhere$.pipe(takeUntil(timer(50_000))).subscribe({ error: noop });
        m.expect(
          callAgent$(() => of(a)),
          '-^ 40s !',
        ).toBeObservable(result, { a });
      })();
    },
  );

  it(
    'calls create again when another creation was making the agent and has failed',
    marbles((m) => {
      const [a, b] = [new FakeCallAgent({ connectionState: 'Disconnected' }), new FakeCallAgent()];
      const elsewhere$ = callAgent$<FakeCallAgent>(() => m.cold('-----#', {}, new Error('no')));
      const creations = [of(a), of(b)];

      m.expect(elsewhere$).toBeObservable('-----#', {}, notCreated('no', new Error('no')));
      m.expect(
        callAgent$(() => creations.shift() ?? NEVER),
        '-^-----!',
      ).toBeObservable('-----b', { b });
      expectDisposal(m, a, '-----d');
    }),
  );

  it.each<readonly [string, (a: FakeCallAgent) => Observable<FakeCallAgent>]>([
    ['a creation', () => NEVER],
    ['a disposal', (a) => of(a)],
  ])(
    'waits after a refusal for 60 s at most for %s that never settles and has no subscribers',
    (_what, create) => {
      marbles((m) => {
        const a = new FakeCallAgent({ dispose: () => NEVER });
        const elsewhere$ = callAgent$(() => create(a));
        const refused$ = callAgent$(() => throwError(() => REFUSAL), { timeout: Infinity });

        elsewhere$.subscribe().unsubscribe();
        m.expect(refused$, '--^').toBeObservable('60s #', {}, REFUSED);
      })();
    },
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

  it.each<readonly [string, () => Observable<FakeCallAgent | undefined>, string, Error]>([
    ['rejects with a string', () => rejecting('no network'), '-#', notCreated('no network', 'no network')],
    ['rejects with nothing', () => rejecting(undefined), '-#', notCreated('undefined')],
    [
      'rejects with an object whose message is no text',
      () => rejecting({ message: 7 }),
      '-#',
      notCreated('7', { message: 7 }),
    ],
    [
      'rejects with a token in the message, which the error leaves out',
      () => rejecting(new Error(`cannot use ${TOKEN} at all`)),
      '-#',
      notCreated('cannot use <token> at all', new Error(`cannot use ${TOKEN} at all`)),
    ],
    [
      'throws',
      () => {
        throw new Error('no credential');
      },
      '#',
      notCreated('no credential', new Error('no credential')),
    ],
    ['resolves with undefined', () => timer(2).pipe(map(() => undefined)), '--#', NO_AGENT],
    ['completes with nothing', () => timer(2).pipe(mergeMap(() => EMPTY)), '--#', NO_AGENT],
    ['has not settled in time', () => NEVER, '----------#', TIMED_OUT],
  ])('errs when the creation %s', (_how, create, result, error) => {
    marbles((m) => {
      m.expect(callAgent$(create, { timeout: 10 })).toBeObservable(result, {}, error);
    })();
  });

  it(
    'waits 60 s for a creation by default, and for ever with the timeout Infinity',
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
    'creates anew after a timeout, without waiting for the creation that may never settle',
    marbles((m) => {
      const a = new FakeCallAgent();
      const created = [NEVER, of(a)];
      const agent$ = callAgent$<FakeCallAgent>(() => created.shift() ?? EMPTY, { timeout: 10 });

      m.expect(agent$).toBeObservable('                     ----------#   ', {}, TIMED_OUT);
      m.expect(agent$, '                                    ------------^-!').toBeObservable(
        '------------a',
        { a },
      );
    }),
  );

  it(
    'keeps an agent that arrives after the timeout if a later subscription holds it',
    marbles((m) => {
      const a = new FakeCallAgent();
      const created = [timer(15).pipe(map(() => a)), of(a)];
      const agent$ = callAgent$<FakeCallAgent>(() => created.shift() ?? EMPTY, { timeout: 10 });

      m.expect(agent$).toBeObservable('----------#', {}, TIMED_OUT);
      m.expect(agent$, '               ------------^ 20ms !').toBeObservable('------------a', { a });
      expectDisposal(m, a, '           ------------- 20ms d');
    }),
  );

  it(
    'calls create when the previous disposal takes too long, and errs when it gets that agent for as long again',
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
    'does not create when the subscriber leaves during the disposal of the previous agent',
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
    'takes the first agent of an Observable that emits several, and unsubscribes from it',
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

  it('refuses anything but a function at once', () => {
    const promise = Promise.resolve(new FakeCallAgent());

    expect(() => callAgent$(promise as never)).toThrow(InvalidArgumentError);
  });
});

/** The SDK hands out an agent that another creation is still making: it is `Disconnected`, and cannot start calls. */
describe('callAgent$ with an agent that another creation may still be making', () => {
  const unmade = () => new FakeCallAgent({ connectionState: 'Disconnected' });

  it(
    'emits it as soon as one of the other creations has given it',
    marbles((m) => {
      const a = unmade();
      const making = m.cold(' ------(a|)', { a });
      const slow = m.cold('   --------------(b|)', { b: new FakeCallAgent() });
      const sooner = m.cold(' -(a|)', { a });

      m.expect(callAgent$(() => making)).toBeObservable(' ------a', { a });
      m.expect(
        callAgent$(() => slow),
        '^---------!',
      ).toBeObservable('-');
      m.expect(callAgent$(() => sooner)).toBeObservable(' ------a', { a });
    }),
  );

  it(
    'waits when another creation gives another agent, until the last one is through',
    marbles((m) => {
      const [a, b, c] = [unmade(), new FakeCallAgent(), new FakeCallAgent()];
      const other = m.cold('  ---(b|)', { b });
      const slow = m.cold('   --------(c|)', { c });
      const sooner = m.cold(' -(a|)', { a });

      m.expect(callAgent$(() => other)).toBeObservable('  ---b', { b });
      m.expect(
        callAgent$(() => slow),
        '^---------!',
      ).toBeObservable('--------c', { c });
      m.expect(callAgent$(() => sooner)).toBeObservable(' --------a', { a });
    }),
  );

  it(
    'emits it at once when the others have failed or ended before, or only a disposal is under way',
    marbles((m) => {
      const a = unmade();
      const leaving = new FakeCallAgent({ dispose: () => m.cold('---------(r|)') });
      const gone = m.cold('   -(x|)', { x: leaving });
      const failing = m.cold('---#', {}, new Error('no'));
      const later = m.cold('  -----(a|)', { a });

      m.expect(
        callAgent$(() => gone),
        '^-!',
      ).toBeObservable('-x', { x: leaving });
      m.expect(callAgent$(() => failing)).toBeObservable('---#', {}, notCreated('no', new Error('no')));
      m.expect(callAgent$(() => later)).toBeObservable('-----a', { a });
    }),
  );
});
