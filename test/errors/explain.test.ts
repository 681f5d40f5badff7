import type { TransferErrorCode } from '@azure/communication-calling';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  AgentCreationError,
  AgentDisconnectedError,
  CallEndedError,
  CallingTimeoutError,
  type CallingError,
  DeviceSelectionError,
  explain,
  HangUpError,
  IncomingCallError,
  InvalidArgumentError,
  SdkError,
  TransferError,
  type Reason,
} from 'rx-acs-calling';
import { FakeCall, fakeDevice, FakeIncomingCall, FakeSdkError } from 'rx-acs-calling/testing';
import { creationCodes, endCodes, requestCodes } from '../../src/errors/code-tables';

const rows = [...creationCodes, ...requestCodes, ...endCodes];

const call = new FakeCall();

const text = 'It failed.';
const transferError = (reason: Reason, code?: number, subCode?: number) =>
  new TransferError(text, { call, reason, code, subCode });
const creationError = (details: ConstructorParameters<typeof AgentCreationError>[1] = {}) =>
  new AgentCreationError(text, details);

/** The table of codes in the documentation. */
const documented = readFileSync(resolve(__dirname, 'acs-codes.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [, code, subCode, category, retriable, reason, ...meaning] = line.split(',');
    return {
      code: Number(code),
      ...(subCode && { subCode: Number(subCode) }),
      category,
      retriable,
      reason,
      meaning: meaning.join(',').replaceAll('"', ''),
    };
  });

