import type { ConnectionState, ConnectionStateChangedReason } from '@azure/communication-calling';
import { defer, EMPTY, map, NEVER, of, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  AgentCreationError,
  AgentDisconnectedError,
  callAgent$,
  CallingTimeoutError,
  InvalidArgumentError,
  type DisconnectReason,
  type CallingError,
} from 'rx-acs-calling';
import { retryOnDisconnect, type RetryOnDisconnectConfig } from 'rx-acs-calling/operators';
import { FakeCall, FakeCallAgent, FakeSdkError, marbleHelpers } from 'rx-acs-calling/testing';

/** No jitter, and short times, so that they fit into a diagram. */
const config: RetryOnDisconnectConfig = {
  delay: 4,
  maxDelay: 10,
  resetAfter: 100,
  connectTimeout: 6,
  reconnectTimeout: 0,
  random: () => 1,
};

type Change = readonly [connectionState: ConnectionState, reason?: ConnectionStateChangedReason];

const CHANGES: Record<string, Change> = {
  C: ['Connected'],
  X: ['Disconnected', 'connectionIssue'],
  T: ['Disconnected', 'invalidToken'],
  U: ['Disconnected'],
};

/** An agent that changes as the diagram says, from the moment of its creation on. */
const agent = (changes$: Observable<Change>, init: ConstructorParameters<typeof FakeCallAgent>[0] = {}) => {
  const fake = new FakeCallAgent({ connectionState: 'Connected', ...init });
  const created = defer(() => {
    changes$.subscribe(([newValue, reason]) => {
      const oldValue = fake.connectionState;
      fake.write({ connectionState: newValue });
      fake.emit('connectionStateChanged', { oldValue, newValue, ...(reason && { reason }) });
    });
    return of(fake);
  });
  return { fake, created };
};

/** Creates one after another what is given here. */
const creating = (...creations: readonly Observable<FakeCallAgent | undefined>[]) => {
  const rest = [...creations];
  return jest.fn(() => rest.shift() ?? NEVER);
};

const sdkError = (code: number, subCode: number) =>
  throwError(() => new FakeSdkError({ code, subCode, message: 'No.' }));

const lost = (reason: string) => `The agent has lost its connection (${reason}).`;

const disconnected = (message: string, reason: DisconnectReason, attempts: number) =>
  new AgentDisconnectedError(message, { reason, attempts });

const notMade = (message: string, code: number, subCode: number, attempts: number) =>
  new AgentCreationError(message, {
    cause: new FakeSdkError({ code, subCode, message: 'No.' }),
    attempts,
  });

const retried = (create: () => Observable<FakeCallAgent | undefined>, more: RetryOnDisconnectConfig = {}) =>
  callAgent$(create, { timeout: 20 }).pipe(retryOnDisconnect({ ...config, ...more }));

