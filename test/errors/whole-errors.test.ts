import { throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { AgentCreationError, CallingTimeoutError, SdkError, TransferError } from '../../src/errors/errors.js';
import { FakeCall } from '../../src/testing/index.js';

const call = new FakeCall();
const transferError = (details: Partial<ConstructorParameters<typeof TransferError>[1]> = {}) =>
  new TransferError('It failed.', { call, code: 487, subCode: 10004, reason: 'no-answer', ...details });

const different: readonly (readonly [difference: string, Error, Error])[] = [
  ['class', new SdkError('It failed.'), new AgentCreationError('It failed.')],
  ['message', new SdkError('It failed.'), new SdkError('It did not.')],
  ['code', transferError(), transferError({ code: 480 })],
  ['subCode', transferError(), transferError({ subCode: 0 })],
  ['reason', transferError(), transferError({ reason: 'declined' })],
  ['call', transferError(), transferError({ call: new FakeCall() })],
  ['errors', transferError(), transferError({ errors: [transferError()] })],
  [
    'part of one of the errors',
    transferError({ errors: [transferError({ code: 480 })] }),
    transferError({ errors: [transferError()] }),
  ],
  ['cause', transferError({ cause: new Error('a') }), transferError({ cause: new Error('b') })],
  ['attempts', new AgentCreationError('It failed.'), new AgentCreationError('It failed.', { attempts: 2 })],
  ['timeout', new CallingTimeoutError('It failed.', 1), new CallingTimeoutError('It failed.', 2)],
];

describe('errors are compared whole', () => {
  it.each(different)('by Jest: another %s is a difference', (_what, a, b) => {
    expect([a]).not.toEqual([b]);
    expect({ error: a }).not.toStrictEqual({ error: b });
    expect([a]).toStrictEqual([a]);
  });

  it.each(different)('by rxjs-marbles: another %s is a difference', (_what, a, b) => {
    const compare = (expected: Error): (() => void) =>
      marbles((m) => {
        m.expect(throwError(() => a)).toBeObservable('#', undefined, expected);
      });

    expect(compare(a)).not.toThrow();
    expect(compare(b)).toThrow('toStrictEqual');
  });
});