describe('explain', () => {
  it('has all documented codes', () => {
    expect(documented).toHaveLength(69);
  });

  it.each(documented)(
    'explains the documented code $code/$subCode: $reason',
    ({ category, retriable, reason, meaning, ...codes }) => {
      const explanation = explain(codes);

      expect(explanation).toMatchObject({ reason, retriable, ...(category && { category }) });
      expect(explanation.message.toLowerCase()).toContain(meaning.toLowerCase());
      expect(explanation.message).toContain(
        `(${'subCode' in codes ? `${String(codes.code)}/${String(codes.subCode)}` : String(codes.code)})`,
      );
    },
  );

  it('has one row for a code and subCode', () => {
    const keys = rows.map(([code, subCode]) => `${String(code)}/${String(subCode)}`);

    expect(new Set(keys).size).toBe(keys.length);
  });

  it('tells the meaning, the codes, and the next step', () => {
    expect(explain({ code: 487, subCode: 10004 }).message).toBe(
      'Nobody answered in time (487/10004). Trying again may help.',
    );
    expect(explain({ code: 495, subCode: 4507 }).message).toBe(
      'No valid access token was supplied (495/4507). Try again with a new access token.',
    );
    expect(explain(new FakeSdkError({ code: 409, subCode: 40228 })).message).toContain(
      'Dispose of the other agent first, then try again.',
    );
    expect(explain({ code: 403, subCode: 510403 }).message).toContain(
      'Trying again the same way cannot help.',
    );
    expect(explain({ code: 0, subCode: 0 }).message).toBe('The call was hung up, by either side (0/0).');
  });

  it.each([
    [0, 540000, 'remote-hang-up', 'no'],
    [403, 540403, 'rejected-by-network', 'no'],
    [404, 540404, 'not-found', 'no'],
    [408, 540408, 'no-answer', 'yes'],
    [480, 540480, 'no-answer', 'yes'],
    [484, 540484, 'invalid-number', 'no'],
    [486, 540486, 'busy', 'yes'],
    [487, 540487, 'cancelled', 'no'],
    [500, 540500, 'service', 'yes'],
    [503, 540503, 'service', 'yes'],
    [504, 560504, 'service', 'yes'],
    [600, 560600, 'busy', 'yes'],
    [603, 540603, 'declined', 'no'],
    // Documented with this code, too, beside 487/560487.
    [497, 560487, 'cancelled', 'no'],
    [500, 560486, 'busy', 'yes'],
    // Not a code of the phone network, which has three digits.
    [480, 561480, 'not-registered', 'yes'],
  ])(
    'explains the codes of the phone network, for callers and callees: %i/%i',
    (code, subCode, reason, retriable) => {
      expect(explain({ code, subCode })).toMatchObject({ reason, retriable });
    },
  );

  it.each([
    [400, 40999, 'UnexpectedClientError', 'sdk-failed', 'yes'],
    [404, 999, 'UnexpectedServerError', 'not-found', 'yes'],
    [404, 999, 'ExpectedError', 'not-found', 'no'],
    [480, 999, 'ExpectedError', 'not-registered', 'yes'],
    [500, 40999, 'ExpectedError', 'refused', 'no'],
    [500, 999, 'ExpectedError', 'refused', 'no'],
    [500, 999, 'UnexpectedServerError', 'service', 'yes'],
    [500, 999, 'Success', 'ended', 'no'],
    [480, 999, 'Success', 'ended', 'no'],
    [487, 999, 'Success', 'cancelled', 'no'],
    [408, 999, 'Success', 'ended', 'no'],
    [603, 999, 'Success', 'declined', 'no'],
    [405, 46999, 'ExpectedError', 'not-supported', 'no'],
    [422, 46999, 'ExpectedError', 'invalid-options', 'no'],
    [400, 46999, 'Success', 'ended', 'no'],
    [410, 60999, 'UnexpectedClientError', 'sdk-failed', 'yes'],
    [777, 1, 'UnexpectedServerError', 'unknown', 'yes'],
  ])(
    'follows the category first if the code %i/%i is not known: %s',
    (code, subCode, category, reason, retriable) => {
      expect(explain({ code, subCode, resultCategories: [category] })).toMatchObject({
        reason,
        category,
        retriable,
      });
    },
  );

  it('ignores an unknown category', () => {
    expect(explain({ code: 480, subCode: 10037, resultCategories: ['Else'] }).category).toBe('ExpectedError');
    expect(explain({ code: 480, subCode: 10037, resultCategories: [] }).category).toBe('ExpectedError');
  });

  it.each([
    ['a subCode by its code', { code: 410, subCode: 99 }, 'media', 'yes', 'media stack'],
    ['a code without a subCode', { code: 404 }, 'not-found', 'no', '(404)'],
    ['0 without a subCode', { code: 0 }, 'hung-up', 'no', 'hung up'],
    ['0 with another subCode', { code: 0, subCode: 9 }, 'ended', 'no', 'not documented (0/9)'],
    ['4xx', { code: 488, subCode: 12345 }, 'refused', 'no', 'not documented (488/12345)'],
    ['429', { code: 429, subCode: 1 }, 'throttled', 'yes', 'too many requests'],
    ['5xx', { code: 599, subCode: 1 }, 'service', 'yes', 'the service failed'],
    ['6xx', { code: 605, subCode: 1 }, 'declined', 'no', 'declined everywhere'],
    ['a code without a class', { code: 777, subCode: 1 }, 'unknown', 'no', 'not documented (777/1)'],
  ])('has a fallback for %s', (_kind, codes, reason, retriable, text) => {
    const explanation = explain(codes);

    expect(explanation).toMatchObject({ reason, retriable });
    expect(explanation.message.toLowerCase()).toContain(text.toLowerCase());
  });

  it('does not explain a code of the SDK as a code of the service', () => {
    expect(
      explain(
        new FakeSdkError({ code: 404, subCode: 49999, message: 'No such thing.', resultCategories: [] }),
      ),
    ).toEqual({
      reason: 'refused',
      category: 'ExpectedError',
      retriable: 'no',
      message:
        'No such thing; the code is not documented (404/49999). Trying again the same way cannot help.',
    });
    expect(explain(new FakeSdkError({ code: 500, subCode: 49999, resultCategories: [] }))).toMatchObject({
      category: 'UnexpectedClientError',
    });
    expect(explain({ code: 503, subCode: 7 })).toMatchObject({ category: 'UnexpectedServerError' });
    expect(explain(new FakeSdkError({ code: 408, subCode: 49999 })).reason).toBe('timeout');
  });

  it('reads the codes of an SDK error from its getters, and prefers its own category', () => {
    const error = new FakeSdkError({
      code: 401,
      subCode: 40235,
      resultCategories: ['UnexpectedServerError'],
    });

    expect(explain(error)).toMatchObject({
      reason: 'token-expired',
      retriable: 'after-new-token',
      category: 'UnexpectedServerError',
    });
  });

  it('distinguishes a transfer that was not requested from a call that was hung up', () => {
    const failed: TransferErrorCode = { code: 0, subCode: 0 };

    expect(explain(failed, 'transfer')).toMatchObject({ reason: 'not-requested', category: 'ExpectedError' });
    expect(explain(failed)).toMatchObject({ reason: 'hung-up' });
    expect(explain({ code: 603, subCode: 0 }, 'transfer')).toMatchObject({ reason: 'declined' });
  });

  const ownErrors: readonly (readonly [error: CallingError, reason: string, retriable: string])[] = [
    [transferError('no-answer', 487, 10004), 'no-answer', 'yes'],
    [transferError('not-requested', 0, 0), 'not-requested', 'no'],
    [transferError('hold-failed', 500, 41033), 'hold-failed', 'yes'],
    [transferError('unknown', 488, 1), 'refused', 'no'],
    [transferError('unknown'), 'unknown', 'no'],
    [new HangUpError(text, { call, code: 490, subCode: 4525 }), 'network', 'yes'],
    [new CallingTimeoutError(text, 5), 'timeout', 'yes'],
    [new InvalidArgumentError(text), 'invalid-options', 'no'],
    [new AgentDisconnectedError(text, { reason: 'invalidToken' }), 'token-invalid', 'after-new-token'],
    [new AgentDisconnectedError(text, { reason: 'connectionIssue' }), 'network', 'yes'],
    [creationError({ code: 401, subCode: 44110 }), 'token-unavailable', 'after-new-token'],
    [creationError({ cause: new CallingTimeoutError('Late.', 5) }), 'timeout', 'yes'],
    [creationError(), 'unknown', 'no'],
    [creationError({ cause: new TypeError('Failed to fetch') }), 'create-failed', 'yes'],
    [creationError({ cause: Object.assign(new Error(), { code: 401 }) }), 'create-failed', 'yes'],
    [new SdkError(text, { cause: new FakeSdkError({ code: 404, subCode: 40012 }) }), 'client-disposed', 'no'],
    [
      new IncomingCallError(text, { incomingCall: new FakeIncomingCall(), reason: 'accept-failed' }),
      'accept-failed',
      'no',
    ],
  ];

  it.each(ownErrors.map(([error, ...expected]) => [error.name, error, ...expected] as const))(
    'keeps the message of %s, and adds the next step',
    (_name, error, reason, retriable) => {
      const explanation = explain(error);

      expect(explanation).toMatchObject({ reason, retriable });
      expect(explanation.message).toMatch(/^It failed\. (T|D)ry/);
    },
  );

  it('explains a CallEndedError by its callEndReason, and without one', () => {
    expect(
      explain(new CallEndedError('Over.', new FakeCall({ callEndReason: { code: 486, subCode: 560486 } }))),
    ).toMatchObject({ reason: 'busy', retriable: 'yes', message: 'Over. Trying again may help.' });
    expect(explain(new CallEndedError('Over.', new FakeCall({ callEndReason: undefined })))).toEqual({
      reason: 'ended',
      category: 'Success',
      retriable: 'no',
      message: 'Over.',
    });
  });

  it('explains a CallEndedError as it explains its callEndReason', () => {
    const code = fc.oneof(fc.constantFrom(...new Set(rows.map(([of]) => of))), fc.integer());
    const subCode = fc.oneof(fc.constantFrom(...new Set(rows.map(([, of]) => of ?? 1))), fc.integer());
    const category = fc.constantFrom('Success', 'ExpectedError', 'UnexpectedClientError', undefined);
    fc.assert(
      fc.property(code, subCode, category, (...[aCode, aSubCode, aCategory]) => {
        const callEndReason = {
          code: aCode,
          subCode: aSubCode,
          ...(aCategory && { resultCategories: [aCategory] }),
        };
        const error = new CallEndedError('Over.', new FakeCall({ state: 'Disconnected', callEndReason }));

        expect({ ...explain(error), message: '' }).toEqual({ ...explain(callEndReason), message: '' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('explains a device that was not selected by what the SDK says', () => {
    const cause = new FakeSdkError({ code: 408, subCode: 40607 });
    const error = new DeviceSelectionError('Microphone', fakeDevice('Microphone', 'Desk'), undefined, cause);

    expect(explain(error)).toMatchObject({ reason: 'timeout', retriable: 'yes' });
  });

  it.each([
    ['a string', 'oops', 'oops'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an error', new TypeError('x is not a function.'), 'x is not a function'],
    ['what is not to be read', Object.create(null), 'it cannot be read'],
  ])('takes %s', (_what, subject, text) => {
    expect(explain(subject)).toEqual({
      reason: 'unknown',
      category: 'UnexpectedClientError',
      retriable: 'no',
      message: `Something went wrong that has no code: ${text}. Trying again the same way cannot help.`,
    });
  });

  it.each([
    ['TimeoutError', 'timeout', 'yes'],
    ['NotAllowedError', 'not-permitted', 'no'],
    ['NotFoundError', 'not-found', 'no'],
    ['NotReadableError', 'device-in-use', 'yes'],
  ])('explains a %s of RxJS or the browser', (name, reason, retriable) => {
    expect(explain(new DOMException('It failed.', name))).toMatchObject({ reason, retriable });
  });

  it('takes an object whose getters throw', () => {
    const thrower = (): never => {
      throw new Error('from the getter');
    };
    const subject = Object.defineProperties(new Error('x'), {
      code: { get: thrower },
      message: { get: thrower },
    });

    expect(explain(subject).reason).toBe('unknown');
  });

  it('explains objects that throw at each read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const cyclic = new SdkError('It failed.');
    Object.assign(cyclic, { cause: cyclic });

    expect(explain(proxy).reason).toBe('unknown');
    expect(explain(new AgentCreationError('It failed.', { cause: proxy })).reason).toBe('create-failed');
    expect(explain(cyclic).reason).toBe('unknown');
  });

  it.each(['__proto__', 'constructor', 'toString'])('does not use %s as a code', (code) => {
    expect(explain({ code, subCode: code, resultCategories: code }).reason).toBe('unknown');
  });

  it('shows no access token', () => {
    const token = `eyJ${'a'.repeat(30)}.eyJ${'b'.repeat(30)}.${'c'.repeat(20)}`;

    for (const subject of [
      new FakeSdkError({ code: 499, subCode: 49999, message: `Bad ${token}` }),
      new Error(token),
      token,
      new SdkError(token),
    ]) {
      expect(explain(subject).message).not.toContain('eyJ');
    }
  });

  it('explains any value', () => {
    const codes = fc.record(
      { code: fc.oneof(fc.integer(), fc.anything()), subCode: fc.oneof(fc.integer(), fc.anything()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), codes),
        fc.constantFrom(undefined, 'transfer' as const),
        (subject, of) => {
          const { reason, category, retriable, message } = explain(subject, of);

          expect(reason).toMatch(/^[a-z-]+$/);
          expect(category).toMatch(/Success|Error$/);
          expect(['yes', 'no', 'after-new-token', 'after-dispose']).toContain(retriable);
          expect(message).toMatch(/^.+\.$/s);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
