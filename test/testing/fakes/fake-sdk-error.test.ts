/** The codes of the fakes and of the service, compared with those of the installed SDK. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sdkCodes } from '../../errors/sdk-codes.js';
import { endings, FakeCall, FakeCallAgent, FakeSdkError } from '../../../src/testing/index.js';

const folder = resolve(__dirname, '../../../src/testing');
const literals = /code: (\d+), subCode: (\d+)|, (\d{3}), (4\d{4})/g;
/** The codes in the source of the fakes and of the service. */
const codes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [...readFileSync(resolve(folder, name), 'utf8').matchAll(literals)])
  .map(([, code, subCode, orCode, orSubCode]) => ({
    code: Number(code ?? orCode),
    subCode: Number(subCode ?? orSubCode),
  }));

const keyOf = ({ code, subCode }: { readonly code: number; readonly subCode: number }): string =>
  `${String(code)}/${String(subCode)}`;

/** Documented reasons of the end of a call that the SDK does not list, and the one of its timeout of a transfer. */
const unlisted = ['0/5317', '403/5828', '403/5830', '404/10202', '408/0'];

describe.each(['@azure/communication-calling', 'acs-calling-1'])('by %s, an error of the fakes', (sdk) => {
  const categories = new Map(sdkCodes(sdk).map((code) => [keyOf(code), code.resultCategories]));

  it('has a code that the SDK knows', () => {
    const unknown = codes.map(keyOf).filter((key) => !categories.has(key));

    expect(codes.length).toBeGreaterThan(80);
    expect(unknown.filter((key) => !unlisted.includes(key))).toEqual([]);
  });

  it('has the category of its code', () => {
    const wrong = codes
      .map((code) => new FakeSdkError(code))
      .filter(
        (error) => (categories.get(keyOf(error)) ?? error.resultCategories)[0] !== error.resultCategories[0],
      );

    expect(wrong.map(keyOf)).toEqual([]);
  });
});

describe('the categories of an error', () => {
  it('are those of the test', () => {
    const error = new FakeSdkError({ code: 0, subCode: 0, resultCategories: ['UnexpectedServerError'] });

    expect(error.resultCategories).toEqual(['UnexpectedServerError']);
  });

  it('are those of similar codes for an unknown code', () => {
    expect(new FakeSdkError({ code: 404, subCode: 1 }).resultCategories).toEqual(['ExpectedError']);
    expect(new FakeSdkError({ code: 500, subCode: 49_999 }).resultCategories).toEqual([
      'UnexpectedClientError',
    ]);
    expect(new FakeSdkError({ code: 599, subCode: 1 }).resultCategories).toEqual(['UnexpectedServerError']);
  });

  it('are those of the end of the call for a second hang-up', async () => {
    const callEndReason = { ...endings.noAnswer, resultCategories: ['UnexpectedServerError'] };
    const call = new FakeCall({ state: 'Disconnected', callEndReason });

    await expect(call.hangUp()).rejects.toEqual(new FakeSdkError(callEndReason));
  });

  it('are in the reason of the end of a call, with a message', async () => {
    const call = new FakeCall({ state: 'Connected' });
    await new FakeCallAgent({ calls: [call] }).dispose();

    expect(call.callEndReason).toEqual({
      code: 0,
      subCode: 0,
      message: expect.stringContaining('0/0') as string,
      resultCategories: ['Success'],
    });
  });
});

describe('an error of the SDK', () => {
  it('is an Error whose codes are getters of its prototype, so that spread and JSON keep its name and message only', () => {
    const error = new FakeSdkError({
      code: 408,
      subCode: 40114,
      resultCategories: ['UnexpectedClientError'],
    });

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'CallingCommunicationError', code: 408, subCode: 40114 });
    expect(error.resultCategories).toEqual(['UnexpectedClientError']);
    expect('cause' in error).toBe(false);
    const { name, message } = error;
    expect(Object.fromEntries(Object.entries(error))).toEqual({ name, message });
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name, message });
  });

  it('has a message that names its codes, or the given message', () => {
    expect(new FakeSdkError({ code: 422 }).message).toContain('422/0');
    expect(new FakeSdkError({ code: 422, message: 'no such event' }).message).toBe('no such event');
  });
});
