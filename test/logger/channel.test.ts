/** The way of the library's own lines, from each copy of the library to each copy of `@azure/logger`. */
import * as rxjs from 'rxjs';
import { config, of, type Observable } from 'rxjs';
import type { LogLine } from 'rx-acs-calling/logs';
import { FakeCallAgent } from 'rx-acs-calling/testing';

type Azure = typeof import('@azure/logger');

const LISTENERS = Symbol.for('rx-acs-calling.log-listeners');

/** A copy of `@azure/logger`, and what the app's own log gets from it. */
const azureLogger = () => {
  const lines: string[] = [];
  const copies: Azure[] = [];
  jest.isolateModules(() => {
    copies.push(jest.requireActual<Azure>('@azure/logger'));
  });
  const [azure] = copies as [Azure];
  azure.AzureLogger.log = (text: unknown) => lines.push(String(text));
  return { azure, lines };
};

/** A copy of the library over a copy of `@azure/logger`. Its entry for logs is imported only before the next copy is made. */
const copyOver = (azure: Azure) => {
  jest.resetModules();
  jest.doMock('@azure/logger', () => azure);
  // One copy, so that an error is reported here.
  jest.doMock('rxjs', () => rxjs);
  const main = jest.requireActual<typeof import('rx-acs-calling')>('rx-acs-calling');
  return {
    ...jest.requireActual<typeof import('../../src/logger/logger.js')>('../../src/logger/logger.js'),
    makeAgent: () => {
      main.callAgent$(() => of(new FakeCallAgent())).subscribe();
    },
    importLogs: () => jest.requireActual<typeof import('rx-acs-calling/logs')>('rx-acs-calling/logs'),
  };
};

const messagesOf = (logs$: Observable<LogLine>) => {
  const messages: string[] = [];
  const subscription = logs$.subscribe(({ namespace, message }) => messages.push(`${namespace}: ${message}`));
  return {
    messages,
    leave: () => {
      subscription.unsubscribe();
    },
  };
};

beforeEach(() => {
  Reflect.deleteProperty(globalThis, LISTENERS);
});

afterEach(() => {
  jest.dontMock('@azure/logger').dontMock('rxjs');
  jest.useRealTimers();
  config.onUnhandledError = null;
});

describe('a line of the library', () => {
  it('is not built, and leaves nothing behind, as long as the entry for logs is not imported', () => {
    const { logger } = copyOver(azureLogger().azure);
    const text = jest.fn(() => 'x');
    logger.error(text);
    logger.warning(text);
    logger.info(text);

    expect(text).not.toHaveBeenCalled();
    expect(LISTENERS in globalThis).toBe(false);
  });

  it('is not built either if no level, or a lower one, is set', () => {
    const { azure, lines } = azureLogger();
    const { logger, importLogs } = copyOver(azure);
    importLogs();
    const text = jest.fn(() => 'x');
    logger.error(text);
    azure.setLogLevel('warning');
    logger.info(text);

    expect(text).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
  });

  it('is built once, and goes to the log of an app that sets a level, without sdkLogs$', () => {
    const { azure, lines } = azureLogger();
    const { logger, importLogs } = copyOver(azure);
    azure.setLogLevel('info');
    importLogs();
    const text = jest.fn(() => 'x');
    logger.error(text);
    logger.warning(() => 'y');
    logger.info(() => 'z');

    expect(text).toHaveBeenCalledTimes(1);
    expect(lines).toEqual([
      'azure:rx-acs-calling:error x',
      'azure:rx-acs-calling:warning y',
      'azure:rx-acs-calling:info z',
    ]);
  });

  it('goes to a log whose entry is imported later, from then on', () => {
    const { azure, lines } = azureLogger();
    const { logger, importLogs } = copyOver(azure);
    azure.setLogLevel('info');
    logger.info(() => 'before');
    importLogs();
    logger.info(() => 'after');

    expect(lines).toEqual(['azure:rx-acs-calling:info after']);
  });

  it('reaches sdkLogs$, which raises the level for it', () => {
    const { azure, lines } = azureLogger();
    const copy = copyOver(azure);
    const { messages, leave } = messagesOf(copy.importLogs().sdkLogs$());
    copy.makeAgent();
    leave();
    copy.makeAgent();

    expect(messages).toEqual(['rx-acs-calling: agent made']);
    expect(lines).toEqual([]);
  });
});

describe('two copies of the library', () => {
  it('reach the entry for logs of one of them', () => {
    const { azure } = azureLogger();
    const first = copyOver(azure);
    const second = copyOver(azure);
    const { messages } = messagesOf(second.importLogs().sdkLogs$());
    first.makeAgent();
    second.makeAgent();

    expect(messages).toEqual(Array(2).fill('rx-acs-calling: agent made'));
  });

  it('log each line once, if both have the entry for logs and the same copy of @azure/logger', () => {
    const { azure, lines } = azureLogger();
    azure.setLogLevel('info');
    const first = copyOver(azure);
    const one = messagesOf(first.importLogs().sdkLogs$());
    const second = copyOver(azure);
    const two = messagesOf(second.importLogs().sdkLogs$());
    first.makeAgent();

    expect([one.messages, two.messages]).toEqual(Array(2).fill(['rx-acs-calling: agent made']));
    expect(lines).toEqual(['azure:rx-acs-calling:info agent made']);
  });

  it('log each line in each copy of @azure/logger', () => {
    const [one, two] = [azureLogger(), azureLogger()];
    const first = copyOver(one.azure);
    const all = messagesOf(first.importLogs().sdkLogs$());
    const second = copyOver(two.azure);
    const few = messagesOf(second.importLogs().sdkLogs$({ level: 'warning' }));
    first.logger.info(() => 'x');
    second.logger.warning(() => 'y');

    expect(all.messages).toEqual(['rx-acs-calling: x', 'rx-acs-calling: y']);
    expect(few.messages).toEqual(['rx-acs-calling: y']);
  });
});

describe("an app's log that throws at a line of the library", () => {
  it('does not stop the stream that has logged it, is reported later, and loses nothing for other readers', () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    jest.useFakeTimers();
    const [bad, good] = [azureLogger(), azureLogger()];
    const error = new Error('full');
    bad.azure.AzureLogger.log = () => {
      throw error;
    };
    bad.azure.setLogLevel('info');
    const first = copyOver(bad.azure);
    const same = messagesOf(first.importLogs().sdkLogs$());
    const second = copyOver(good.azure);
    const other = messagesOf(second.importLogs().sdkLogs$());

    first.logger.info(() => 'x');
    expect(reported).toEqual([]);
    jest.runAllTimers();

    expect(reported).toEqual([error]);
    expect([same.messages, other.messages]).toEqual(Array(2).fill(['rx-acs-calling: x']));
  });

  it('neither does a line that cannot be built', () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    jest.useFakeTimers();
    const copy = copyOver(azureLogger().azure);
    const { messages } = messagesOf(copy.importLogs().sdkLogs$());
    const error = new Error('disposed');

    copy.logger.info(() => {
      throw error;
    });
    copy.logger.info(() => 'next');
    jest.runAllTimers();

    expect(reported).toEqual([error]);
    expect(messages).toEqual(['rx-acs-calling: next']);
  });
});