describe('retryOnDisconnect', () => {
  describe('replaces a lost agent', () => {
    it(
      'by a new one, when it has been disposed of and the back-off is over',
      marbles((m) => {
        const disposed = m.cold('            --(r|)     ');
        const a = agent(m.cold('    ---X               ', CHANGES), { dispose: () => disposed });
        const b = agent(m.cold('           -           '));
        const create = creating(a.created, b.created);
        const subs = '              ^--------------!   ';
        const expected = '          a------b--------   ';

        m.expect(retried(create), subs).toBeObservable(expected, { a: a.fake, b: b.fake });
        m.expect(disposed).toHaveSubscriptions('---^-!');
        m.flush();
        expect(create).toHaveBeenCalledTimes(2);
        expect([a.fake.listenerCount(), b.fake.listenerCount()]).toEqual([0, 0]);
      }),
    );

    it(
      'only when it has been disposed of, though the back-off has been over for long',
      marbles((m) => {
        const disposed = m.cold('            ---------(r|)');
        const a = agent(m.cold('    ---X                 ', CHANGES), { dispose: () => disposed });
        const b = agent(m.cold('                -        '));
        const subs = '              ^--------------!     ';
        const expected = '          a-----------b---     ';

        m.expect(retried(creating(a.created, b.created)), subs).toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
        m.expect(disposed).toHaveSubscriptions('---^--------!');
      }),
    );

    it(
      'also when its disposal rejects, as the SDK does with 409/40203 when it was disposed of before',
      marbles((m) => {
        const a = agent(m.cold('    ---X        ', CHANGES), { dispose: () => sdkError(409, 40203) });
        const b = agent(NEVER);
        const subs = '              ^---------! ';
        const expected = '          a------b--- ';

        m.expect(retried(creating(a.created, b.created)), subs).toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
      }),
    );

    it(
      'again and again, with back-offs that double up to the longest',
      marbles((m) => {
        const flapping = () => agent(m.cold('-X', CHANGES));
        const [a, b, c, d, e] = [flapping(), flapping(), flapping(), flapping(), agent(NEVER)];
        const create = creating(a.created, b.created, c.created, d.created, e.created);
        const subs = '       ^ 60ms                           ! ';
        const expected = '   a 4ms b 8ms c 10ms d 10ms e        ';

        m.expect(retried(create), subs).toBeObservable(expected, {
          ...{ a: a.fake, b: b.fake, c: c.fake, d: d.fake, e: e.fake },
        });
      }),
    );

    it(
      'after a random part of the back-off',
      marbles((m) => {
        const a = agent(m.cold('    -X        ', CHANGES));
        const b = agent(NEVER);
        const expected = '          a--b----  ';

        m.expect(retried(creating(a.created, b.created), { random: () => 0.5 }), '^-------!').toBeObservable(
          expected,
          {
            a: a.fake,
            b: b.fake,
          },
        );
      }),
    );

    it(
      'with the first back-off again, once an agent has been connected for the stable time',
      marbles((m) => {
        const a = agent(m.cold('  -X           ', CHANGES));
        const b = agent(m.cold('  - 99ms X     ', CHANGES));
        const c = agent(m.cold('  - 100ms X    ', CHANGES));
        const d = agent(NEVER);
        const create = creating(a.created, b.created, c.created, d.created);
        const subs = '            ^ 250ms                    ! ';
        const expected = '        a 4ms b 107ms c 104ms d    ';
        //                              100 + 8    101 + 4

        m.expect(retried(create), subs).toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
          c: c.fake,
          d: d.fake,
        });
      }),
    );

    it(
      'after what a function of the error and the number of the attempt says',
      marbles((m) => {
        const [a, b] = [agent(m.cold('-X', CHANGES)), agent(m.cold('--U', CHANGES))];
        const c = agent(NEVER);
        const delay = jest.fn((_error: CallingError, attempt: number) =>
          m.cold(attempt === 1 ? '--x' : '---x-x'),
        );
        const expected = '    a--b-- --c';

        m.expect(retried(creating(a.created, b.created, c.created), { delay }), '^ 20ms !').toBeObservable(
          expected,
          {
            ...{ a: a.fake, b: b.fake, c: c.fake },
          },
        );
        m.flush();
        expect(delay.mock.calls.map(([{ message }, attempt]) => [message, attempt])).toEqual([
          [lost('connectionIssue'), 1],
          [lost('unknown'), 2],
        ]);
      }),
    );

    it.each([
      ['completes', '--|', 'a--|'],
      ['errs', '--#', 'a--#'],
    ])('not at all when the notifier %s, and does as it does', (_how, notifier, expected) => {
      marbles((m) => {
        const a = agent(m.cold('-X', CHANGES));

        m.expect(retried(creating(a.created), { delay: () => m.cold(notifier) })).toBeObservable(expected, {
          a: a.fake,
        });
      })();
    });

    it(
      'not when the subscriber has left, and disposes of the agent then',
      marbles((m) => {
        const a = agent(m.cold('    -----X  ', CHANGES));
        const create = creating(a.created);

        m.expect(retried(create), ' ^--!     ').toBeObservable('a---', { a: a.fake });
        m.flush();
        expect(a.fake.callsTo('dispose')).toHaveLength(1);
        expect(a.fake.listenerCount()).toBe(0);
        expect(create).toHaveBeenCalledTimes(1);
      }),
    );

    it(
      'not when the subscriber leaves during the back-off',
      marbles((m) => {
        const a = agent(m.cold('    -X      ', CHANGES));
        const create = creating(a.created);

        m.expect(retried(create), ' ^--!     ').toBeObservable('a---', { a: a.fake });
        m.flush();
        expect(create).toHaveBeenCalledTimes(1);
        expect(a.fake.callsTo('dispose')).toHaveLength(1);
      }),
    );

    it(
      'not when the subscriber leaves while the old agent is on its way out',
      marbles((m) => {
        const a = agent(m.cold('    -X      ', CHANGES), { dispose: () => m.cold('---------(r|)') });
        const create = creating(a.created);

        m.expect(retried(create), ' ^------! ').toBeObservable('a-------', { a: a.fake });
        m.flush();
        expect(create).toHaveBeenCalledTimes(1);
      }),
    );

    it(
      'and disposes of the new one that arrives when the subscriber has left during its creation',
      marbles((m) => {
        const a = agent(m.cold('    -X      ', CHANGES));
        const b = new FakeCallAgent();
        const create = creating(a.created, m.cold('-----(b|)', { b }));

        m.expect(retried(create), ' ^------! ').toBeObservable('a-------', { a: a.fake });
        m.flush();
        expect(create).toHaveBeenCalledTimes(2);
        expect(b.callsTo('dispose')).toHaveLength(1);
      }),
    );
  });

  describe('keeps a lost agent while it has calls', () => {
    it(
      'and replaces it when the last one has ended',
      marbles((m) => {
        const { drive, expectCalls, expectNothingAttached } = marbleHelpers(m.scheduler);
        const [one, two] = [new FakeCall(), new FakeCall()];
        const a = agent(m.cold('    ---X               ', CHANGES), { calls: [one, two] });
        const b = agent(m.cold('           -           '));
        drive(a.fake, 'calls', '    -----o--n          ', { o: [one], n: [] });
        const expected = '          a-----------b------';

        m.expect(retried(creating(a.created, b.created)), '^-----------------!').toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
        expectCalls(a.fake, 'dispose').toBe('--------d', { d: [] });
        expectNothingAttached(a.fake, b.fake);
      }),
    );

    it(
      'which stays if it connects again before, also for the next time',
      marbles((m) => {
        const { drive, expectCalls } = marbleHelpers(m.scheduler);
        const a = agent(m.cold('    ---X--C---T--------', CHANGES), { calls: [new FakeCall()] });
        const b = agent(m.cold('                 -     '));
        drive(a.fake, 'calls', '    --------n----------', { n: [] });
        const expected = '          a---------b--------';

        m.expect(retried(creating(a.created, b.created))).toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
        expectCalls(a.fake, 'dispose').toBe('----------d', { d: [] });
      }),
    );

    it(
      'and at once when it has none',
      marbles((m) => {
        const a = agent(m.cold('---X----', CHANGES));
        const b = agent(m.cold('       -'));

        m.expect(retried(creating(a.created, b.created))).toBeObservable('a------b', {
          a: a.fake,
          b: b.fake,
        });
      }),
    );
  });

  describe('gives an agent that is born Disconnected time to connect', () => {
    it(
      'and takes it for connected from then on',
      marbles((m) => {
        const a = agent(m.cold('-----C---X', CHANGES), { connectionState: 'Disconnected' });
        const b = agent(NEVER);
        const expected = '      a------------b';

        m.expect(retried(creating(a.created, b.created)), '^ 20ms !').toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
      }),
    );

    it(
      'and replaces it when it has not connected in time',
      marbles((m) => {
        const a = agent(NEVER, { connectionState: 'Disconnected' });
        const b = agent(NEVER);
        const expected = 'a---------b';
        //                      6 + 4

        m.expect(retried(creating(a.created, b.created)), '^ 20ms !').toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
      }),
    );

    it(
      'and says so when it gives up',
      marbles((m) => {
        const a = agent(NEVER, { connectionState: 'Disconnected' });

        m.expect(retried(creating(a.created), { count: 0 })).toBeObservable(
          'a-----#',
          { a: a.fake },
          disconnected(
            'The agent has not connected within 6 ms. Gave up after 1 failure: count is 0.',
            'connectTimeout',
            1,
          ),
        );
      }),
    );

    it(
      'and does not count an event that says again that it is disconnected',
      marbles((m) => {
        const a = agent(m.cold('--U-C', CHANGES), { connectionState: 'Disconnected' });

        m.expect(retried(creating(a.created)), '^ 20ms !').toBeObservable('a', { a: a.fake });
      }),
    );
  });

  describe('treats a refused token apart', () => {
    it(
      'and asks for a new one without a back-off',
      marbles((m) => {
        const a = agent(m.cold('---T', CHANGES), { dispose: () => m.cold('--(r|)') });
        const b = agent(NEVER);
        const expected = '      a----b';

        m.expect(retried(creating(a.created, b.created)), '^ 20ms !').toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
      }),
    );

    it(
      'and gives up when the new one is refused too',
      marbles((m) => {
        const [a, b] = [agent(m.cold('-T', CHANGES)), agent(m.cold('--T', CHANGES))];
        const expected = '            ab-#';

        m.expect(retried(creating(a.created, b.created))).toBeObservable(
          expected,
          { a: a.fake, b: b.fake },
          disconnected(
            `${lost('invalidToken')} Gave up after 2 failures in a row: the new token is refused too.`,
            'invalidToken',
            2,
          ),
        );
      }),
    );

    it(
      'and gives up when the creation with the new one fails for its sake',
      marbles((m) => {
        const a = agent(m.cold('-T', CHANGES));

        m.expect(retried(creating(a.created, sdkError(401, 40235)))).toBeObservable(
          'a#',
          { a: a.fake },
          notMade(
            'The agent was not created: 401/40235 (token expired). No. Gave up after 2 failures in a row: the new token is refused too.',
            401,
            40235,
            2,
          ),
        );
      }),
    );

    it(
      'but not when there was a stable time in between',
      marbles((m) => {
        const a = agent(m.cold('-T          ', CHANGES));
        const b = agent(m.cold('- 100ms T   ', CHANGES));
        const c = agent(NEVER);
        const expected = '      ab 100ms c';

        m.expect(retried(creating(a.created, b.created, c.created)), '^ 200ms !').toBeObservable(expected, {
          ...{ a: a.fake, b: b.fake, c: c.fake },
        });
      }),
    );

    it(
      'and gives up also when there was another failure in between',
      marbles((m) => {
        const a = agent(m.cold('-T          ', CHANGES));
        const b = agent(m.cold('-X          ', CHANGES));
        const c = agent(m.cold('-T          ', CHANGES));
        const expected = '      ab 8ms c#';

        m.expect(retried(creating(a.created, b.created, c.created))).toBeObservable(
          expected,
          { a: a.fake, b: b.fake, c: c.fake },
          disconnected(
            `${lost('invalidToken')} Gave up after 3 failures in a row: the new token is refused too.`,
            'invalidToken',
            3,
          ),
        );
      }),
    );
  });

  describe('retries a creation that failed', () => {
    it.each([
      ['the service did not answer in time', sdkError(408, 40104)],
      ['the credential could not supply a token for now', sdkError(401, 44110)],
      ['another agent of the user is to be disposed of', sdkError(409, 40228)],
    ])('after a back-off when %s', (_why, creation) => {
      marbles((m) => {
        const b = agent(NEVER);

        m.expect(retried(creating(creation, b.created)), '^ 20ms !').toBeObservable('----b', { b: b.fake });
      })();
    });

    it(
      'once, and at once, when it needs a new token',
      marbles((m) => {
        const b = agent(NEVER);

        m.expect(retried(creating(sdkError(401, 40235), b.created)), '^ 20ms !').toBeObservable('b', {
          b: b.fake,
        });
      }),
    );

    it(
      'after a back-off when it did not settle in time',
      marbles((m) => {
        const b = agent(NEVER);

        m.expect(retried(creating(NEVER, b.created)), '^ 60ms !').toBeObservable('24ms b', { b: b.fake });
      }),
    );

    it.each([
      ['the token lacks a scope', 401, 44113, '401/44113 (token scope)'],
      ['the token is of another kind', 403, 40229, '403/40229 (wrong token kind)'],
    ])('not at all when %s', (_why, code, subCode, words) => {
      marbles((m) => {
        const create = creating(sdkError(code, subCode));

        m.expect(retried(create)).toBeObservable(
          '#',
          {},
          notMade(
            `The agent was not created: ${words}. No. Gave up after 1 failure: trying again cannot help.`,
            code,
            subCode,
            1,
          ),
        );
        m.flush();
        expect(create).toHaveBeenCalledTimes(1);
      })();
    });

    it(
      'not at all when it resolves with no agent',
      marbles((m) => {
        const create = creating(of(undefined));

        m.expect(retried(create).pipe(map(() => 'no error'))).toBeObservable(
          '#',
          {},
          new AgentCreationError(
            'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token. Gave up after 1 failure: trying again cannot help.',
          ),
        );
        m.flush();
        expect(create).toHaveBeenCalledTimes(1);
      }),
    );
  });

  describe('gives up', () => {
    it(
      'after count failures in a row, and says how many there were',
      marbles((m) => {
        const creations = [1, 2, 3].map(() => sdkError(408, 40104));
        const create = creating(...creations);

        m.expect(retried(create, { count: 2 })).toBeObservable(
          '12ms #',
          {},
          notMade(
            'The agent was not created: 408/40104 (agent timeout). No. Gave up after 3 failures in a row: count is 2.',
            408,
            40104,
            3,
          ),
        );
        m.flush();
        expect(create).toHaveBeenCalledTimes(3);
      }),
    );

    it('with the codes, the cause and the number of attempts in the error', () => {
      const cause = new FakeSdkError({ code: 401, subCode: 44114 });
      const errors: unknown[] = [];

      retried(() => throwError(() => cause)).subscribe({ error: (error: unknown) => errors.push(error) });

      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(AgentCreationError);
      expect(errors[0]).toMatchObject({ code: 401, subCode: 44114, attempts: 1, cause });
    });

    it(
      'with the reason and the number of attempts in the error',
      marbles((m) => {
        const a = agent(m.cold('-X', CHANGES));
        const errors: unknown[] = [];

        retried(creating(a.created), { count: 0 }).subscribe({
          error: (error: unknown) => errors.push(error),
        });
        m.flush();

        expect(errors[0]).toBeInstanceOf(AgentDisconnectedError);
        expect(errors[0]).toMatchObject({ reason: 'connectionIssue', attempts: 1 });
      }),
    );

    it(
      'with the timeout as the cause when the creation never settles',
      marbles((m) => {
        const errors: unknown[] = [];

        retried(creating(), { count: 0 }).subscribe({ error: (error: unknown) => errors.push(error) });
        m.flush();

        expect(errors[0]).toBeInstanceOf(AgentCreationError);
        expect((errors[0] as AgentCreationError).cause).toBeInstanceOf(CallingTimeoutError);
      }),
    );

    it(
      'and starts counting anew for each subscription',
      marbles((m) => {
        const result = retried(() => sdkError(408, 40104), { count: 1 });
        const error = notMade(
          'The agent was not created: 408/40104 (agent timeout). No. Gave up after 2 failures in a row: count is 1.',
          408,
          40104,
          2,
        );

        m.expect(result).toBeObservable('           ----#', {}, error);
        m.expect(result, '------^').toBeObservable('------ ----#', {}, error);
      }),
    );
  });

  describe('while the browser is offline', () => {
    const window = new EventTarget();
    const navigator = { onLine: true };
    let listeners = 0;
    const globals = {
      navigator,
      addEventListener: (...args: Parameters<EventTarget['addEventListener']>) => {
        listeners++;
        window.addEventListener(...args);
      },
      removeEventListener: (...args: Parameters<EventTarget['removeEventListener']>) => {
        listeners--;
        window.removeEventListener(...args);
      },
    };
    const before = Object.keys(globals).map(
      (key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)] as const,
    );

    beforeEach(() => {
      navigator.onLine = true;
      for (const [key, value] of Object.entries(globals)) {
        Object.defineProperty(globalThis, key, { value, configurable: true });
      }
    });

    afterEach(() => {
      for (const [key, descriptor] of before) {
        Reflect.deleteProperty(globalThis, key);
        if (descriptor) {
          Object.defineProperty(globalThis, key, descriptor);
        }
      }
    });

    const goes = (changes$: Observable<string>) =>
      changes$.subscribe((state) => {
        navigator.onLine = state === 'n';
        window.dispatchEvent(new Event(navigator.onLine ? 'online' : 'offline'));
      });

    it(
      'waits when the back-off is over, and creates as soon as it is online again',
      marbles((m) => {
        const a = agent(m.cold('    --X          ', CHANGES));
        const b = agent(NEVER);
        goes(m.hot('                -f---------n--'));
        const subs = '              ^------------!';
        const expected = '          a----------b--';
        const create = creating(a.created, b.created);

        m.expect(retried(create), subs).toBeObservable(expected, { a: a.fake, b: b.fake });
        m.flush();
        expect(create).toHaveBeenCalledTimes(2);
        expect(listeners).toBe(0);
      }),
    );

    it(
      'does not wait when it is online again before the back-off is over',
      marbles((m) => {
        const a = agent(m.cold('    --X          ', CHANGES));
        const b = agent(NEVER);
        goes(m.hot('                -f-n---------  '));
        const expected = '          a-----b------';

        m.expect(retried(creating(a.created, b.created)), '^------------!').toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
      }),
    );

    it(
      'waits after a refused token too',
      marbles((m) => {
        const a = agent(m.cold('    --T          ', CHANGES));
        const b = agent(NEVER);
        goes(m.hot('                -f---n------- '));
        const expected = '          a----b------';

        m.expect(retried(creating(a.created, b.created)), '^------------!').toBeObservable(expected, {
          a: a.fake,
          b: b.fake,
        });
      }),
    );

    it(
      'stops waiting when the subscriber leaves',
      marbles((m) => {
        const a = agent(m.cold('    -X       ', CHANGES));
        goes(m.hot('                f-------n'));

        m.expect(retried(creating(a.created)), '^------!').toBeObservable('a', { a: a.fake });
        m.flush();
        expect(listeners).toBe(0);
      }),
    );
  });

  it(
    'passes errors that are not of the agent on as they are, at once',
    marbles((m) => {
      const error = new Error('of the app');
      const source = m.cold<FakeCallAgent>('--#', {}, error);

      m.expect(source.pipe(retryOnDisconnect(config))).toBeObservable('--#', {}, error);
    }),
  );

  it(
    'completes with a source that gives no agent',
    marbles((m) => {
      m.expect(EMPTY.pipe(retryOnDisconnect(config))).toBeObservable('|');
    }),
  );

  it(
    'has defaults that suit an app: a second, doubled up to half a minute',
    marbles((m) => {
      const failing = callAgent$(() => sdkError(408, 40104)).pipe(
        retryOnDisconnect({ count: 7, random: () => 1 }),
      );

      m.expect(failing).toBeObservable(
        `${String(1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 30_000 + 30_000)}ms #`,
        {},
        notMade(
          'The agent was not created: 408/40104 (agent timeout). No. Gave up after 8 failures in a row: count is 7.',
          408,
          40104,
          8,
        ),
      );
    }),
  );

  it(
    'backs off at random unless told otherwise',
    marbles((m) => {
      jest.spyOn(Math, 'random').mockReturnValue(0.25);
      const a = agent(m.cold('-X', CHANGES));
      const b = agent(NEVER);
      const result = callAgent$(creating(a.created, b.created)).pipe(
        retryOnDisconnect({ reconnectTimeout: 0 }),
      );

      m.expect(result, '^ 1s !').toBeObservable('a 250ms b', { a: a.fake, b: b.fake });
    }),
  );

  it.each([
    { delay: -1 },
    { delay: NaN },
    { maxDelay: '5' },
    { resetAfter: -1 },
    { connectTimeout: 2 ** 31 },
    { count: -1 },
    { count: NaN },
  ])('refuses %j at once', (bad) => {
    expect(() => retryOnDisconnect(bad as RetryOnDisconnectConfig)).toThrow(InvalidArgumentError);
  });
});
