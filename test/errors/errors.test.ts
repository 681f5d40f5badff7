import {
  AgentCreationError,
  AgentDisconnectedError,
  CallEndedError,
  CallingError,
  CallingTimeoutError,
  HangUpError,
  InvalidArgumentError,
  SdkError,
  TransferError,
} from 'rx-acs-calling';
import type * as library from 'rx-acs-calling';
import { FakeCall, FakeSdkError } from 'rx-acs-calling/testing';
import { isSdkError, sentenceOf } from '../../src/errors/read-error.js';

const call = new FakeCall({ state: 'Disconnected', callEndReason: { code: 487, subCode: 10004 } });

/** Throws at whatever is read of it. */
const unreadable = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const errors: Record<string, CallingError> = {
  AgentCreationError: new AgentCreationError('a message'),
  AgentDisconnectedError: new AgentDisconnectedError('a message', { reason: 'connectionIssue' }),
  CallEndedError: new CallEndedError('a message', call),
  CallingTimeoutError: new CallingTimeoutError('a message', 5),
  HangUpError: new HangUpError('a message', { call }),
  InvalidArgumentError: new InvalidArgumentError('a message'),
  SdkError: new SdkError('a message'),
  TransferError: new TransferError('a message', { call, reason: 'no-answer' }),
};

describe.each(Object.entries(errors))('%s', (name, error) => {
  it('is an Error and a CallingError, with a name and a message', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(CallingError);
    expect(error.name).toBe(name);
    expect(error.message).toBe('a message');
    expect(String(error)).toBe(`${name}: a message`);
  });

  it('has a stack that begins with its name', () => {
    expect(error.stack).toMatch(new RegExp(`^${name}: a message\\n`));
  });

  it('is told apart from all the others by its class', () => {
    const others = Object.values(errors).filter((other) => other !== error);

    expect(others.filter((other) => other instanceof (error.constructor as typeof SdkError))).toEqual([]);
  });
});

describe('a CallingError', () => {
  it('reads the codes of its cause, which an SDK error keeps behind getters of its prototype', () => {
    const cause = new FakeSdkError({ code: 401, subCode: 40235, resultCategories: ['ExpectedError'] });
    expect(Object.assign({}, cause)).not.toHaveProperty('code');

    const error = new SdkError('a message', { cause });

    expect(error).toMatchObject({ code: 401, subCode: 40235, resultCategories: ['ExpectedError'] });
    expect(error.cause).toBe(cause);
  });

  it('keeps them where a copy, a spread and JSON find them', () => {
    const error = new SdkError('a message', { cause: new FakeSdkError({ code: 401, subCode: 40235 }) });

    expect(Object.assign({}, error)).toMatchObject({ code: 401, subCode: 40235 });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 401, subCode: 40235 });
  });

  it('takes codes that are given before those of its cause', () => {
    const error = new SdkError('a message', {
      code: 1,
      cause: new FakeSdkError({ code: 401, subCode: 40235 }),
    });

    expect(error).toMatchObject({ code: 1, subCode: 40235 });
  });

  it.each([undefined, null, 'a string', 7, new Error('without codes')])('takes %p for a cause', (cause) => {
    const error = new SdkError('a message', { cause });

    expect(error.cause).toBe(cause);
    expect(error.code).toBeUndefined();
    expect(error.subCode).toBeUndefined();
    expect(error.resultCategories).toBeUndefined();
  });

  it.each([
    ['of the browser', new DOMException('It failed.', 'AbortError')],
    ['of Node', Object.assign(new Error('It failed.'), { code: 'ECONNREFUSED' })],
    ["of the app's own server", Object.assign(new Error('It failed.'), { code: 503 })],
  ])('takes the code of an error %s for none of the SDK', (_whose, cause) => {
    const error = new SdkError('a message', { cause });

    expect(error.code).toBeUndefined();
    expect(error.cause).toBe(cause);
  });

  it('takes the codes of an error of this library', () => {
    const cause = new TransferError('a message', { call, reason: 'network', code: 490 });

    expect(new SdkError('a message', { cause })).toMatchObject({ code: 490 });
  });

  it('can be made of a cause that cannot be read', () => {
    const thrower = (): never => {
      throw new Error('from the getter');
    };
    const cause = Object.defineProperties(new Error('It failed.'), {
      code: { get: thrower },
      resultCategories: { get: thrower },
    });

    expect(new SdkError('a message', { cause }).code).toBeUndefined();
  });

  it('has no cause where none was given', () => {
    expect('cause' in new SdkError('a message')).toBe(false);
  });
});

