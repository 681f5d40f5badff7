/** Why an attempt has failed, as tables: reason, codes in words, and message. */
import type { TransferErrorCode } from '@azure/communication-calling';
import type { Reason } from 'rx-acs-calling';
import { FakeCall, FakeRemoteParticipant, FakeSdkError, FakeTransfer } from 'rx-acs-calling/testing';
import { failed, mayGoThrough, notSent, refused } from '../../../../operators/internal/transfer/failures.js';
import { phone, user } from '../../../support/transferring';

const call = new FakeCall();
const HOW = 'The call is still there (Connected).';
const intoCall = { targetCallId: 'other' };

describe('a transfer that is Failed', () => {
  it.each<
    readonly [error: TransferErrorCode | undefined, reason: Reason, mayGoThrough: boolean, message: string]
  >([
    [
      { code: 603, subCode: 0 },
      'declined',
      false,
      `The transfer to a phone number failed with 603/0 (declined). ${HOW}`,
    ],
    [
      { code: 480, subCode: 10078 },
      'unreachable',
      false,
      `The transfer to a phone number failed with 480/10078 (unreachable). The code does not tell whether it is about the target or about the other party of the call. ${HOW}`,
    ],
    [
      { code: 0, subCode: 0 },
      'not-requested',
      false,
      `The transfer to a phone number failed with 0/0 (not requested). ${HOW}`,
    ],
    [
      { code: 408, subCode: 0 },
      'no-outcome',
      true,
      `The transfer to a phone number has no outcome: the SDK has stopped waiting for it (408/0 (no outcome)). It may still go through. ${HOW}`,
    ],
    [{ code: 299, subCode: 7 }, 'unknown', false, `The transfer to a phone number failed with 299/7. ${HOW}`],
    [undefined, 'unknown', false, `The transfer to a phone number failed with no code. ${HOW}`],
  ])('with %j is %s, may go through: %p', (error, reason, isPossible, message) => {
    const transfer = new FakeTransfer({ state: 'Failed', ...(error && { error }) });

    const failure = failed(call, 'a phone number', { transfer, target: phone });

    expect(mayGoThrough(failure)).toBe(isPossible);
    expect(failure.reason).toBe(reason);
    expect(failure.requested?.transfer).toBe(transfer);
    expect(failure.error(HOW)).toMatchObject({ message, reason, ...error });
  });
});

describe('a request that the SDK does not send', () => {
  it.each([
    [
      'to a user may go through',
      user,
      'no-outcome',
      'since something else that was asked of the call has not settled. It may still go through',
    ],
    ['into a call does not', intoCall, 'not-requested', 'as for a call that its agent does not have'],
  ])('%s', (_name, target, reason, explanation) => {
    const failure = notSent(call, 'Bob', { transfer: new FakeTransfer(), target });

    expect(mayGoThrough(failure)).toBe(reason === 'no-outcome');
    expect(failure.error(HOW)).toMatchObject({
      message: `The transfer to Bob was not requested: the SDK has sent nothing in 5000 ms, ${explanation}. ${HOW}`,
      reason,
      code: 0,
      subCode: 0,
    });
  });
});

describe('a request that the SDK refuses', () => {
  const bad = new FakeSdkError({ code: 400, subCode: 46052, message: 'Bad target.' });
  const group = new FakeSdkError({ code: 400, subCode: 46051, message: 'A group.' });

  it.each([
    ['of a bad target', bad, phone, 1, 'not-requested', '400/46052 (not requested): Bad target', ''],
    [
      'of a group call',
      group,
      phone,
      3,
      'not-supported',
      '400/46051 (not supported): the SDK does not transfer a group call (more than two other participants)',
      ': the SDK does not transfer a group call (more than two other participants)',
    ],
    [
      'of a group call into a call',
      group,
      intoCall,
      3,
      'not-supported',
      '400/46051 (not supported): the SDK does not transfer a group call (more than two other participants)',
      ': the SDK does not transfer a group call (more than two other participants)',
    ],
    [
      'into a group call',
      group,
      intoCall,
      2,
      'not-requested',
      '400/46051 (not requested): the SDK does not transfer into a group call (more than two other participants)',
      ': the SDK does not transfer into a group call (more than two other participants)',
    ],
  ])('%s', (_name, cause, target, participants, reason, why, explanation) => {
    const remoteParticipants = Array.from({ length: participants }, () => new FakeRemoteParticipant());
    const name = 'targetCallId' in target ? 'another call' : 'a phone number';

    const failure = refused(new FakeCall({ remoteParticipants }), target, cause);

    expect(failure).toMatchObject({ why, reason, requested: undefined });
    expect(failure.error(HOW)).toMatchObject({
      message: `The transfer to ${name} was not requested${explanation}. ${HOW} Cause: ${cause.message}`,
      reason,
      cause,
    });
  });
});
