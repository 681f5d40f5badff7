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
  VideoViewError,
} from 'rx-acs-calling';
import type * as library from 'rx-acs-calling';
import { FakeCall, FakeSdkError } from 'rx-acs-calling/testing';
import { isSdkError, sentenceOf } from '../../src/errors/read-error.js';

const call = new FakeCall({ state: 'Disconnected', callEndReason: { code: 487, subCode: 10004 } });

/** Throws at each read. */
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
  VideoViewError: new VideoViewError('a message'),
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

  it('is an instance of no other class', () => {
    const others = Object.values(errors).filter((other) => other !== error);

    expect(others.filter((other) => other instanceof (error.constructor as typeof SdkError))).toEqual([]);
  });
});

describe('a CallingError', () => {
  it('reads the codes of its cause from the getters of its prototype', () => {
    const cause = new FakeSdkError({ code: 401, subCode: 40235, resultCategories: ['ExpectedError'] });
    expect(Object.assign({}, cause)).not.toHaveProperty('code');

    const error = new SdkError('a message', { cause });

    expect(error).toMatchObject({ code: 401, subCode: 40235, resultCategories: ['ExpectedError'] });
    expect(error.cause).toBe(cause);
  });

  it('has the codes as own properties, so a spread and JSON copy them', () => {
    const error = new SdkError('a message', { cause: new FakeSdkError({ code: 401, subCode: 40235 }) });

    expect(Object.assign({}, error)).toMatchObject({ code: 401, subCode: 40235 });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 401, subCode: 40235 });
  });

  it('prefers given codes to those of its cause', () => {
    const error = new SdkError('a message', {
      code: 1,
      cause: new FakeSdkError({ code: 401, subCode: 40235 }),
    });

    expect(error).toMatchObject({ code: 1, subCode: 40235 });
  });

  it.each([undefined, null, 'a string', 7, new Error('without codes')])(
    'has no codes for the cause %p',
    (cause) => {
      const error = new SdkError('a message', { cause });

      expect(error.cause).toBe(cause);
      expect(error.code).toBeUndefined();
      expect(error.subCode).toBeUndefined();
      expect(error.resultCategories).toBeUndefined();
    },
  );

  it.each([
    ['of the browser', new DOMException('It failed.', 'AbortError')],
    ['of Node', Object.assign(new Error('It failed.'), { code: 'ECONNREFUSED' })],
    ["of the app's own server", Object.assign(new Error('It failed.'), { code: 503 })],
  ])('ignores the code of an error %s', (_origin, cause) => {
    const error = new SdkError('a message', { cause });

    expect(error.code).toBeUndefined();
    expect(error.cause).toBe(cause);
  });

  it('reads the codes of a cause of this library', () => {
    const cause = new TransferError('a message', { call, reason: 'network', code: 490 });

    expect(new SdkError('a message', { cause })).toMatchObject({ code: 490 });
  });

  it('has no codes for a cause whose getters throw', () => {
    const thrower = (): never => {
      throw new Error('from the getter');
    };
    const cause = Object.defineProperties(new Error('It failed.'), {
      code: { get: thrower },
      resultCategories: { get: thrower },
    });

    expect(new SdkError('a message', { cause }).code).toBeUndefined();
  });

  it('has no property cause without a cause', () => {
    expect('cause' in new SdkError('a message')).toBe(false);
  });
});

describe('a CallEndedError', () => {
  it('has the call, its callEndReason and the codes of it', () => {
    const error = new CallEndedError('a message', call);

    expect(error.call).toBe(call);
    expect(error.callEndReason).toEqual({ code: 487, subCode: 10004 });
    expect(error).toMatchObject({ code: 487, subCode: 10004 });
  });

  it('keeps the category, which the callEndReason has at run time only', () => {
    const callEndReason = { code: 487, subCode: 10004, resultCategories: ['ExpectedError'] };
    const error = new CallEndedError('a message', new FakeCall({ state: 'Disconnected', callEndReason }));

    expect(error.resultCategories).toEqual(['ExpectedError']);
  });

  it('has no codes for a call without a callEndReason', () => {
    const error = new CallEndedError('a message', new FakeCall({ state: 'Disconnected' }));

    expect(error.callEndReason).toBeUndefined();
    expect(error.code).toBeUndefined();
  });
});

describe('errors of two copies of the package', () => {
  // As in an app that loads the package as ES modules and as CommonJS.
  let other!: { readonly [K in 'CallingError' | 'CallingTimeoutError' | 'SdkError']: (typeof library)[K] };
  jest.isolateModules(() => {
    other = jest.requireActual('../../src/errors/errors.js');
  });

  it('are instances of the same class of the other copy', () => {
    const error = new other.CallingTimeoutError('It took too long.', 1);

    expect(other.CallingTimeoutError).not.toBe(CallingTimeoutError);
    expect(error instanceof CallingTimeoutError).toBe(true);
    expect(error instanceof CallingError).toBe(true);
    expect(error instanceof SdkError).toBe(false);
    expect(new CallingTimeoutError('', 1) instanceof other.CallingError).toBe(true);
  });

  it('are different from other errors with the same name', () => {
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

  it("are not instances of the app's own subclasses", () => {
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
    ['an error of the SDK', true, new FakeSdkError({ code: 500, subCode: 40216 })],
    ['a callEndReason', true, { code: 0, subCode: 0 }],
    ['an error of an HTTP library', false, Object.assign(new Error(), { code: 503, status: 503 })],
    ['an error of Node', false, Object.assign(new Error(), { code: 'ECONNREFUSED' })],
    ['an error of the browser', false, new DOMException('It failed.', 'NetworkError')],
    ['a failed fetch', false, new TypeError('Failed to fetch')],
    ['nothing', false, undefined],
    ['an unreadable object', false, unreadable()],
  ])('is recognized: %s, %p', (_kind, isExpected, subject) => {
    expect(isSdkError(subject)).toBe(isExpected);
  });
});

describe('messages', () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.eyJza3lwZWlkIjoiYWNzOjEifQ.c2lnbmF0dXJl`;

  it('of every class hold no token', () => {
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
