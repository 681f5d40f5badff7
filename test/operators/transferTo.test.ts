import { catchError, EMPTY, map, mergeMap, NEVER, of } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallEndedError, CallingTimeoutError, InvalidArgumentError, TransferError } from 'rx-acs-calling';
import { transferTo, withFeature, type TransferConfig, type TransferUpdate } from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeFeatures,
  FakeSdkError,
  FakeTransfer,
  listenerCount,
} from 'rx-acs-calling/testing';
import { ended } from '../support/ended';
import {
  CALL,
  phone,
  staged,
  teamsUser,
  TRANSFER,
  transferring,
  updates$,
  user as bob,
  voicemail,
  type TransferStates,
} from '../support/transferring';

const states = { n: 'None', t: 'Transferring', d: 'Transferred', f: 'Failed' } as const;

const stateOf = map(({ state }: TransferUpdate) => state);

const transferOf = (call: FakeCall, config?: TransferConfig) => updates$(call, phone, config).pipe(stateOf);

const rethrow = (error: unknown) => {
  throw error;
};

const endedBefore = (call: FakeCall) =>
  ended('The call ended with 0/0 (hung up) before it could be transferred to a phone number.', call);

const noAnswer = (call: FakeCall, holds = 'The call is still there (Connected).') =>
  new TransferError(`The transfer to a phone number failed with 487/10004 (no answer). ${holds}`, {
    call,
    code: 487,
    subCode: 10004,
    reason: 'no-answer',
  });

