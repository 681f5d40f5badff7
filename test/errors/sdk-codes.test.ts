/**
 * All errors of the SDK: how `explain` explains each, and that `retryOnDisconnect` acts accordingly.
 */
import { of, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { callAgent$, explain } from 'rx-acs-calling';
import { retryOnDisconnect } from 'rx-acs-calling/operators';
import { FakeCallAgent, FakeSdkError } from 'rx-acs-calling/testing';
import { isOwnSubCode } from '../../src/errors/codes';
import { categoryOfRow } from '../../src/errors/meaning';
import { allCodes } from '../../src/errors/retriable';
import { countSubCodes, sdkCodes, type SdkCode } from './sdk-codes';

const keyOf = ({ code, subCode }: Pick<SdkCode, 'code' | 'subCode'>): string =>
  `${String(code)}/${String(subCode)}`;

/** The category in the table, by codes. */
const categories = new Map(
  allCodes.map((row) => [`${String(row[0])}/${String(row[1])}`, categoryOfRow(row)]),
);

const bundles = ['@azure/communication-calling', 'acs-calling-1'];

const isUnexpected = ({ resultCategories: [category] }: SdkCode): boolean =>
  category.startsWith('Unexpected');

describe.each(bundles)('the errors of %s', (name) => {
  const all = sdkCodes(name);
  /** The codes of the errors that fulfil a condition: a failed test names them. */
  const those = (condition: (code: SdkCode) => boolean): readonly string[] =>
    [...new Set(all.filter(condition).map(keyOf))].sort();

  it('are all read from the bundle', () => {
    expect(all).toHaveLength(countSubCodes(name));
    expect(all.length).toBeGreaterThan(800);
    expect(all).toContainEqual({
      name: 'ACCESSTOKEN_EXPIRED',
      code: 401,
      subCode: 40235,
      message: 'AccessToken expired',
      resultCategories: ['ExpectedError'],
    });
  });

  it('each have a reason, and keep their category', () => {
    expect(those((code) => explain(code).reason === 'unknown')).toEqual([]);
    expect(those((code) => explain(code).category !== code.resultCategories[0])).toEqual([]);
  });

  it('are never a failure of the service if they are errors of the SDK itself', () => {
    expect(those((code) => isOwnSubCode(code.subCode) && explain(code).reason === 'service')).toEqual([]);
  });

  it('are never a refusal if they are a success', () => {
    const failures = ['refused', 'service', 'sdk-failed', 'network', 'timeout', 'unknown'];

    expect(
      those((code) => code.resultCategories[0] === 'Success' && failures.includes(explain(code).reason)),
    ).toEqual([]);
  });

  it('have the category of the SDK in the table, except for two that the documentation classifies differently', () => {
    expect(
      those((code) => {
        const category = categories.get(keyOf(code));
        // The SDK itself lists 404/404 twice.
        return category !== undefined && category !== code.resultCategories[0] && keyOf(code) !== '404/404';
      }),
    ).toEqual(['401/10009', '403/5829']);
  });

  it('can be tried again if they are unexpected, with known exceptions', () => {
    const others: Readonly<Record<string, readonly string[]>> = {
      'the browser stays the same': ['400/40119'],
      'no such call': ['404/404'],
      'another token is needed': [
        ...[
          '401/44110',
          '401/44117',
          '409/40232',
          '495/4507',
          '499/3119',
          '499/3126',
          '499/3127',
          '499/3128',
        ],
        '500/40201',
      ],
      'the client has been disposed of': ['500/40605'],
      'mostly the arguments': ['500/41001'],
      'the call is here already': ['500/46706'],
    };

    expect(those((code) => isUnexpected(code) && explain(code).retriable !== 'yes')).toEqual(
      Object.values(others).flat().sort(),
    );
  });

  it('cannot be tried again if they are expected, with known exceptions', () => {
    const others: Readonly<Record<string, readonly string[]>> = {
      'another agent is being made or disposed of': ['400/40008', '409/40228', '409/40230'],
      'each agent has a connection of its own': ['500/40113'],
      'another token is needed': ['400/40233', '400/40234', '401/10009', '401/40235', '401/46704'],
      'it took too long': ['408/10057', '408/500001', '408/560408', '487/10004'],
      'the callee is away or busy': ['480/10037', '480/10076', '480/10077', '480/10078'],
      'the callee on the phone is away or busy': ['480/560480', '486/560486'],
      'the message did not arrive': ['430/10315', '430/10317'],
      'the network': ['410/3112', '496/7'],
      'another program has the device': ['412/43000', '412/43609'],
      'the user has not answered the browser': ['412/43015', '412/43613'],
      'the next call can be as long': ['429/10110'],
      'too many requests': ['429/5029'],
    };

    expect(those((code) => !isUnexpected(code) && explain(code).retriable !== 'no')).toEqual(
      Object.values(others).flat().sort(),
    );
  });
});

describe('retryOnDisconnect', () => {
  /** The outcome of a pipeline whose first creations fail, and the time of it. */
  const play = (code: SdkCode, failures: number): { readonly result: string; readonly time: number } => {
    const scheduler = new TestScheduler(() => undefined);
    const outcome = { result: 'nothing', time: NaN };
    const end = (result: string) => (): void => {
      Object.assign(outcome, { result, time: scheduler.now() });
    };
    scheduler.run(({ flush }) => {
      let made = 0;
      const subscription = callAgent$(() =>
        ++made > failures
          ? of(new FakeCallAgent({ connectionState: 'Connected' }))
          : throwError(() => new FakeSdkError(code)),
      )
        .pipe(retryOnDisconnect({ random: () => 1 }))
        .subscribe({ next: end('an agent'), error: end('gave up') });
      scheduler.schedule(() => {
        subscription.unsubscribe();
      }, 120_000);
      flush();
    });
    return outcome;
  };

  describe.each(bundles)('with the errors of %s', (name) => {
    const all = sdkCodes(name);
    const of = (...retriable: readonly string[]): readonly SdkCode[] =>
      all.filter((code) => retriable.includes(explain(code).retriable));

    it.each([
      ['gives up', ['no'], 'gave up', (time: number) => time === 0],
      ['backs off, and tries again', ['yes', 'after-dispose'], 'an agent', (time: number) => time > 0],
    ])('%s if explain says %j', (_outcome, retriable, result, isTime) => {
      const codes = of(...retriable);

      expect(codes.length).toBeGreaterThan(100);
      expect(
        codes
          .filter((code) => {
            const outcome = play(code, 1);
            return outcome.result !== result || !isTime(outcome.time);
          })
          .map(keyOf),
      ).toEqual([]);
    });

    it('tries again at once, and once, if explain says "after-new-token"', () => {
      const codes = of('after-new-token');
      // It may back off if no token could be fetched.
      const refused = codes.filter((code) => explain(code).reason !== 'token-unavailable');

      expect(refused.length).toBeGreaterThan(5);
      expect(codes.map((code) => play(code, 1).result).filter((result) => result !== 'an agent')).toEqual([]);
      expect(refused.filter((code) => play(code, 1).time > 0).map(keyOf)).toEqual([]);
      expect(refused.filter((code) => play(code, 2).result !== 'gave up').map(keyOf)).toEqual([]);
    });
  });
});
