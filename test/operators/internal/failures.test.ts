/** What `retryOnDisconnect` does after a failure, as pure states: tables, without a stream. */
import { AgentCreationError, AgentDisconnectedError, CallingTimeoutError } from 'rx-acs-calling';
import { FakeSdkError } from 'rx-acs-calling/testing';
import {
  afterFailure,
  noFailures,
  withAgent,
  type Decision,
  type Failures,
} from '../../../operators/internal/failures.js';

const created = (cause: unknown) => new AgentCreationError('no', { cause });
const sdk = (code: number, subCode: number) => created(new FakeSdkError({ code, subCode }));
const own = created(new TypeError('Failed to fetch'));
const dropped = new AgentDisconnectedError('Lost.', { reason: 'connectionIssue' });
const refused = new AgentDisconnectedError('Lost.', { reason: 'invalidToken' });
const disposed = new AgentDisconnectedError('Lost.', { reason: 'disposed' });
const late = new CallingTimeoutError('late', 1);

interface Limits {
  readonly count?: number;
  readonly shouldRetry?: (error: unknown, attempt: number) => boolean | undefined;
}

const decisionAfter = (errors: readonly unknown[], { count, shouldRetry }: Limits = {}): Decision => {
  let failures: Failures = noFailures;
  let decision: Decision = { kind: 'passOn' };
  for (const error of errors) {
    [failures, decision] = afterFailure(failures, error, { count, shouldRetry });
  }
  return decision;
};

const atOnce: Decision = { kind: 'retry', isAtOnce: true };
const later: Decision = { kind: 'retry', isAtOnce: false };
const giveUp = (why: string): Decision => ({ kind: 'giveUp', why });

const OWN = 'it is no error of the SDK, and may be one of the app';
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

describe('after', () => {
  it.each<readonly [string, readonly unknown[], Limits, Decision]>([
    ['a lost connection: after a back-off', [dropped], {}, later],
    ['any number of them: the same', times(50, dropped), {}, later],
    ['a creation that takes too long: after a back-off', [late], {}, later],
    ['a refused token: at once', [refused], {}, atOnce],
    ['an agent that the SDK has disposed of: at once', [disposed], {}, atOnce],
    ['a refused token after a lost connection: at once', [dropped, refused], {}, atOnce],
    ['a credential without a token: after a back-off', [sdk(401, 44110)], {}, later],
    ['two refused tokens: never', [refused, refused], {}, giveUp('the new token is refused too')],
    [
      'the same with another failure in between',
      [refused, dropped, refused],
      {},
      giveUp('the new token is refused too'),
    ],
    ['another agent in the way (400/40008): after a back-off', [sdk(400, 40008)], {}, later],
    ['another agent of the user (409/40228): after a back-off', [sdk(409, 40228)], {}, later],
    ['a token without a scope: never', [sdk(401, 44113)], {}, giveUp('trying again cannot help')],
    ['an expired token: at once', [sdk(401, 40235)], {}, atOnce],
    ['a failure of the SDK itself: after a back-off', [sdk(500, 40103)], {}, later],
    ['five errors of the app in a row: after a back-off', times(5, own), {}, later],
    ['six of them: never', times(6, own), {}, giveUp(OWN)],
    [
      'five, one of the SDK, and five: after a back-off',
      [...times(5, own), dropped, ...times(5, own)],
      {},
      later,
    ],
    ['six of them with a count: as that says', times(6, own), { count: 10 }, later],
    ['more failures than count', times(3, dropped), { count: 2 }, giveUp('count is 2')],
    ['what shouldRetry refuses', [dropped], { shouldRetry: () => false }, giveUp('shouldRetry says so')],
    ['what shouldRetry wants though it cannot help', [sdk(401, 44113)], { shouldRetry: () => true }, later],
    [
      'more of the app than five, if shouldRetry wants them',
      times(9, own),
      { shouldRetry: () => true },
      later,
    ],
    [
      'what shouldRetry wants, but count does not',
      times(2, dropped),
      { shouldRetry: () => true, count: 1 },
      giveUp('count is 1'),
    ],
    ['what shouldRetry does not decide', [dropped], { shouldRetry: () => undefined }, later],
    ['an error of somebody else: it is passed on', [new Error('of the app')], {}, { kind: 'passOn' }],
    ['the same, which shouldRetry wants', [new Error('of the app')], { shouldRetry: () => true }, later],
  ])('%s', (_title, errors, limits, decision) => {
    expect(decisionAfter(errors, limits)).toEqual(decision);
  });

  it('an agent the app has made, its own errors are counted anew', () => {
    const [failures] = afterFailure(noFailures, own, { count: undefined, shouldRetry: undefined });

    expect(withAgent(failures)).toEqual({ ...failures, ownInRow: 0 });
  });

  it('each failure shouldRetry is asked with the error and how many there were in a row', () => {
    const shouldRetry = jest.fn(() => undefined);

    decisionAfter([dropped, refused], { shouldRetry });

    expect(shouldRetry.mock.calls).toEqual([
      [dropped, 1],
      [refused, 2],
    ]);
  });
});
