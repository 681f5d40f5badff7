import { AzureLogger, createClientLogger, getLogLevel, setLogLevel, type AzureLogLevel } from '@azure/logger';
import { config, Subscriber, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { InvalidArgumentError } from 'rx-acs-calling';
import { sdkLogs$, type LogLine, type SdkLogsConfig } from 'rx-acs-calling/logs';

const sdk = createClientLogger('ACS-calling');
const http = createClientLogger('core-rest-pipeline');

type Log = typeof AzureLogger.log;

const original: Log = AzureLogger.log;
/** The app's own log. */
const console_ = jest.fn<undefined, unknown[]>();

beforeEach(() => {
  AzureLogger.log = console_;
  console_.mockReset();
  setLogLevel(undefined);
});

afterAll(() => {
  AzureLogger.log = original;
});

const TIME = '2026-11-23T07:51:52.345Z';

/** Subscribes, and collects the lines. */
const collect = (options?: SdkLogsConfig, onLine: (line: LogLine) => void = () => undefined) => {
  const lines: LogLine[] = [];
  const subscription = sdkLogs$(options).subscribe((line) => {
    lines.push(line);
    onLine(line);
  });
  return {
    lines,
    messages: () => lines.map(({ message }) => message),
    leave: () => {
      subscription.unsubscribe();
    },
  };
};

const consoleMessages = () => console_.mock.calls.map(([first]) => String(first).replace(/^\S+ /, ''));

/** Logs one line of each level. */
const logAll = (): void => {
  for (const level of ['verbose', 'info', 'warning', 'error'] as const) {
    sdk[level](level);
  }
};

/** Logs one line, and gives the emitted one. */
const lineOf = (...args: unknown[]): LogLine | undefined => {
  const { lines, leave } = collect({ level: 'verbose' });
  AzureLogger.log(...args);
  leave();
  return lines[0];
};

describe('a line of sdkLogs$', () => {
  it('has level, namespace, time and message of a line of the SDK', () => {
    expect(lineOf(`azure:ACS-calling:warning ${TIME} CallClient1:CallAgent op:Start, started`)).toEqual({
      level: 'warning',
      namespace: 'ACS-calling',
      time: Date.parse(TIME),
      message: 'CallClient1:CallAgent op:Start, started',
    });
  });

  it(
    'has the time of arrival if the line has no time',
    marbles((m) => {
      const result = sdkLogs$({ level: 'verbose' });
      m.cold('-----x').subscribe(() => {
        http.info('Sending');
      });

      m.expect(result, '^------!').toBeObservable('-----l', {
        l: { level: 'info', namespace: 'core-rest-pipeline', time: 5, message: 'Sending' },
      });
    }),
  );

  it.each([
    ['several lines', ['azure:ACS-calling:info a\n  b\r\nc'], 'ACS-calling', 'a\n  b\r\nc'],
    ['a namespace with colons', ['azure:core:http:error no'], 'core:http', 'no'],
    ['a namespace with a level in it', ['azure:info:error no'], 'info', 'no'],
    ['a message like a head', ['azure:a:info azure:b:error no'], 'a', 'azure:b:error no'],
    ['an empty message', ['azure:a:info '], 'a', ''],
    ['no message', ['azure:a:info'], 'a', ''],
    ['a time that is none', ['azure:a:info 2026-99-99T00:00:00Z x'], 'a', 'x'],
    ['a time further on', [`azure:a:info at ${TIME} x`], 'a', `at ${TIME} x`],
    [
      'several arguments',
      ['azure:a:info x', 1, { b: [2] }, undefined, null, true],
      'a',
      'x 1 {"b":[2]} undefined null true',
    ],
    ['a symbol and a bigint', ['azure:a:info x', Symbol('s'), 1n], 'a', 'x Symbol(s) 1'],
  ] as const)('is made of one with %s', (_title, args, namespace, message) => {
    expect(lineOf(...args)).toMatchObject({ namespace, message });
  });

  it('shows the stack of an error, and [object] for an object that cannot be shown', () => {
    const error = new Error('boom');
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;

    expect(lineOf('azure:a:error x', error)?.message).toBe(`x ${String(error.stack)}`);
    expect(lineOf('azure:a:error x', circular)?.message).toBe('x [object]');
  });

  it('is emitted also for an object that throws at each access', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();

    expect(lineOf('azure:a:error x', proxy, 'y')?.message).toBe('x [object] y');
  });

  it.each([
    [],
    ['hello'],
    ['azure hello'],
    [{ level: 'info' }],
    [Object.create(null)],
    [Symbol('azure:a:info x')],
    ['azure:a:silly x'],
  ])('is not made of %p, which goes on to the log of the app', (...args: unknown[]) => {
    expect(lineOf(...args)).toBeUndefined();
    expect(console_.mock.calls).toEqual([args]);
  });

  it('is redacted in all of its arguments, unless redact is false', () => {
    const all = collect({ level: 'verbose' });
    const none = collect({ level: 'verbose', redact: false });
    const some = collect({ level: 'verbose', redact: { phoneNumbers: false } });

    sdk.info('calls +15550100999 as 8:orgid:me', { token: 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.abc' });
    [all, none, some].forEach(({ leave }) => {
      leave();
    });

    expect(all.messages()).toEqual(['calls <phone number> as 8:orgid:<user id> {"token":"<token>"}']);
    expect(none.messages()).toEqual([
      'calls +15550100999 as 8:orgid:me {"token":"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.abc"}',
    ]);
    expect(some.messages()).toEqual(['calls +15550100999 as 8:orgid:<user id> {"token":"<token>"}']);
  });
});

describe('sdkLogs$', () => {
  it.each([
    ['error', ['error']],
    ['warning', ['warning', 'error']],
    ['info', ['info', 'warning', 'error']],
    ['verbose', ['verbose', 'info', 'warning', 'error']],
    [undefined, ['info', 'warning', 'error']],
  ] as const)('those of level %s and all more severe ones', (level, expected) => {
    const { messages, leave } = collect(level && { level });
    logAll();
    leave();

    expect(messages()).toEqual(expected);
  });

  it('gives each subscriber the lines of its own level, also if another one raises the level', () => {
    const few = collect({ level: 'error' });
    const many = collect({ level: 'verbose' });
    logAll();
    few.leave();
    many.leave();

    expect(few.messages()).toEqual(['error']);
    expect(many.messages()).toHaveLength(4);
  });

  it('emits only the lines of the given namespaces', () => {
    const { messages, leave } = collect({ namespaces: ['ACS', 'ACS-calling'] });
    sdk.info('of the SDK');
    http.info('of another library');
    createClientLogger('ACS').info('of the SDK too');
    leave();

    expect(messages()).toEqual(['of the SDK', 'of the SDK too']);
  });

  it('emits no line from before or after the subscription', () => {
    setLogLevel('verbose');
    sdk.info('before');
    const { messages, leave } = collect();
    sdk.info('meanwhile');
    leave();
    sdk.info('after');

    expect(messages()).toEqual(['meanwhile']);
  });

  it.each(['silly', 'INFO', '', null])('throws at once for the level %p', (level) => {
    expect(() => sdkLogs$({ level: level as AzureLogLevel })).toThrow(InvalidArgumentError);
  });
});

describe('the installation of sdkLogs$', () => {
  it('begins with the first subscription', () => {
    const logs$ = sdkLogs$({ level: 'verbose' });

    expect(logs$).toBeDefined();
    expect(AzureLogger.log).toBe(console_);
    expect(getLogLevel()).toBeUndefined();
  });

  it('is shared by all subscribers, and ends with the last one, in any order', () => {
    const first = collect();
    const log = AzureLogger.log;
    const second = collect();
    expect(log).not.toBe(console_);
    expect(AzureLogger.log).toBe(log);

    first.leave();
    expect(AzureLogger.log).toBe(log);

    second.leave();
    expect(AzureLogger.log).toBe(console_);
  });

  it('sets the most verbose level of all subscribers, also after one has left', () => {
    setLogLevel('error');
    const warning = collect({ level: 'warning' });
    expect(getLogLevel()).toBe('warning');
    const verbose = collect({ level: 'verbose' });
    expect(getLogLevel()).toBe('verbose');
    const info = collect({ level: 'info' });
    expect(getLogLevel()).toBe('verbose');

    verbose.leave();
    expect(getLogLevel()).toBe('info');
    info.leave();
    expect(getLogLevel()).toBe('warning');
    warning.leave();
    expect(getLogLevel()).toBe('error');
  });

  it('keeps a level that is verbose enough', () => {
    setLogLevel('verbose');
    const { leave } = collect({ level: 'error' });
    expect(getLogLevel()).toBe('verbose');
    leave();
    expect(getLogLevel()).toBe('verbose');
  });

  it('ends once only, and begins again for the next subscriber', () => {
    collect().leave();
    const again = collect();
    sdk.info('again');
    again.leave();
    again.leave();

    expect(again.messages()).toEqual(['again']);
    expect(AzureLogger.log).toBe(console_);
    expect(getLogLevel()).toBeUndefined();
  });
});

describe('the log of the app, during sdkLogs$', () => {
  it.each([
    [undefined, []],
    ['error', ['error']],
    ['warning', ['warning', 'error']],
    ['verbose', ['verbose', 'info', 'warning', 'error']],
  ] as const)('still gets what its own level, %s, lets through, and no more', (level, expected) => {
    setLogLevel(level);
    const { leave } = collect({ level: 'verbose' });
    logAll();
    leave();

    expect(consoleMessages()).toEqual(expected);
  });

  it('gets the same arguments, unredacted', () => {
    setLogLevel('info');
    const more = { token: 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.abc' };
    const { leave } = collect();
    sdk.info('x', more);
    leave();

    expect(console_.mock.calls).toEqual([['azure:ACS-calling:info x', more]]);
    expect(console_.mock.calls[0]?.[1]).toBe(more);
  });

  it('follows a level that the app sets in the meantime, and that level stays', () => {
    const { leave } = collect({ level: 'verbose' });
    setLogLevel('warning');
    logAll();
    leave();

    expect(consoleMessages()).toEqual(['warning', 'error']);
    expect(getLogLevel()).toBe('warning');
  });

  it('follows that level also after it has been raised again for the next subscriber', () => {
    const first = collect({ level: 'verbose' });
    setLogLevel('warning');
    const second = collect({ level: 'verbose' });
    logAll();
    expect(first.messages()).toHaveLength(4);
    expect(consoleMessages()).toEqual(['warning', 'error']);

    first.leave();
    second.leave();
    expect(getLogLevel()).toBe('warning');
  });

  it('may throw: the line is emitted, and the logging code gets the error as before', () => {
    setLogLevel('info');
    console_.mockImplementation(() => {
      throw new Error('full');
    });
    const { messages, leave } = collect();

    expect(() => {
      sdk.info('x');
    }).toThrow('full');
    leave();
    expect(messages()).toEqual(['x']);
  });
});

describe('a log that the app installs during sdkLogs$', () => {
  const wrap = () => {
    const below = AzureLogger.log;
    const log = jest.fn((...args: unknown[]) => {
      below(...args);
    });
    AzureLogger.log = log;
    return log;
  };

  it('stays after the last subscriber has left; if it wraps, no line is lost or doubled', () => {
    setLogLevel('info');
    const { messages, leave } = collect();
    const theirs = wrap();
    sdk.info('one');
    leave();
    sdk.info('two');

    expect(AzureLogger.log).toBe(theirs);
    expect(theirs).toHaveBeenCalledTimes(2);
    expect(messages()).toEqual(['one']);
    expect(consoleMessages()).toEqual(['one', 'two']);
  });

  it('stays if it does not wrap, and the lines return with the next subscriber', () => {
    const first = collect();
    const theirs = jest.fn();
    AzureLogger.log = theirs;
    sdk.info('lost');
    const second = collect();
    sdk.info('found');
    first.leave();
    second.leave();

    expect(first.messages()).toEqual(['found']);
    expect(second.messages()).toEqual(['found']);
    expect(AzureLogger.log).toBe(theirs);
  });

  it('is wrapped by the next subscriber without doubling a line', () => {
    setLogLevel('info');
    const first = collect();
    const theirs = wrap();
    const second = collect();
    sdk.info('x');
    first.leave();
    sdk.info('y');
    second.leave();
    sdk.info('z');

    expect(first.messages()).toEqual(['x']);
    expect(second.messages()).toEqual(['x', 'y']);
    expect(AzureLogger.log).toBe(theirs);
    expect(theirs).toHaveBeenCalledTimes(3);
    expect(consoleMessages()).toEqual(['x', 'y', 'z']);
  });

  it('is wrapped after the last subscriber has left, and by the next', () => {
    setLogLevel('info');
    const first = collect();
    const theirs = wrap();
    first.leave();
    const second = collect();
    sdk.info('x');
    second.leave();
    const third = collect();
    sdk.info('y');
    third.leave();

    expect(first.messages()).toEqual([]);
    expect(second.messages()).toEqual(['x']);
    expect(third.messages()).toEqual(['y']);
    expect(AzureLogger.log).toBe(theirs);
    expect(consoleMessages()).toEqual(['x', 'y']);
  });

  it('can be removed again by the app', () => {
    const first = collect();
    const ours = AzureLogger.log;
    wrap();
    AzureLogger.log = ours;
    first.leave();

    expect(AzureLogger.log).toBe(console_);
  });

  it('can restore the log from before the subscription', () => {
    setLogLevel('info');
    const first = collect();
    AzureLogger.log = console_;
    sdk.info('lost');
    first.leave();

    expect(AzureLogger.log).toBe(console_);
    expect(consoleMessages()).toEqual(['lost']);
  });
});

describe('a subscriber of sdkLogs$', () => {
  const bad = new Error('bad');

  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('that throws hurts only itself', () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    jest.useFakeTimers();
    const error = new Error('bad subscriber');
    const bad = collect({}, () => {
      throw error;
    });
    const good = collect();

    sdk.info('one');
    sdk.info('two');
    jest.runAllTimers();
    jest.useRealTimers();
    bad.leave();
    good.leave();

    expect(good.messages()).toEqual(['one', 'two']);
    expect(reported).toEqual([error, error]);
    expect(AzureLogger.log).toBe(console_);
  });

  it.each<[string, () => Observable<LogLine>]>([
    ['of RxJS’s own class', () => sdkLogs$()],
    [
      'with an error inside the operator',
      () => {
        const includes = () => {
          throw bad;
        };
        return sdkLogs$({ namespaces: Object.assign(['ACS-calling'], { includes }) });
      },
    ],
  ])('%s that throws stops neither the SDK nor another one, and is reported later', (_, logs) => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    jest.useFakeTimers();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- an operator of the app's own may make one
    const subscriber = new Subscriber<LogLine>({
      next: () => {
        throw bad;
      },
      error: () => undefined,
      complete: () => undefined,
    });
    const subscription = logs().subscribe(subscriber);
    const good = collect();

    sdk.info('one');
    sdk.info('two');
    expect(reported).toEqual([]);
    jest.runAllTimers();
    jest.useRealTimers();
    subscription.unsubscribe();
    good.leave();

    expect(good.messages()).toEqual(['one', 'two']);
    expect(reported).toEqual([bad, bad]);
    expect(AzureLogger.log).toBe(console_);
  });

  it('that logs does not get its own lines; the others get them after the current one, in one order', () => {
    setLogLevel('info');
    const before = collect();
    const echo = collect({}, ({ message }) => {
      sdk.info(`${message}'`);
    });
    const after = collect();

    sdk.info('a');
    sdk.info('b');
    [before, echo, after].forEach(({ leave }) => {
      leave();
    });

    expect(echo.messages()).toEqual(['a', 'b']);
    expect(before.messages()).toEqual(['a', "a'", 'b', "b'"]);
    expect(after.messages()).toEqual(before.messages());
    expect(consoleMessages()).toEqual(before.messages());
  });

  it('that logs causes no endless loop with another one that logs', () => {
    const one = collect({}, ({ message }) => {
      sdk.info(`${message}1`);
    });
    const two = collect({}, ({ message }) => {
      sdk.info(`${message}2`);
    });

    sdk.info('a');
    one.leave();
    two.leave();

    expect(one.messages()).toEqual(['a', 'a2']);
    expect(two.messages()).toEqual(['a', 'a1']);
  });

  it('that leaves at the first line causes no loss for the others', () => {
    const once: { leave: () => void; messages: () => string[] } = collect({}, () => {
      once.leave();
    });
    const other = collect();
    sdk.info('a');
    sdk.info('b');
    other.leave();

    expect(once.messages()).toEqual(['a']);
    expect(other.messages()).toEqual(['a', 'b']);
    expect(AzureLogger.log).toBe(console_);
  });

  it('that unsubscribes another one stops it at once', () => {
    const first = collect({}, () => {
      other.leave();
    });
    const other = collect();
    sdk.info('a');
    first.leave();

    expect(other.messages()).toEqual([]);
  });

  it('that subscribes again gets the next line in the new subscription', () => {
    const inner: ReturnType<typeof collect>[] = [];
    const outer = collect({}, () => {
      inner.push(collect());
    });
    sdk.info('a');
    outer.leave();
    sdk.info('b');
    inner.forEach(({ leave }) => {
      leave();
    });

    expect(inner.map(({ messages }) => messages())).toEqual([['b']]);
    expect(AzureLogger.log).toBe(console_);
  });
});

describe('an app that logs through DEBUG, during sdkLogs$', () => {
  /** Loads all modules again: `@azure/logger` reads `DEBUG` once, when it is loaded. */
  const load = (DEBUG: string) => {
    const all: {
      azure?: typeof import('@azure/logger');
      lib?: typeof import('rx-acs-calling/logs');
    } = {};
    process.env['DEBUG'] = DEBUG;
    jest.isolateModules(() => {
      all.azure = jest.requireActual<typeof import('@azure/logger')>('@azure/logger');
      all.lib = jest.requireActual<typeof import('rx-acs-calling/logs')>('rx-acs-calling/logs');
    });
    delete process.env['DEBUG'];
    const { azure, lib } = all as Required<typeof all>;
    azure.AzureLogger.log = console_;
    const loggers = ['ACS-calling', 'core'].map((name) => azure.createClientLogger(name));
    return {
      azure,
      read: (options?: SdkLogsConfig) => {
        const messages: string[] = [];
        const subscription = lib
          .sdkLogs$(options)
          .subscribe(({ namespace, message }) => messages.push(`${namespace} ${message}`));
        return {
          messages,
          leave: () => {
            subscription.unsubscribe();
          },
        };
      },
      /** Logs one line of each level and logger. Gives the lines of the app's own log. */
      logAll: (more: readonly string[] = []) => {
        console_.mockClear();
        for (const logger of [...loggers, ...more.map((name) => azure.createClientLogger(name))]) {
          for (const level of ['verbose', 'info', 'error'] as const) {
            logger[level]('x');
          }
        }
        return console_.mock.calls.map(([first]) => String(first).replace(/^azure:(.*) x$/, '$1'));
      },
    };
  };

  it.each([
    ['azure:*'],
    ['*'],
    ['azure*'],
    ['express:*, azure:ACS-calling:*'],
    ['azure:ACS-calling:info,azure:core:*'],
    ['azure:*:error'],
    ['*,-azure:core:*'],
    ['*CS-ca*:*o'],
    ['-azure:*,*'],
    ['express:*'],
    ['azure:*ACS-calling:verbose*'],
    [''],
  ])('has its lines as before, while subscribed and after: DEBUG=%s', (DEBUG) => {
    const { logAll, read } = load(DEBUG);
    const before = logAll();

    const first = read({ level: 'warning' });
    const second = read({ level: 'verbose' });
    const meanwhile = logAll();
    second.leave();
    const afterOne = logAll();
    first.leave();
    const after = logAll();
    const again = read();
    const meanwhileAgain = logAll();
    again.leave();

    expect([meanwhile, afterOne, after, meanwhileAgain, logAll()]).toEqual(Array(5).fill(before));
    expect(first.messages).toEqual(Array(2).fill(['ACS-calling x', 'core x']).flat());
    expect(second.messages).toHaveLength(6);
    expect(again.messages).toHaveLength(4);
  });

  it('gets the lines of a logger that is made during a subscription, and of one that is made later', () => {
    const { logAll, read } = load('azure:n*:error');

    const { leave } = read();
    expect(logAll(['new'])).toEqual(['new:error']);
    leave();
    expect(logAll(['newer', 'other'])).toEqual(['newer:error']);
  });

  it('gets the old log and level back if DEBUG enabled every line', () => {
    const { azure, read } = load('azure:*');

    const { leave } = read({ level: 'verbose' });
    expect(azure.getLogLevel()).toBeUndefined();
    leave();

    expect(azure.AzureLogger.log).toBe(console_);
    expect(azure.getLogLevel()).toBeUndefined();
  });

  it.each([['azure:*'], ['azure:ACS-calling:*']])(
    'follows the level that it sets, which switches DEBUG off: %s',
    (DEBUG) => {
      const { azure, logAll, read } = load(DEBUG);

      const first = read({ level: 'verbose' });
      azure.setLogLevel('error');
      const expected = ['ACS-calling:error', 'core:error'];
      expect(logAll()).toEqual(expected);
      const second = read({ level: 'verbose' });
      expect(logAll()).toEqual(expected);
      expect(second.messages).toHaveLength(6);
      first.leave();
      second.leave();

      expect(logAll()).toEqual(expected);
      expect(azure.AzureLogger.log).toBe(console_);
      expect(azure.getLogLevel()).toBe('error');
    },
  );

  it.each([['azure:*'], ['azure:ACS-calling:*']])(
    'logs nothing after it has switched all levels off, before, during or after a subscription: %s',
    (DEBUG) => {
      const before = load(DEBUG);
      before.azure.setLogLevel(undefined);
      const first = before.read({ level: 'verbose' });
      expect(before.logAll()).toEqual([]);
      first.leave();
      expect(before.logAll()).toEqual([]);

      const meanwhile = load(DEBUG);
      const second = meanwhile.read({ level: 'verbose' });
      meanwhile.azure.setLogLevel(undefined);
      const third = meanwhile.read({ level: 'info' });
      expect(meanwhile.logAll()).toEqual([]);
      expect(third.messages).toHaveLength(4);
      second.leave();
      third.leave();
      expect(meanwhile.logAll()).toEqual([]);

      const after = load(DEBUG);
      after.read().leave();
      after.azure.setLogLevel(undefined);
      expect(after.logAll()).toEqual([]);
    },
  );
});
