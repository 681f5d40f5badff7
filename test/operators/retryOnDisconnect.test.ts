import type { ConnectionState, ConnectionStateChangedReason } from '@azure/communication-calling';
import { defer, EMPTY, isObservable, map, NEVER, of, take, throwError, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
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

/** No jitter, and short times that fit into a diagram. */
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

/** An agent: marbles of its connection from its creation on, and of its disposal. */
interface AgentInit {
  readonly connection?: string;
  readonly dispose?: string | Observable<never>;
  readonly isBornDisconnected?: boolean;
  readonly calls?: readonly FakeCall[];
}

/** An agent, an agent by its connection alone, or a creation without an agent of the scene. */
type Creation = AgentInit | string | Observable<FakeCallAgent | undefined>;

const fakeAgent = (m: Context, { dispose, isBornDisconnected, calls }: AgentInit): FakeCallAgent =>
  new FakeCallAgent({
    connectionState: isBornDisconnected ? 'Disconnected' : 'Connected',
    ...(calls && { calls }),
    ...(dispose !== undefined && {
      dispose: () => (typeof dispose === 'string' ? m.cold<never>(dispose) : dispose),
    }),
  });

const changing = (m: Context, agent: FakeCallAgent, connection = '-') =>
  defer(() => {
    m.cold<Change>(connection, CHANGES).subscribe(([newValue, reason]) => {
      const oldValue = agent.connectionState;
      agent.write({ connectionState: newValue });
      agent.emit('connectionStateChanged', { oldValue, newValue, ...(reason && { reason }) });
    });
    return of(agent);
  });

/** A `create` with these creations one after another, and the agents of the scene by their letters: a, b, c, … */
const scene = (m: Context, ...creations: readonly Creation[]) => {
  const agents: Record<string, FakeCallAgent> = {};
  const rest = creations.map((creation) => {
    if (isObservable(creation)) {
      return creation;
    }
    const init = typeof creation === 'string' ? { connection: creation } : creation;
    const agent = fakeAgent(m, init);
    agents['abcde'.charAt(Object.keys(agents).length)] = agent;
    return changing(m, agent, init.connection);
  });
  const create = jest.fn((): Observable<FakeCallAgent | undefined> => rest.shift() ?? NEVER);
  return { create, agents };
};

const sdkError = (code: number, subCode: number) =>
  throwError(() => new FakeSdkError({ code, subCode, message: 'No.' }));

const agentTimeout = sdkError(408, 40104);

const lost = (reason: string) => `The agent has lost its connection (${reason}).`;

const disconnected = (message: string, reason: DisconnectReason, attempts: number) =>
  new AgentDisconnectedError(message, { reason, attempts });

const notMade = (message: string, code: number, subCode: number, attempts: number) =>
  new AgentCreationError(message, {
    cause: new FakeSdkError({ code, subCode, message: 'No.' }),
    attempts,
  });

/** The error after so many creations that ended with 408/40104. */
const timedOut = (attempts: number) =>
  notMade(
    `The agent was not created: 408/40104 (agent timeout). No. Gave up after ${String(attempts)} failures in a row: count is ${String(attempts - 1)}.`,
    408,
    40104,
    attempts,
  );

const retried = (create: () => Observable<FakeCallAgent | undefined>, more: RetryOnDisconnectConfig = {}) =>
  callAgent$(create, { timeout: 20 }).pipe(retryOnDisconnect({ ...config, ...more }));

/** The error that ends a stream. */
const errorOf = (m: Context, stream$: Observable<unknown>): unknown => {
  const errors: unknown[] = [];
  stream$.subscribe({ error: (error: unknown) => errors.push(error) });
  m.flush();
  expect(errors).toHaveLength(1);
  return errors[0];
};

interface Case {
  readonly creations: readonly Creation[];
  readonly config?: RetryOnDisconnectConfig;
  readonly leaves?: string;
  readonly result: string;
  readonly error?: Error;
}

/** Tests by a table: the subscriber gets these agents at these times. */
const testEach = (cases: Readonly<Record<string, Case>>): void => {
  it.each(Object.entries(cases))('%s', (_name, { creations, config: more, leaves, result, error }) => {
    marbles((m) => {
      const { create, agents } = scene(m, ...creations);

      m.expect(retried(create, more), leaves).toBeObservable(result, agents, error);
    })();
  });
};

describe('retryOnDisconnect', () => {
  describe('replaces a lost agent', () => {
    it.each([
      ['after the disposal and the back-off', '--(r|)           ', '---^-!           ', 'a------b-------- '],
      [
        'only after the disposal, even if the back-off is shorter',
        '---------(r|)    ',
        '---^--------!    ',
        'a-----------b--- ',
      ],
    ])('%s', (_when, dispose, disposal, result) => {
      marbles((m) => {
        const disposed = m.cold<never>(dispose);
        const { create, agents } = scene(m, { connection: '---X', dispose: disposed }, '-');
        const leaves = '^--------------!';

        m.expect(retried(create), leaves).toBeObservable(result, agents);
        m.expect(disposed).toHaveSubscriptions(disposal);
        m.flush();
        expect(create).toHaveBeenCalledTimes(2);
        expect(Object.values(agents).map((agent) => agent.listenerCount())).toEqual([0, 0]);
      })();
    });

    testEach({
      'after a disposal that rejects, as with 409/40203 for an agent that was disposed of before': {
        creations: [{ connection: '---X', dispose: sdkError(409, 40203) }, '-'],
        leaves: '^---------!',
        result: 'a------b---',
      },
      'again and again, with back-offs that double up to the longest': {
        creations: ['-X', '-X', '-X', '-X', '-'],
        leaves: '^ 60ms !',
        result: 'a 4ms b 8ms c 10ms d 10ms e',
      },
      'after a random part of the back-off': {
        creations: ['-X', '-'],
        config: { random: () => 0.5 },
        leaves: '^-------!',
        result: 'a--b-----',
      },
      'with the first back-off again, after an agent that was connected for resetAfter': {
        creations: ['-X', '- 99ms X', '- 100ms X', '-'],
        leaves: '^ 250ms !',
        //       100 + 8    101 + 4
        result: 'a 4ms b 107ms c 104ms d',
      },
      'with the first back-off again, though the agent repeats its connection within resetAfter': {
        creations: ['-X', '- 60ms C- 60ms X', '-'],
        leaves: '^ 150ms !',
        //             123 + 4
        result: 'a 4ms b 126ms c',
      },
    });

    it(
      'after the wait of a function of the error and the number of the attempt',
      marbles((m) => {
        const { create, agents } = scene(m, '-X', '--U', '-');
        const delay = jest.fn((_error: CallingError, attempt: number) =>
          m.cold(attempt === 1 ? '--x' : '---x-x'),
        );

        m.expect(retried(create, { delay }), '^ 20ms !').toBeObservable('a--b-- --c', agents);
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
    ])('unless the notifier %s: then the result does the same', (_how, notifier, result) => {
      marbles((m) => {
        const { create, agents } = scene(m, '-X');

        m.expect(retried(create, { delay: () => m.cold(notifier) })).toBeObservable(result, agents);
      })();
    });
  });

  describe('when the subscriber leaves', () => {
    it.each<readonly [string, string, string | undefined, string, number, number]>([
      ['before the agent is lost: disposes of it', '-----X', undefined, '^--!', 1, 1],
      ['during the back-off: creates no other', '-X', undefined, '^--!', 1, 1],
      ['during the disposal: creates no other', '-X', '---------(r|)', '^------!', 1, 1],
      ['during the next creation: disposes of its agent, too', '-X', undefined, '^------!', 2, 1],
    ])('%s', (_when, connection, dispose, leaves, creations, disposals) => {
      marbles((m) => {
        const init = dispose === undefined ? { connection } : { connection, dispose };
        const late = new FakeCallAgent();
        const { create, agents } = scene(m, init, m.cold('-----(b|)', { b: late }));

        m.expect(retried(create), leaves).toBeObservable('a', agents);
        m.flush();
        expect(create).toHaveBeenCalledTimes(creations);
        expect(agents['a']?.callsTo('dispose')).toHaveLength(disposals);
        expect(agents['a']?.listenerCount()).toBe(0);
        expect(late.callsTo('dispose')).toHaveLength(creations - 1);
      })();
    });
  });

  describe('keeps a lost agent while it has calls', () => {
    it(
      'and replaces it when the last one has ended',
      marbles((m) => {
        const { drive, expectCalls, expectNothingAttached } = marbleHelpers(m.scheduler);
        const [one, two] = [new FakeCall(), new FakeCall()];
        const { create, agents } = scene(
          m,
          { connection: '         ---X               ', calls: [one, two] },
          '                           -           ',
        );
        const { a, b } = agents as Record<'a' | 'b', FakeCallAgent>;
        drive(a, 'calls', '         -----o--n          ', { o: [one], n: [] });
        const leaves = '            ^-----------------!';
        const result = '            a-----------b------';

        m.expect(retried(create), leaves).toBeObservable(result, agents);
        expectCalls(a, 'dispose').toBe('--------d', { d: [] });
        expectNothingAttached(a, b);
      }),
    );

    it(
      'and keeps it for good if it connects again before, until it is lost anew',
      marbles((m) => {
        const { drive, expectCalls } = marbleHelpers(m.scheduler);
        const { create, agents } = scene(
          m,
          { connection: '         ---X--C---T--------', calls: [new FakeCall()] },
          '                                 -     ',
        );
        const { a } = agents as Record<'a', FakeCallAgent>;
        drive(a, 'calls', '         --------n----------', { n: [] });
        const result = '            a---------b--------';

        m.expect(retried(create)).toBeObservable(result, agents);
        expectCalls(a, 'dispose').toBe('----------d', { d: [] });
      }),
    );

    testEach({
      'but replaces one without calls at once': {
        creations: ['---X----', '-'],
        result: 'a------b',
      },
    });
  });

  describe('gives an agent that is born Disconnected time to connect', () => {
    testEach({
      'and treats it as connected from then on': {
        creations: [{ connection: '-----C---X', isBornDisconnected: true }, '-'],
        leaves: '^ 20ms !',
        result: 'a------------b',
      },
      'and replaces it when it has not connected in time': {
        creations: [{ isBornDisconnected: true }, '-'],
        leaves: '^ 20ms !',
        //       6 + 4
        result: 'a---------b',
      },
      'and says so when it gives up': {
        creations: [{ isBornDisconnected: true }],
        config: { count: 0 },
        result: 'a-----#',
        error: disconnected(
          'The agent has not connected within 6 ms. Gave up after 1 failure: count is 0.',
          'connectTimeout',
          1,
        ),
      },
      'and ignores an event that repeats Disconnected': {
        creations: [{ connection: '--U-C', isBornDisconnected: true }],
        leaves: '^ 20ms !',
        result: 'a',
      },
      'and no more of it after an event that repeats Disconnected': {
        creations: [{ connection: '--U-U', isBornDisconnected: true }, '-'],
        leaves: '^ 20ms !',
        //       6 + 4
        result: 'a---------b',
      },
    });
  });

  describe('after a refused token', () => {
    testEach({
      'asks for a new one without a back-off': {
        creations: [{ connection: '---T', dispose: '--(r|)' }, '-'],
        leaves: '^ 20ms !',
        result: 'a----b',
      },
      'asks for a new one at once, though the agent was already waiting to reconnect': {
        creations: ['-X--T', '-'],
        config: { reconnectTimeout: 20 },
        leaves: '^ 40ms !',
        result: 'a---b',
      },
      'gives up when the new one is refused too': {
        creations: ['-T', '--T'],
        result: 'ab-#',
        error: disconnected(
          `${lost('invalidToken')} Gave up after 2 failures in a row: the new token is refused too.`,
          'invalidToken',
          2,
        ),
      },
      'gives up when the creation fails because of the new one': {
        creations: ['-T', sdkError(401, 40235)],
        result: 'a#',
        error: notMade(
          'The agent was not created: 401/40235 (token expired). No. Gave up after 2 failures in a row: the new token is refused too.',
          401,
          40235,
          2,
        ),
      },
      'asks for a new one again if an agent was connected for resetAfter in between': {
        creations: ['-T', '- 100ms T', '-'],
        leaves: '^ 200ms !',
        result: 'ab 100ms c',
      },
      'gives up also after another failure in between': {
        creations: ['-T', '-X', '-T'],
        result: 'ab 8ms c#',
        error: disconnected(
          `${lost('invalidToken')} Gave up after 3 failures in a row: the new token is refused too.`,
          'invalidToken',
          3,
        ),
      },
    });
  });

  describe('after a failed creation', () => {
    testEach({
      'tries again after a back-off when the service did not answer in time': {
        creations: [sdkError(408, 40104), '-'],
        leaves: '^ 20ms !',
        result: '----a',
      },
      'tries again after a back-off when the credential could not supply a token': {
        creations: [sdkError(401, 44110), '-'],
        leaves: '^ 20ms !',
        result: '----a',
      },
      'tries again after a back-off when another agent of the user is in the way': {
        creations: [sdkError(409, 40228), '-'],
        leaves: '^ 20ms !',
        result: '----a',
      },
      'tries again once, and at once, when it needs a new token': {
        creations: [sdkError(401, 40235), '-'],
        leaves: '^ 20ms !',
        result: 'a',
      },
      'tries again after a back-off when it did not settle in time': {
        creations: [NEVER, '-'],
        leaves: '^ 60ms !',
        result: '24ms a',
      },
    });

    it.each<readonly [string, Observable<undefined>, Error]>([
      [
        'the token lacks a scope',
        sdkError(401, 44113),
        notMade(
          'The agent was not created: 401/44113 (token scope). No. Gave up after 1 failure: trying again cannot help.',
          401,
          44113,
          1,
        ),
      ],
      [
        'the token is of another kind',
        sdkError(403, 40229),
        notMade(
          'The agent was not created: 403/40229 (wrong token kind). No. Gave up after 1 failure: trying again cannot help.',
          403,
          40229,
          1,
        ),
      ],
      [
        'it resolved with no agent',
        of(undefined),
        new AgentCreationError(
          'The creation gave no agent. The SDK resolves with nothing for a token of another kind than the agent needs (a token of a Teams user for a CallAgent): check where the app gets its token. Gave up after 1 failure: trying again cannot help.',
        ),
      ],
    ])('gives up at once when %s', (_why, creation, error) => {
      marbles((m) => {
        const { create } = scene(m, creation);

        m.expect(retried(create)).toBeObservable('#', {}, error);
        m.flush();
        expect(create).toHaveBeenCalledTimes(1);
      })();
    });
  });

  describe('gives up', () => {
    it(
      'after count failures in a row, and says how many there were',
      marbles((m) => {
        const { create } = scene(m, agentTimeout, agentTimeout, agentTimeout);

        m.expect(retried(create, { count: 2 })).toBeObservable('12ms #', {}, timedOut(3));
        m.flush();
        expect(create).toHaveBeenCalledTimes(3);
      }),
    );

    const cause = new FakeSdkError({ code: 401, subCode: 44114 });

    it.each<readonly [string, readonly Creation[], number, new (...args: never) => Error, object]>([
      [
        'the codes, the cause and the number of attempts',
        [throwError(() => cause)],
        1,
        AgentCreationError,
        { code: 401, subCode: 44114, attempts: 1, cause },
      ],
      [
        'the number of attempts of several creations',
        [agentTimeout, agentTimeout],
        1,
        AgentCreationError,
        { code: 408, subCode: 40104, attempts: 2 },
      ],
      [
        'the reason and the number of attempts',
        ['-X'],
        0,
        AgentDisconnectedError,
        { reason: 'connectionIssue', attempts: 1 },
      ],
      [
        'the number of attempts of several agents',
        ['-X', '-X', '-X'],
        2,
        AgentDisconnectedError,
        { reason: 'connectionIssue', attempts: 3 },
      ],
      [
        'the timeout as the cause, of a creation that never settles',
        [NEVER],
        0,
        AgentCreationError,
        { cause: expect.any(CallingTimeoutError) as unknown, attempts: 1 },
      ],
      [
        'the number of attempts, of creations that never settle',
        [NEVER, NEVER],
        1,
        AgentCreationError,
        { cause: expect.any(CallingTimeoutError) as unknown, attempts: 2 },
      ],
    ])('with an error that has %s', (_what, creations, count, kind, details) => {
      marbles((m) => {
        const error = errorOf(m, retried(scene(m, ...creations).create, { count }));

        expect(error).toBeInstanceOf(kind);
        expect(error).toMatchObject(details);
      })();
    });

    it(
      'after a count that begins anew for each subscription',
      marbles((m) => {
        const result = retried(() => agentTimeout, { count: 1 });

        m.expect(result).toBeObservable('           ----#', {}, timedOut(2));
        m.expect(result, '------^').toBeObservable('------ ----#', {}, timedOut(2));
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

    it.each([
      [
        'waits after the back-off, and creates when it is online again',
        '   --X            ',
        '   -f---------n-- ',
        '   a----------b-- ',
      ],
      [
        'does not wait if it is online again before the end of the back-off',
        '   --X            ',
        '   -f-n---------  ',
        '   a-----b------  ',
      ],
      ['waits after a refused token too', '   --T            ', '   -f---n-------  ', '   a----b------   '],
    ])('%s', (_what, connection, network, result) => {
      marbles((m) => {
        const { create, agents } = scene(m, connection, '-');
        goes(m.hot(network));
        const leaves = '^------------!';

        m.expect(retried(create), leaves).toBeObservable(result, agents);
        m.flush();
        expect(create).toHaveBeenCalledTimes(2);
        expect(listeners).toBe(0);
      })();
    });

    it(
      'stops waiting when the subscriber leaves',
      marbles((m) => {
        const { create, agents } = scene(m, '-X       ');
        goes(m.hot('                         f-------n'));
        const leaves = '                     ^------! ';

        m.expect(retried(create), leaves).toBeObservable('a', agents);
        m.flush();
        expect(listeners).toBe(0);
      }),
    );
  });

  it(
    'replaces an agent that the SDK has disposed of silently',
    marbles((m) => {
      const { create, agents } = scene(m, '-', '-');
      m.hot('-----s').subscribe(() => agents['a']?.disposeSilently());

      m.expect(retried(create), '^--------!').toBeObservable('a----b', agents);
    }),
  );

  it('names the reason of a silent disposal', () => {
    marbles((m) => {
      const { create, agents } = scene(m, '-');
      m.hot('-----s').subscribe(() => agents['a']?.disposeSilently());

      m.expect(retried(create, { shouldRetry: () => false })).toBeObservable(
        'a----#',
        agents,
        disconnected(
          'The agent has been disposed of, by the SDK itself or by the app. Gave up after 1 failure: shouldRetry says so.',
          'disposed',
          1,
        ),
      );
    })();
  });

  it(
    'waits for ever with the delay Infinity, whatever the random part is',
    marbles((m) => {
      const { create, agents } = scene(m, '-X', '-');

      m.expect(retried(create, { delay: Infinity, random: () => 0 }), '^ 60m !').toBeObservable('a', agents);
    }),
  );

  it(
    'passes other errors on unchanged, at once',
    marbles((m) => {
      const error = new Error('of the app');
      const source = m.cold<FakeCallAgent>('--#', {}, error);

      m.expect(source.pipe(retryOnDisconnect(config))).toBeObservable('--#', {}, error);
    }),
  );

  it(
    'counts the errors of the app anew after each agent',
    marbles((m) => {
      const error = new AgentCreationError('no', { cause: new TypeError('Failed to fetch') });
      const source = m.cold('a-#', { a: new FakeCallAgent() }, error);
      const result = source.pipe(
        retryOnDisconnect({ ...config, delay: 0 }),
        map(() => 'a'),
        take(8),
      );

      m.expect(result).toBeObservable('a-a-a-a-a-a-a-(a|)');
    }),
  );

  it(
    'completes with a source that gives no agent',
    marbles((m) => {
      m.expect(EMPTY.pipe(retryOnDisconnect(config))).toBeObservable('|');
    }),
  );

  it(
    'has defaults for an app: a second, doubled up to half a minute',
    marbles((m) => {
      const failing = callAgent$(() => agentTimeout).pipe(retryOnDisconnect({ count: 7, random: () => 1 }));

      m.expect(failing).toBeObservable(
        `${String(1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 30_000 + 30_000)}ms #`,
        {},
        timedOut(8),
      );
    }),
  );

  it(
    'backs off at random by default',
    marbles((m) => {
      jest.spyOn(Math, 'random').mockReturnValue(0.25);
      const { create, agents } = scene(m, '-X', '-');
      const result = callAgent$(create).pipe(retryOnDisconnect({ reconnectTimeout: 0 }));

      m.expect(result, '^ 1s !').toBeObservable('a 250ms b', agents);
    }),
  );

  it.each([
    { delay: -1 },
    { delay: NaN },
    { maxDelay: '5' },
    { resetAfter: -1 },
    { connectTimeout: 2 ** 31 },
    { reconnectTimeout: -1 },
    { count: -1 },
    { count: NaN },
  ])('refuses %j at once', (bad) => {
    const [name, value] = Object.entries<unknown>(bad)[0] ?? ['', ''];
    const range = name === 'count' ? '0 or more' : 'milliseconds from 0 to 2147483647, or Infinity for never';
    expect(() => retryOnDisconnect(bad as RetryOnDisconnectConfig)).toThrow(
      new InvalidArgumentError(`${name} must be ${range}, not ${String(value)}.`),
    );
  });
});