describe('transferTo', () => {
  describe('follows a transfer', () => {
    it(
      'emits each state, and completes after Transferred',
      marbles((m) => {
        const { call, transfer } = staged(m, {
          first: '        ---t--d-----',
        });
        const expected = '      n--t--(d|)  ';

        m.expect(transferOf(call)).toBeObservable(expected, states);
        m.flush();
        expect(listenerCount(call, transfer)).toBe(0);
      }),
    );

    it(
      'emits Failed with the error, then errs with it',
      marbles((m) => {
        const { call, transfer } = staged(m, {
          first: '        ---t--f-----',
        });
        const expected = '      n--t--(f#)  ';

        m.expect(transferOf(call)).toBeObservable(expected, states, noAnswer(call));
        m.flush();
        expect(listenerCount(call, transfer)).toBe(0);
      }),
    );

    it(
      'gives call, transfer and target with each update, and the error with the Failed one',
      marbles((m) => {
        const { call, transfer } = staged(m, {
          first: '        --f',
        });
        const updates: TransferUpdate[] = [];
        const errors: unknown[] = [];

        of(call)
          .pipe(withFeature(FakeFeatures.Transfer), transferTo(bob))
          .subscribe({
            next: (update) => updates.push(update),
            error: (error: unknown) => errors.push(error),
          });
        m.flush();

        expect(updates).toHaveLength(2);
        expect(updates[0]).toEqual({ call, transfer, target: bob, state: 'None', attempt: 1, attempts: 1 });
        expect(updates[0]?.call).toBe(call);
        expect(updates[1]).toMatchObject({ state: 'Failed', error: errors[0], isFinal: true });
        expect(errors[0]).toBeInstanceOf(TransferError);
        expect(errors[0]).toMatchObject({ code: 487, subCode: 10004, reason: 'no-answer' });
        expect((errors[0] as TransferError).call).toBe(call);
      }),
    );

    it.each<readonly [name: string, TransferStates[string], why: string]>([
      ['is not documented', { state: 'Failed', error: { code: 299, subCode: 7 } }, '299/7'],
      ['is missing', { state: 'Failed' }, 'no code'],
    ])('says so when the code of a failure %s', (_name, failed, why) => {
      marbles((m) => {
        const { call } = staged(m, { first: '--x', values: { x: failed } });
        const expected = 'n-(f#)';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          states,
          new TransferError(
            `The transfer to a phone number failed with ${why}. The call is still there (Connected).`,
            { call, ...failed.error, reason: 'unknown' },
          ),
        );
      })();
    });

    it(
      'tells of a transfer that is born Failed, which the SDK has no event for',
      marbles((m) => {
        const { call, feature } = transferring();
        feature.answer(
          'transfer',
          () => new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } }),
        );

        m.expect(transferOf(call)).toBeObservable(
          '(f#)',
          states,
          new TransferError(
            'The transfer to a phone number failed with 0/0 (not requested). The call is still there (Connected).',
            { call, code: 0, subCode: 0, reason: 'not-requested' },
          ),
        );
      }),
    );

    it(
      'runs the transfers of several calls side by side, and completes after the last of them',
      marbles((m) => {
        const [a, b] = [transferring(), transferring()];
        drive(m.hot('        -------t--d    ', TRANSFER), a.transfer);
        drive(m.hot('        -----t---d-----', TRANSFER), b.transfer);
        const source = m.cold('-a-(b|)        ', { a: a.call, b: b.call });
        const expected = '     -a-b-q-p-r(s|) ';

        const result = source.pipe(
          withFeature(FakeFeatures.Transfer),
          transferTo(phone),
          map(({ call, state }) => `${call === a.call ? 'a' : 'b'} ${state}`),
        );

        m.expect(result).toBeObservable(expected, {
          a: 'a None',
          b: 'b None',
          p: 'a Transferring',
          q: 'b Transferring',
          r: 'b Transferred',
          s: 'a Transferred',
        });
      }),
    );

    it(
      'ends with the first transfer that fails, as RxJS operators do, and lets go of the others',
      marbles((m) => {
        const [a, b] = [transferring(), transferring()];
        drive(m.hot('   --f-----', TRANSFER), a.transfer);
        drive(m.hot('   ----d---', TRANSFER), b.transfer);
        const source = m
          .cold('nn------', { n: a.call })
          .pipe(map((call, index) => (index === 0 ? call : b.call)));
        const expected = 'nn(f#)--';

        const result = source.pipe(withFeature(FakeFeatures.Transfer), transferTo(phone), stateOf);

        m.expect(result).toBeObservable(expected, states, noAnswer(a.call));
        m.flush();
        expect(listenerCount(a.call, a.transfer, b.call, b.transfer)).toBe(0);
      }),
    );

    it(
      'outlives a failed transfer when each call handles its own error',
      marbles((m) => {
        const [a, b] = [transferring(), transferring()];
        drive(m.hot('        --f-------', TRANSFER), a.transfer);
        drive(m.hot('        ----d-----', TRANSFER), b.transfer);
        const source = m.hot(' ab--------', { a: a.call, b: b.call });
        const subs = '         ^--------!';
        const expected = '     nnf-d-----';

        const result = source.pipe(mergeMap((call) => transferOf(call).pipe(catchError(() => EMPTY))));

        m.expect(result, subs).toBeObservable(expected, states);
      }),
    );
  });

  describe('asks the SDK for the transfer', () => {
    const customContext = { voipHeaders: [{ key: 'queue', value: 'sales' }] };
    const options = { disableForwardingAndUnanswered: true, customContext };

    it.each([
      ['to a Communication Services user, with the options of the SDK', bob, options],
      ['to a Teams user, with the options of the SDK', teamsUser, options],
      ['to a phone number, with the options of the SDK', phone, options],
      ['to a call by its id, with a custom context', { targetCallId: 'other' }, { customContext }],
      ["to a Teams user's voicemail", voicemail, {}],
    ])('%s, and without its own', (_name, target, sdkOptions) => {
      const { call, feature } = transferring();

      updates$(call, target, { ...sdkOptions, timeout: 5_000 })
        .subscribe({ error: rethrow })
        .unsubscribe();

      expect(feature.callsTo('transfer')).toEqual([[target, sdkOptions]]);
    });

    it(
      'to a call whose id is read only when the transfer starts',
      marbles((m) => {
        const { call, feature } = transferring({ state: 'Connecting' });
        const other = new FakeCall({ id: 'at first' });
        drive(m.hot('-i-', { i: { id: 'by now' } }), other);
        drive(m.hot('--c', CALL), call);

        m.expect(
          of(call).pipe(
            withFeature(FakeFeatures.Transfer),
            transferTo({ targetCallId: () => other.id }),
            map(({ target }) => target),
          ),
          '^--!',
        ).toBeObservable('--x-', { x: { targetCallId: 'by now' } });
        m.flush();
        expect(feature.callsTo('transfer')).toEqual([[{ targetCallId: 'by now' }, {}]]);
      }),
    );

    it(
      'once for each subscription, and not before there is one',
      marbles((m) => {
        const { call, feature } = transferring();
        const result = transferOf(call);
        expect(feature.callsTo('transfer')).toHaveLength(0);

        m.expect(result, '-^-!').toBeObservable('-n--', states);
        m.flush();
        expect(feature.callsTo('transfer')).toHaveLength(1);
      }),
    );

    it(
      'and errs when the SDK throws, with its codes and its error as the cause',
      marbles((m) => {
        const { call, feature } = transferring();
        const cause = new FakeSdkError({ code: 400, subCode: 46052, message: 'Bad target.' });
        feature.answer('transfer', () => {
          throw cause;
        });
        const errors: unknown[] = [];

        transferOf(call).subscribe({ error: (error: unknown) => errors.push(error) });
        m.flush();

        expect(errors).toHaveLength(1);
        expect(errors[0]).toBeInstanceOf(TransferError);
        expect(errors[0]).toMatchObject({
          message:
            'The transfer to a phone number was not requested. The call is still there (Connected). Cause: Bad target.',
          reason: 'not-requested',
          code: 400,
          subCode: 46052,
          cause,
        });
        expect(listenerCount(call)).toBe(0);
      }),
    );

    it(
      'and errs when the function that gives the call id throws',
      marbles((m) => {
        const { call, feature } = transferring();
        const cause = new Error('no such call');
        const result = of(call).pipe(
          withFeature(FakeFeatures.Transfer),
          transferTo({
            targetCallId: () => {
              throw cause;
            },
          }),
        );

        m.expect(result).toBeObservable(
          '#',
          {},
          new TransferError(
            'The transfer to another call was not requested. The call is still there (Connected). Cause: no such call.',
            { call, cause, reason: 'not-requested' },
          ),
        );
        m.flush();
        expect(feature.callsTo('transfer')).toHaveLength(0);
      }),
    );
  });

  describe('waits until the call is up', () => {
    it.each(['c', 'l', 'r'])('and starts when it is %s', (up) => {
      marbles((m) => {
        const { call } = staged(m, {
          init: { state: 'Connecting' },
          first: '        --------d-',
        });
        drive(m.hot(`        --y--${up}----`, CALL), call);
        const expected = '   -----n--(d|)';

        m.expect(transferOf(call)).toBeObservable(expected, states);
      })();
    });

    it.each(['Connected', 'LocalHold', 'RemoteHold'] as const)(
      'and starts at once when it is %s',
      (state) => {
        marbles((m) => {
          m.expect(transferOf(transferring({ state }).call), '^!').toBeObservable('n-', states);
        })();
      },
    );

    it(
      'and errs when it ends before that',
      marbles((m) => {
        const { call, feature } = staged(m, {
          init: { state: 'Connecting' },
          call: '         --D--X',
        });
        const expected = '   -----#';

        m.expect(transferOf(call)).toBeObservable(expected, {}, endedBefore(call));
        m.flush();
        expect(feature.callsTo('transfer')).toHaveLength(0);
        expect(listenerCount(call)).toBe(0);
      }),
    );

    it(
      'and errs at once when it has already ended',
      marbles((m) => {
        const call = new FakeCall({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });

        m.expect(transferOf(call)).toBeObservable('#', {}, endedBefore(call));
      }),
    );

    it('and gives the codes of the end with the error', () => {
      const call = new FakeCall({ state: 'Disconnected', callEndReason: { code: 490, subCode: 4525 } });
      const errors: unknown[] = [];

      transferOf(call).subscribe({ error: (error: unknown) => errors.push(error) });

      expect(errors[0]).toBeInstanceOf(CallEndedError);
      expect(errors[0]).toMatchObject({
        code: 490,
        subCode: 4525,
        callEndReason: { code: 490, subCode: 4525 },
        message: 'The call ended with 490/4525 (network) before it could be transferred to a phone number.',
      });
    });
  });

  describe('holds the call, as the SDK transfers no other', () => {
    it(
      'and requests the transfer when it is on hold and the SDK has settled that, as it may still work on it',
      marbles((m) => {
        const hold = m.cold('                ----(r|)   ');
        const { call, feature } = staged(m, {
          init: { hold: () => hold },
          call: '         --l------  ',
          first: '        -----t-d-  ',
        });
        const expected = '                   ----nt-(d|)';

        m.expect(transferOf(call)).toBeObservable(expected, states);
        m.expect(hold).toHaveSubscriptions(' ^---!      ');
        m.flush();
        expect(feature.callsTo('transfer')).toHaveLength(1);
        expect(call.callsTo('resume')).toHaveLength(0);
      }),
    );

    it(
      'and waits for that although the SDK has settled the request to hold it',
      marbles((m) => {
        const { call } = transferring({ hold: () => m.cold('-(r|)') });
        drive(m.hot('   ---l-- ', CALL), call);
        const expected = '---n-- ';

        m.expect(transferOf(call), '^-----!').toBeObservable(expected, states);
      }),
    );

    it.each(['Connected', 'RemoteHold'] as const)('when it is %s, with the real request', (state) => {
      const { call, feature } = transferring({ state });

      transferOf(call).subscribe({ error: rethrow }).unsubscribe();

      expect(call.callsTo('hold')).toHaveLength(1);
      expect(call.state).toBe('LocalHold');
      expect(feature.callsTo('transfer')).toHaveLength(1);
    });

    it('but not when it is on hold already', () => {
      const { call } = transferring({ state: 'LocalHold' });

      transferOf(call).subscribe({ error: rethrow }).unsubscribe();

      expect(call.callsTo('hold')).toHaveLength(0);
    });

    it(
      'and errs when that fails, without a transfer',
      marbles((m) => {
        const cause = new FakeSdkError({ code: 500, subCode: 41033, message: 'No hold.' });
        const { call, feature } = transferring({ hold: () => m.cold('--#', {}, cause) });

        m.expect(transferOf(call)).toBeObservable(
          '--#',
          {},
          new TransferError(
            'The call could not be transferred to a phone number, as it could not be put on hold. The call is still there (Connected). Cause: No hold.',
            { call, cause, reason: 'hold-failed' },
          ),
        );
        m.flush();
        expect(feature.callsTo('transfer')).toHaveLength(0);
        expect(listenerCount(call)).toBe(0);
      }),
    );

    it(
      'and errs with the end of the call when it ends before it is on hold',
      marbles((m) => {
        const cause = new FakeSdkError({ code: 500, subCode: 41033 });
        const { call } = staged(m, {
          init: { hold: () => m.cold('---#', {}, cause) },
          call: '         --X',
        });

        m.expect(transferOf(call)).toBeObservable('--#', {}, endedBefore(call));
      }),
    );

    it(
      'and errs with the end of the call also when the request to hold it fails just before the SDK tells of the end',
      marbles((m) => {
        const cause = new FakeSdkError({ code: 500, subCode: 41033 });
        const { call } = transferring({ hold: () => m.cold('--#', {}, cause) });
        m.hot('-x').subscribe(() =>
          call.write({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } }),
        );
        m.hot('---x').subscribe(() => {
          call.emit('stateChanged');
        });

        m.expect(transferOf(call)).toBeObservable('---#', {}, endedBefore(call));
      }),
    );

    it(
      'and errs after the timeout when the SDK never does it',
      marbles((m) => {
        const { call } = transferring({ hold: () => NEVER });

        m.expect(transferOf(call, { timeout: 5 })).toBeObservable(
          '-----#',
          {},
          new CallingTimeoutError(
            'The transfer to a phone number has no outcome after 5 ms. If it was requested it may still go through. The call is still there (Connected).',
            5,
          ),
        );
      }),
    );

    it(
      'and resumes it when the transfer fails, before it says so',
      marbles((m) => {
        const resume = m.cold('             --(r|)   ');
        const { call } = staged(m, {
          init: { resume: () => resume },
          call: '         ---c-----',
          first: '        --f------',
        });
        const expected = '                  n---(f#)';

        m.expect(transferOf(call)).toBeObservable(expected, states, noAnswer(call));
        m.expect(resume).toHaveSubscriptions('--^-!   ');
      }),
    );

    it(
      'and resumes it when the SDK throws at the request',
      marbles((m) => {
        const { call, feature } = transferring();
        const cause = new Error('no');
        feature.answer('transfer', () => {
          throw cause;
        });

        m.expect(transferOf(call)).toBeObservable(
          '#',
          {},
          new TransferError(
            'The transfer to a phone number was not requested. The call is still there (Connected). Cause: no.',
            { call, cause, reason: 'not-requested' },
          ),
        );
        m.flush();
        expect(call.callsTo('resume')).toHaveLength(1);
      }),
    );

    it.each([
      ['is refused', '--#', 'n--(f#)', 'No resume.'],
      ['never settles', '---', 'n 10s (f#)', 'it has not settled.'],
    ])('and says that it is still on hold when resuming it %s', (_how, answer, expected, problem) => {
      marbles((m) => {
        const cause = new FakeSdkError({ code: 500, subCode: 41034, message: 'No resume.' });
        const { call } = staged(m, {
          init: { resume: () => m.cold(answer, {}, cause) },
          first: '        -f',
        });

        m.expect(transferOf(call)).toBeObservable(
          expected,
          states,
          noAnswer(call, `The call is still there, on hold (LocalHold). It could not be resumed: ${problem}`),
        );
      })();
    });

    it(
      'but does not resume it when the user had put it on hold',
      marbles((m) => {
        const { call } = staged(m, {
          init: { state: 'LocalHold' },
          first: '        --f---',
        });
        const expected = 'n-(f#)';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          states,
          noAnswer(call, 'The call is still there, on hold (LocalHold).'),
        );
        m.flush();
        expect(call.callsTo('resume')).toHaveLength(0);
      }),
    );

    it(
      'nor when somebody has resumed it meanwhile, or it has ended',
      marbles((m) => {
        const [a, b] = [transferring(), transferring()];
        drive(m.hot('-c--', CALL), a.call);
        drive(m.hot('-X--', CALL), b.call);
        drive(m.hot('--f-', TRANSFER), a.transfer);
        drive(m.hot('--f-', TRANSFER), b.transfer);

        m.expect(transferOf(a.call)).toBeObservable('n-(f#)', states, noAnswer(a.call));
        m.expect(transferOf(b.call)).toBeObservable(
          'n-(f#)',
          states,
          noAnswer(b.call, 'The call has ended.'),
        );
        m.flush();
        expect([...a.call.callsTo('resume'), ...b.call.callsTo('resume')]).toEqual([]);
      }),
    );

    it(
      'nor when the outcome is not known: after the timeout, or when the subscriber leaves',
      marbles((m) => {
        const [a, b] = [transferring(), transferring()];

        m.expect(transferOf(a.call, { timeout: 5 }).pipe(catchError(() => EMPTY))).toBeObservable(
          'n----|',
          states,
        );
        m.expect(transferOf(b.call), '^--!').toBeObservable('n---', states);
        m.flush();
        expect([a.call.state, b.call.state]).toEqual(['LocalHold', 'LocalHold']);
      }),
    );
  });

  describe('when the call ends during the transfer', () => {
    it(
      'still tells of the outcome if that comes within 2 s',
      marbles((m) => {
        const { call, transfer } = staged(m, {
          call: '         --X           ',
          first: '        -t- 1999ms d  ',
        });
        const expected = 'nt- 1999ms (d|)';

        m.expect(transferOf(call)).toBeObservable(expected, states);
        m.flush();
        expect(listenerCount(call, transfer)).toBe(0);
      }),
    );

    it(
      'tells of a failure, and that the call is gone',
      marbles((m) => {
        const { call } = staged(m, {
          call: '         --X       ',
          first: '        -t---f    ',
        });
        const expected = 'nt---(f#) ';

        m.expect(transferOf(call)).toBeObservable(expected, states, noAnswer(call, 'The call has ended.'));
      }),
    );

    it.each([
      ['under way', '-t', 'nt'],
      ['not even begun', '--', 'n-'],
    ])('errs after 2 s if the transfer is %s', (_how, progress, expected) => {
      marbles((m) => {
        const { call, transfer } = staged(m, {
          call: '         --X',
        });
        drive(m.hot(progress, TRANSFER), transfer);

        m.expect(transferOf(call)).toBeObservable(
          `${expected}- 1999ms #`,
          states,
          ended(
            'The call ended with 0/0 (hung up) while it was transferred to a phone number. Whether the transfer went through is not known.',
            call,
          ),
        );
        m.flush();
        expect(listenerCount(call, transfer)).toBe(0);
      })();
    });

    it(
      'ignores an end that comes after the outcome',
      marbles((m) => {
        const { call } = staged(m, {
          call: '         ---X 3s -',
          first: '        --d------',
        });
        const expected = 'n-(d|)   ';

        m.expect(transferOf(call)).toBeObservable(expected, states);
      }),
    );
  });

  describe('ends for a transfer that never does', () => {
    const overdue = (timeout: number, holds: string) =>
      new CallingTimeoutError(
        `The transfer to a phone number has no outcome after ${String(timeout)} ms. If it was requested it may still go through. ${holds}`,
        timeout,
      );

    it(
      'with an error after the timeout',
      marbles((m) => {
        const { call, transfer } = staged(m, {
          first: '        --t-------',
        });
        const expected = 'n-t--#    ';

        m.expect(transferOf(call, { timeout: 5 })).toBeObservable(
          expected,
          states,
          overdue(5, 'The call is still there, on hold (LocalHold).'),
        );
        m.flush();
        expect(listenerCount(call, transfer)).toBe(0);
      }),
    );

    it(
      'and for a call that never connects: the timeout runs from the arrival of the call',
      marbles((m) => {
        const { call } = transferring({ state: 'Connecting' });

        m.expect(transferOf(call, { timeout: 5 })).toBeObservable(
          '-----#',
          states,
          overdue(5, 'The call is still there (Connecting).'),
        );
      }),
    );

    it(
      'after 3 minutes unless told otherwise, and never if told so',
      marbles((m) => {
        const [a, b] = [transferring(), transferring()];

        m.expect(transferOf(a.call)).toBeObservable(
          'n 179999ms #',
          states,
          overdue(180_000, 'The call is still there, on hold (LocalHold).'),
        );
        m.expect(transferOf(b.call, { timeout: Infinity }), '^ 60m !').toBeObservable('n', states);
      }),
    );
  });

  it(
    'stops listening when the subscriber leaves, and delivers nothing more',
    marbles((m) => {
      const { call, transfer } = staged(m, {
        first: '        ---t---d--',
      });
      const subs = '    ^----!    ';
      const expected = 'n--t------';

      m.expect(transferOf(call), subs).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(call, transfer)).toBe(0);
    }),
  );

  it(
    'passes an error of the source on',
    marbles((m) => {
      const source = m.cold<FakeCall>('--#');

      m.expect(source.pipe(withFeature(FakeFeatures.Transfer), transferTo(phone))).toBeObservable('--#');
    }),
  );

  it.each([
    undefined,
    null,
    {},
    'bob',
    { targetParticipant: 'bob' },
    { targetParticipant: undefined },
    { targetParticipant: {} },
    { targetParticipant: { communicationUserId: '' } },
    { targetCallId: '' },
    { targetCallId: 7 },
    { targetParticipantVoicemail: { communicationUserId: 'bob' } },
    { targetCallId: 'other', targetParticipant: { phoneNumber: '+15550100' } },
  ])('refuses %j as a target at once', (target) => {
    expect(() => transferTo(target as never)).toThrow(InvalidArgumentError);
  });

  it.each([-1, NaN, '5'])('refuses a timeout of %p at once', (timeout) => {
    expect(() => transferTo(bob, { timeout: timeout as number })).toThrow(InvalidArgumentError);
  });
});