describe('a CallEndedError', () => {
  it('has the call, why it ended, and the codes of that', () => {
    const error = new CallEndedError('a message', call);

    expect(error.call).toBe(call);
    expect(error.callEndReason).toEqual({ code: 487, subCode: 10004 });
    expect(error).toMatchObject({ code: 487, subCode: 10004 });
  });

  it('keeps the category, which the reason has at run time', () => {
    const callEndReason = { code: 487, subCode: 10004, resultCategories: ['ExpectedError'] };
    const error = new CallEndedError('a message', new FakeCall({ state: 'Disconnected', callEndReason }));

    expect(error.resultCategories).toEqual(['ExpectedError']);
  });

  it('takes a call of which the SDK does not say why it ended', () => {
    const error = new CallEndedError('a message', new FakeCall({ state: 'Disconnected' }));

    expect(error.callEndReason).toBeUndefined();
    expect(error.code).toBeUndefined();
  });
});

describe('errors of two copies of the package', () => {
  // As in an app that loads the ES modules and the CommonJS ones.
  let other!: { readonly [K in 'CallingError' | 'CallingTimeoutError' | 'SdkError']: (typeof library)[K] };
  jest.isolateModules(() => {
    other = jest.requireActual('../../src/errors/errors.js');
  });

  it('are known to each other by their class', () => {
    const error = new other.CallingTimeoutError('It took too long.', 1);

    expect(other.CallingTimeoutError).not.toBe(CallingTimeoutError);
    expect(error instanceof CallingTimeoutError).toBe(true);
    expect(error instanceof CallingError).toBe(true);
    expect(error instanceof SdkError).toBe(false);
    expect(new CallingTimeoutError('', 1) instanceof other.CallingError).toBe(true);
  });

  it('are told from others that have the same name', () => {
    class SdkErrorOfAnother extends Error {
      override get name(): string {
        return 'SdkError';
      }
    }

    expect(new SdkErrorOfAnother() instanceof SdkError).toBe(false);
    expect(Object.assign(new Error(), { name: 'SdkError' }) instanceof SdkError).toBe(false);
    expect((undefined as unknown) instanceof SdkError).toBe(false);
    expect(('SdkError' as unknown) instanceof SdkError).toBe(false);
    expect((unreadable() as unknown) instanceof SdkError).toBe(false);
  });

  it("are told from the app's own subclasses", () => {
    class Own extends SdkError {}
    class Named extends SdkError {
      override get name(): string {
        return 'Named';
      }
    }

    expect(new Own('') instanceof Own).toBe(true);
    expect(new Own('') instanceof SdkError).toBe(true);
    expect(new Own('') instanceof other.SdkError).toBe(true);
    expect(new Own('') instanceof Named).toBe(false);
    expect(new SdkError('') instanceof Own).toBe(false);
    expect(new SdkError('') instanceof Named).toBe(false);
    expect(new Named('') instanceof Named).toBe(true);
    expect(new Named('') instanceof CallingError).toBe(true);
  });
});

describe('an error of the SDK', () => {
  it.each([
    ['what the SDK throws', true, new FakeSdkError({ code: 500, subCode: 40216 })],
    ['why a call has ended', true, { code: 0, subCode: 0 }],
    ['an error of an HTTP library', false, Object.assign(new Error(), { code: 503, status: 503 })],
    ['an error of Node', false, Object.assign(new Error(), { code: 'ECONNREFUSED' })],
    ['an error of the browser', false, new DOMException('It failed.', 'NetworkError')],
    ['a failed fetch', false, new TypeError('Failed to fetch')],
    ['nothing', false, undefined],
    ['what cannot be read', false, unreadable()],
  ])('is told from others: %s', (_what, is, subject) => {
    expect(isSdkError(subject)).toBe(is);
  });
});

describe('messages', () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.eyJza3lwZWlkIjoiYWNzOjEifQ.c2lnbmF0dXJl`;

  it('of every class hold no token, wherever it came from', () => {
    for (const error of [
      new SdkError(`refused: ${token}`),
      new InvalidArgumentError(`no such user ${token}.`),
      new CallingTimeoutError(`waited for ${token.replaceAll('.', '%2E')}`, 1),
    ]) {
      expect(error.message).toContain('<token>');
      expect(error.message).not.toContain('eyJ');
      expect(error.message).not.toContain('c2lnbmF0dXJl');
    }
  });

  it('quote a cause as a sentence', () => {
    expect(sentenceOf(new Error('It is busy'))).toBe('It is busy.');
    expect(sentenceOf(new Error('It is busy. '))).toBe('It is busy. ');
    expect(sentenceOf(new Error('Why?'))).toBe('Why?');
    expect(sentenceOf(undefined)).toBe('undefined.');
    expect(
      sentenceOf({
        get message() {
          throw new Error('unreadable');
        },
      }),
    ).toBe('it cannot be read.');
  });
});
