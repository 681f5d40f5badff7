import type {
  CallState,
  TransferErrorCode,
  TransferState,
  TransferToParticipantOptions,
} from '@azure/communication-calling';
import { catchError, EMPTY, map, of, takeWhile, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  CallingTimeoutError,
  InvalidArgumentError,
  TransferError,
  type Reason,
  type TransferTarget,
} from 'rx-acs-calling';
import {
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferListConfig,
  type TransferUpdate,
} from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeFeatures,
  FakeSdkError,
  FakeTransfer,
  listenerCount,
} from 'rx-acs-calling/testing';
import { ended } from '../support/ended';

type Config = TransferToParticipantOptions & TransferListConfig;

const phone = { targetParticipant: { phoneNumber: '+15550100' } };
const carol = { targetParticipant: { microsoftTeamsUserId: 'carol' } };
const voicemail = { targetParticipantVoicemail: { microsoftTeamsUserId: 'carol' } };
const targets = [phone, carol, voicemail];

const TRANSFER: Record<string, { state: TransferState; error?: TransferErrorCode }> = {
  t: { state: 'Transferring' },
  d: { state: 'Transferred' },
  f: { state: 'Failed', error: { code: 487, subCode: 10004 } },
  b: { state: 'Failed', error: { code: 486, subCode: 560486 } },
  i: { state: 'Failed', error: { code: 495, subCode: 4507 } },
};

const CALL: Record<string, { state: CallState; callEndReason?: { code: number; subCode: number } }> = {
  c: { state: 'Connected' },
  l: { state: 'LocalHold' },
  g: { state: 'Connecting' },
  X: { state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } },
};

/** Small letters: an attempt has begun. Capitals: it has failed, and the next begins, or (XYZ) none. uvw: it is through. */
const steps = {
  a: '1/3 None',
  b: '2/3 None',
  c: '3/3 None',
  t: '1/3 Transferring',
  A: '1/3 Failed',
  B: '2/3 Failed',
  X: '1/3 Failed, final',
  Y: '2/3 Failed, final',
  Z: '3/3 Failed, final',
  u: '1/3 Transferred',
  v: '2/3 Transferred',
  w: '3/3 Transferred',
};

const stepOf = map((update: TransferUpdate) => {
  const { attempt, attempts, state } = update;
  return `${String(attempt)}/${String(attempts)} ${state}${update.state === 'Failed' && update.isFinal ? ', final' : ''}`;
});

/** A call, and the transfers that it gives one after the other, which the test drives. */
const transferring = (init: ConstructorParameters<typeof FakeCall>[0] = {}) => {
  const call = new FakeCall({ state: 'Connected', ...init });
  const transfers = [new FakeTransfer(), new FakeTransfer(), new FakeTransfer()] as const;
  const remaining = [...transfers];
  const feature = call
    .feature(FakeFeatures.Transfer)
    .answer('transfer', () => remaining.shift() ?? new FakeTransfer());
  return { call, transfers, feature };
};

const transferOf = (
  call: FakeCall,
  config?: Config,
  to: readonly TransferTarget[] = targets,
): Observable<string> => of(call).pipe(withFeature(FakeFeatures.Transfer), transferTo(to, config), stepOf);

const requested = (call: FakeCall): readonly unknown[] =>
  call
    .feature(FakeFeatures.Transfer)
    .callsTo('transfer')
    .map(([target]) => target);

type Failure = readonly [name: string, code: number, subCode: number, reason: Reason];
const noAnswer = ['a phone number', 487, 10004, 'no-answer'] as const;
const busy = ['a Teams user', 486, 560486, 'busy'] as const;
const noToken = ['a Teams user', 495, 4507, 'token-invalid'] as const;
const noVoicemail = ['the voicemail of a Teams user', 487, 10004, 'no-answer'] as const;

const ON_HOLD = 'The call is still there, on hold (LocalHold).';

const noTarget = (
  call: FakeCall,
  tried: readonly Failure[],
  count: number,
  state = 'The call is still there (Connected).',
) => {
  const whys = tried.map(
    ([name, code, subCode, reason]) =>
      [name, `${String(code)}/${String(subCode)} (${reason.replaceAll('-', ' ')})`] as const,
  );
  const errors = tried.map(
    ([, code, subCode, reason], i) =>
      new TransferError(`The transfer to ${whys[i]?.join(' failed with ') ?? ''}. ${ON_HOLD}`, {
        call,
        code,
        subCode,
        reason,
      }),
  );
  const [, code, subCode, reason = 'unknown'] = tried.at(-1) ?? [];
  return new TransferError(
    `No target took the call (${String(tried.length)} of ${String(count)} tried): ${whys.map((why) => why.join(', ')).join('; ')}. ${state}`,
    { call, code, subCode, reason, errors, cause: errors.at(-1) },
  );
};

const updatesOf = (call: FakeCall, config?: Config, to: readonly TransferTarget[] = targets) => {
  const updates: TransferUpdate[] = [];
  const errors: unknown[] = [];
  of(call)
    .pipe(withFeature(FakeFeatures.Transfer), transferTo(to, config))
    .subscribe({
      next: (update) => updates.push(update),
      error: (error: unknown) => errors.push(error),
    });
  return { updates, errors };
};

describe('transferTo a list of targets', () => {
  describe('tries them in turn', () => {
    it(
      'and no other when the first takes the call',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   --t--d', TRANSFER), transfers[0]);
        const expected = 'a-t--(u|)';

        m.expect(transferOf(call)).toBeObservable(expected, steps);
        m.flush();
        expect(requested(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'the second as soon as the first has failed',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   ---f        ', TRANSFER), transfers[0]);
        drive(m.hot('   --------d   ', TRANSFER), transfers[1]);
        const expected = 'a--(Ab)-(v|)';

        m.expect(transferOf(call)).toBeObservable(expected, steps);
        m.flush();
        expect(requested(call)).toEqual([phone, carol]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'the third after the second',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -f                ', TRANSFER), transfers[0]);
        drive(m.hot('   ------b           ', TRANSFER), transfers[1]);
        drive(m.hot('   ------------d     ', TRANSFER), transfers[2]);
        const expected = 'a(Ab)-(Bc)--(w|)  ';

        m.expect(transferOf(call)).toBeObservable(expected, steps);
        m.flush();
        expect(requested(call)).toEqual(targets);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'and errs after the last with what each failed with',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -f              ', TRANSFER), transfers[0]);
        drive(m.hot('   ------b         ', TRANSFER), transfers[1]);
        drive(m.hot('   ------------f   ', TRANSFER), transfers[2]);
        const expected = 'a(Ab)-(Bc)--(Z#)';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          noTarget(call, [noAnswer, busy, noVoicemail], 3),
        );
        m.flush();
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'each in a turn of its own if each is refused at once, as the SDK would send nothing within the event',
      marbles((m) => {
        const { call, feature } = transferring({ state: 'LocalHold' });
        feature.answer(
          'transfer',
          () => new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } }),
        );

        const { updates, errors } = updatesOf(call);
        expect(updates.map(({ attempt }) => attempt)).toEqual([1]);
        m.flush();

        expect(updates.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
        expect(errors).toHaveLength(1);
      }),
    );

    it(
      'and a list of one like any other list',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -f', TRANSFER), transfers[0]);
        const expected = 'n(f#)';

        m.expect(transferOf(call, {}, [phone])).toBeObservable(
          expected,
          { n: '1/1 None', f: '1/1 Failed, final' },
          noTarget(call, [noAnswer], 1),
        );
      }),
    );

    it(
      'for each call by itself, several side by side',
      marbles((m) => {
        const [one, two] = [transferring(), transferring()];
        drive(m.hot('   -f                ', TRANSFER), one.transfers[0]);
        drive(m.hot('   ---------d        ', TRANSFER), one.transfers[1]);
        drive(m.hot('   -----f            ', TRANSFER), two.transfers[0]);
        drive(m.hot('   ------------d     ', TRANSFER), two.transfers[1]);
        const first = '  a(Ab)----(v|)     ';
        const second = ' a----(Ab)---(v|)  ';

        m.expect(transferOf(one.call)).toBeObservable(first, steps);
        m.expect(transferOf(two.call)).toBeObservable(second, steps);
      }),
    );

    it(
      'for several calls of one stream',
      marbles((m) => {
        const [one, two] = [transferring(), transferring()];
        drive(m.hot('        ----f           ', TRANSFER), one.transfers[0]);
        drive(m.hot('        ----------d     ', TRANSFER), one.transfers[1]);
        drive(m.hot('        --d             ', TRANSFER), two.transfers[0]);
        const source = m.cold('x(y|)           ', { x: one.call, y: two.call });
        const expected = '     aau-(Ab)--(v|)  ';

        const result = source.pipe(withFeature(FakeFeatures.Transfer), transferTo(targets), stepOf);

        m.expect(result).toBeObservable(expected, steps);
      }),
    );

    it(
      'from the first on for each subscription',
      marbles((m) => {
        const { call, feature } = transferring({ state: 'LocalHold' });
        feature.answer(
          'transfer',
          () => new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } }),
        );
        const result = transferOf(call).pipe(catchError(() => EMPTY));

        m.expect(result, '^----').toBeObservable('(ABZ|)', steps);
        m.expect(result, '-^---').toBeObservable('-(ABZ|)', steps);
      }),
    );
  });

  describe('tells', () => {
    it(
      'with each update which attempt it is of, and why the one before has failed',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('-f---', TRANSFER), transfers[0]);
        drive(m.hot('--b--', TRANSFER), transfers[1]);
        drive(m.hot('---d-', TRANSFER), transfers[2]);

        const { updates } = updatesOf(call);
        m.flush();

        expect(updates.map(({ state, lastError }) => [state, lastError?.reason])).toEqual([
          ['None', undefined],
          ['Failed', undefined],
          ['None', 'no-answer'],
          ['Failed', 'no-answer'],
          ['None', 'busy'],
          ['Transferred', 'busy'],
        ]);
        expect(updates[0]).not.toHaveProperty('lastError');
        expect(updates[1]).toMatchObject({
          target: phone,
          isFinal: false,
          error: {
            message:
              'The transfer to a phone number failed with 487/10004 (no answer). The call is still there, on hold (LocalHold).',
            code: 487,
            subCode: 10004,
            errors: [],
          },
        });
        expect(updates[1]?.transfer).toBe(transfers[0]);
        expect(updates[2]?.lastError).toBe((updates[1] as { error?: unknown }).error);
        expect(updates[2]).toMatchObject({ target: carol });
        expect(updates[2]?.transfer).toBe(transfers[1]);
      }),
    );

    it(
      'with the last error what the last target failed with, and all the others',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('-f---', TRANSFER), transfers[0]);
        drive(m.hot('--b--', TRANSFER), transfers[1]);

        const { updates, errors } = updatesOf(call, {}, [phone, carol]);
        m.flush();

        expect(errors).toHaveLength(1);
        expect(errors[0]).toBeInstanceOf(TransferError);
        expect(errors[0]).toMatchObject({ code: 486, subCode: 560486, reason: 'busy' });
        expect((errors[0] as TransferError).call).toBe(call);
        expect(updates.at(-1)).toMatchObject({ state: 'Failed', error: errors[0], isFinal: true });
        const all = (errors[0] as TransferError).errors;
        expect(all.map(({ reason }) => reason)).toEqual(['no-answer', 'busy']);
        expect(all[0]).toBe((updates[1] as { error?: unknown }).error);
        expect((errors[0] as TransferError).cause).toBe(all[1]);
      }),
    );
  });

  describe('decides whether to try the next', () => {
    const after = (error: TransferErrorCode | undefined, config?: Config) => {
      let decision: 'next' | 'no more' | undefined;
      marbles((m) => {
        const { call, transfers } = transferring({ state: 'LocalHold' });
        const failure = { state: 'Failed' as const, ...(error && { error }) };
        drive(m.hot('-f', { f: failure }), transfers[0]);
        updatesOf(call, config, [phone, carol]);
        m.flush();
        decision = requested(call).length === 2 ? 'next' : 'no more';
      })();
      return decision;
    };

    it.each([
      ['next', 'no answer', 487, 10004],
      ['next', 'declined', 603, 0],
      ['next', 'declined everywhere', 487, 10024],
      ['next', 'declined everywhere', 0, 5003],
      ['next', 'busy', 486, 560486],
      ['next', 'not registered', 480, 10037],
      ['next', 'offline', 480, 10076],
      ['next', 'unreachable', 480, 10078],
      ['next', 'callee lost', 408, 10057],
      ['next', 'blocked', 403, 510403],
      ['next', 'not found', 404, 1],
      ['next', 'undeliverable', 430, 1],
      ['next', 'replacement call not found', 404, 10202],
      ['next', 'not requested', 0, 0],
      ['next', 'timeout', 408, 1],
      ['next', 'service', 503, 1],
      ['next', 'undocumented, of the class of the target', 499, 1],
      ['next', 'undocumented, of the class of the target', 699, 1],
      ['no more', 'undocumented, of another class', 599, 1],
      ['no more', 'undocumented, of another class', 299, 7],
      ['no more', 'token invalid', 495, 4507],
      ['no more', 'token invalid', 401, 10009],
      ['no more', 'network', 490, 4502],
      ['no more', 'network lost', 496, 7],
      ['no more', 'media', 410, 3111],
      ['no more', 'cancelled', 487, 0],
      ['no more', 'answered elsewhere', 487, 10003],
      ['no more', 'remote hang up', 0, 560000],
    ])('%s after %s (%i/%i)', (decision, _reason, code, subCode) => {
      expect(after({ code, subCode })).toBe(decision);
    });

    it('no more after a failure without any code', () => {
      expect(after(undefined)).toBe('no more');
    });

    it('as tryNext says, and does not ask it after the last', () => {
      const asked: unknown[] = [];
      const decide = (answer: boolean) =>
        after(
          { code: 495, subCode: 4507 },
          {
            tryNext: ({ reason }, attempt) => {
              asked.push([reason, attempt]);
              return answer;
            },
          },
        );

      expect([decide(true), decide(false)]).toEqual(['next', 'no more']);
      expect(asked).toEqual([
        ['token-invalid', 1],
        ['token-invalid', 1],
      ]);
    });

    it(
      'no: ends the hold, and errs with the targets that were tried',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -f            ', TRANSFER), transfers[0]);
        drive(m.hot('   ------i       ', TRANSFER), transfers[1]);
        const expected = 'a(Ab)-(Y#)    ';

        m.expect(transferOf(call)).toBeObservable(expected, steps, noTarget(call, [noAnswer, noToken], 3));
        m.flush();
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'no when tryNext throws: errs with that as the cause, once the hold is ended',
      marbles((m) => {
        const { call, transfers } = transferring();
        const cause = new Error('not a good day');
        drive(m.hot('-f', TRANSFER), transfers[0]);

        const { updates, errors } = updatesOf(call, {
          tryNext: () => {
            throw cause;
          },
        });
        m.flush();

        expect(errors).toHaveLength(1);
        expect(errors[0]).toMatchObject({
          message:
            'No target took the call (1 of 3 tried): a phone number, 487/10004 (no answer). The call is still there (Connected). tryNext threw: not a good day.',
          code: 487,
          subCode: 10004,
          reason: 'no-answer',
          cause,
        });
        expect(updates.at(-1)).toMatchObject({ isFinal: true, error: errors[0] });
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );
  });

  describe('counts a request that is refused as a failed attempt', () => {
    it(
      'when the SDK throws: there is no update of it, but the next ones tell',
      marbles((m) => {
        const { call, transfers, feature } = transferring();
        const cause = new FakeSdkError({ code: 400, subCode: 46052, message: 'Bad target.' });
        let requests = 0;
        feature.answer('transfer', () => {
          if (requests++ === 0) {
            throw cause;
          }
          return transfers[1];
        });
        drive(m.hot('--f', TRANSFER), transfers[1]);

        const { updates, errors } = updatesOf(call, {}, [phone, carol]);
        m.flush();

        expect(updates.map(({ state, attempt, lastError }) => [state, attempt, lastError?.reason])).toEqual([
          ['None', 2, 'not-requested'],
          ['Failed', 2, 'not-requested'],
        ]);
        expect(updates[0]?.lastError).toMatchObject({ cause, code: 400, subCode: 46052 });
        expect((errors[0] as Error).message).toBe(
          'No target took the call (2 of 2 tried): a phone number, 400/46052 (not requested): Bad target; a Teams user, 487/10004 (no answer). The call is still there (Connected).',
        );
        expect(call.callsTo('resume')).toHaveLength(1);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'when the function that gives the call id throws',
      marbles((m) => {
        const { call, transfers } = transferring();
        const target = {
          targetCallId: () => {
            throw new Error('no such call');
          },
        };
        drive(m.hot('   --d   ', TRANSFER), transfers[0]);
        const expected = 'b-(v|)';

        m.expect(transferOf(call, {}, [target, carol])).toBeObservable(expected, {
          b: '2/2 None',
          v: '2/2 Transferred',
        });
        m.flush();
        expect(requested(call)).toEqual([carol]);
      }),
    );

    it(
      'when the last throws: errs without an update of it',
      marbles((m) => {
        const { call, feature } = transferring();
        const cause = new Error('no');
        feature.answer('transfer', () => {
          throw cause;
        });
        const refused = new TransferError(
          `The transfer to a phone number was not requested. ${ON_HOLD} Cause: no.`,
          { call, cause, reason: 'not-requested' },
        );

        m.expect(transferOf(call, {}, [phone])).toBeObservable(
          '#',
          {},
          new TransferError(
            'No target took the call (1 of 1 tried): a phone number, no code (not requested): no. The call is still there (Connected).',
            { call, cause: refused, errors: [refused], reason: 'not-requested' },
          ),
        );
      }),
    );

    it(
      'when the target is a call that the SDK does not know, which it gives the codes of the failure before',
      marbles((m) => {
        const { call, transfers, feature } = transferring();
        const unknown = new FakeTransfer({ state: 'Failed', error: { code: 487, subCode: 10004 } });
        const answers = [transfers[0], unknown, transfers[2]];
        feature.answer('transfer', () => answers.shift() ?? new FakeTransfer());
        drive(m.hot('   -f           ', TRANSFER), transfers[0]);
        const subs = '   ^ 6s !       ';
        const expected = 'a(Ab) 4996ms (Bc)';

        m.expect(transferOf(call, {}, [phone, { targetCallId: 'gone' }, voicemail]), subs).toBeObservable(
          expected,
          steps,
        );
        m.flush();
        expect(requested(call)).toEqual([phone, { targetCallId: 'gone' }, voicemail]);
        expect(listenerCount(unknown)).toBe(0);
      }),
    );
  });

  it(
    'takes the codes of a transfer to a call that fails later for its own',
    marbles((m) => {
      const { call, transfers } = transferring();
      drive(m.hot('-f', TRANSFER), transfers[0]);
      drive(
        m.hot('--g', { g: { state: 'Failed', error: { code: 404, subCode: 10202 } } as const }),
        transfers[1],
      );

      const { errors } = updatesOf(call, {}, [phone, { targetCallId: 'just gone' }]);
      m.flush();

      expect(errors).toMatchObject([{ code: 404, subCode: 10202, reason: 'replacement-call-not-found' }]);
    }),
  );

  it(
    'reads the id of a target call only when its attempt begins',
    marbles((m) => {
      const { call, transfers } = transferring();
      const other = new FakeCall({ id: 'at first' });
      drive(m.hot('-i--', { i: { id: 'by now' } }), other);
      drive(m.hot('--f-', TRANSFER), transfers[0]);
      const subs = '^--!';

      m.expect(transferOf(call, {}, [phone, { targetCallId: () => other.id }]), subs).toBeObservable(
        'n-(fm)',
        { n: '1/2 None', f: '1/2 Failed', m: '2/2 None' },
      );
      m.flush();
      expect(requested(call)).toEqual([phone, { targetCallId: 'by now' }]);
    }),
  );

  it(
    'passes each target the options that the SDK has for its kind',
    marbles((m) => {
      const { call, feature } = transferring();
      feature.answer('transfer', () => {
        throw new Error('no');
      });
      const sdkOptions = { disableForwardingAndUnanswered: true, customContext: { userToUser: '4711' } };

      const { errors } = updatesOf(
        call,
        { ...sdkOptions, timeout: 1, totalTimeout: 2, tryNext: () => true },
        [phone, { targetCallId: 'other' }, voicemail],
      );
      m.flush();

      expect(errors).toHaveLength(1);
      expect(feature.callsTo('transfer')).toEqual([
        [phone, sdkOptions],
        [{ targetCallId: 'other' }, { customContext: { userToUser: '4711' } }],
        [voicemail, {}],
      ]);
    }),
  );

  describe('holds the call over all attempts', () => {
    it(
      'once, and resumes it after the last, before it says so',
      marbles((m) => {
        const hold = m.cold('  -(r|)                ');
        const resume = m.cold('            --(r|)   ');
        const { call, transfers } = transferring({ hold: () => hold, resume: () => resume });
        drive(m.hot('          -l------------c------', CALL), call);
        drive(m.hot('          ---f                 ', TRANSFER), transfers[0]);
        drive(m.hot('          --------b            ', TRANSFER), transfers[1]);
        drive(m.hot('          -------------f       ', TRANSFER), transfers[2]);
        const expected = '     -a-(Ab)-(Bc)---(Z#)  ';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          noTarget(call, [noAnswer, busy, noVoicemail], 3),
        );
        m.expect(hold).toHaveSubscriptions('  ^!             ');
        m.expect(resume).toHaveSubscriptions('-------------^-!');
        m.flush();
        expect(call.callsTo('hold')).toHaveLength(1);
      }),
    );

    it(
      'and holds it again when it was resumed meanwhile',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -c            ', CALL), call);
        drive(m.hot('   ---f          ', TRANSFER), transfers[0]);
        drive(m.hot('   --------d     ', TRANSFER), transfers[1]);
        const expected = 'a--(Ab)-(v|)  ';

        m.expect(transferOf(call)).toBeObservable(expected, steps);
        m.flush();
        expect(call.callsTo('hold')).toHaveLength(2);
        expect(call.state).toBe('LocalHold');
      }),
    );

    it(
      'and waits between two attempts until it is up again',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -g---l       ', CALL), call);
        drive(m.hot('   ---f         ', TRANSFER), transfers[0]);
        drive(m.hot('   --------d    ', TRANSFER), transfers[1]);
        const expected = 'a--A-b--(v|) ';

        m.expect(transferOf(call)).toBeObservable(expected, steps);
      }),
    );

    it(
      'but does not resume what the user had put on hold',
      marbles((m) => {
        const { call, transfers } = transferring({ state: 'LocalHold' });
        drive(m.hot('   -f          ', TRANSFER), transfers[0]);
        drive(m.hot('   ------i     ', TRANSFER), transfers[1]);
        const expected = 'a(Ab)-(Y#)  ';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          noTarget(call, [noAnswer, noToken], 3, ON_HOLD),
        );
        m.flush();
        expect([...call.callsTo('hold'), ...call.callsTo('resume')]).toEqual([]);
      }),
    );

    it(
      'and errs when it cannot be held again, with the targets that were tried',
      marbles((m) => {
        const cause = new FakeSdkError({ code: 500, subCode: 41033, message: 'No hold.' });
        const { call, transfers } = transferring({
          state: 'LocalHold',
          hold: () => m.cold('--#', {}, cause),
        });
        drive(m.hot('   -c   ', CALL), call);
        drive(m.hot('   --f  ', TRANSFER), transfers[0]);
        const expected = 'a-A-#';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          new TransferError(
            'The call could not be transferred to a Teams user (tried before: a phone number, 487/10004 (no answer)), as it could not be put on hold. The call is still there (Connected). Cause: No hold.',
            { call, cause, reason: 'hold-failed' },
          ),
        );
        m.flush();
        expect(requested(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );
  });

  describe('when the call ends', () => {
    const before =
      'before it could be transferred to a Teams user (tried before: a phone number, 487/10004 (no answer)).';

    it(
      'before the next attempt, errs with the targets that were tried',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -g---X', CALL), call);
        drive(m.hot('   ---f  ', TRANSFER), transfers[0]);
        const expected = 'a--A-#';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          ended(`The call ended with 0/0 (hung up) ${before}`, call),
        );
        m.flush();
        expect(requested(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'during an attempt that then fails, errs in the same way, and requests no other',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -X     ', CALL), call);
        drive(m.hot('   ---f   ', TRANSFER), transfers[0]);
        const expected = 'a--(A#)';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          ended(`The call ended with 0/0 (hung up) ${before}`, call),
        );
        m.flush();
        expect(requested(call)).toEqual([phone]);
      }),
    );

    it(
      'during an attempt without an outcome, errs after 2 s',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -----X', CALL), call);
        drive(m.hot('   -f    ', TRANSFER), transfers[0]);
        const expected = 'a(Ab) 2s #';

        m.expect(transferOf(call)).toBeObservable(
          expected,
          steps,
          ended(
            'The call ended with 0/0 (hung up) while it was transferred to a Teams user (tried before: a phone number, 487/10004 (no answer)). Whether the transfer went through is not known.',
            call,
          ),
        );
        m.flush();
        expect(requested(call)).toEqual([phone, carol]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );
  });

  describe('gives up in time', () => {
    it(
      'when an attempt has no outcome after the timeout, from its own start, and tries no other',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   ----f        ', TRANSFER), transfers[0]);
        const expected = 'a---(Ab)-#   ';

        m.expect(transferOf(call, { timeout: 5 })).toBeObservable(
          expected,
          steps,
          new CallingTimeoutError(
            'The transfer to a Teams user (tried before: a phone number, 487/10004 (no answer)) has no outcome after 5 ms. If it was requested it may still go through, so no other target is tried. The call is still there, on hold (LocalHold).',
            5,
          ),
        );
        m.flush();
        expect(requested(call)).toEqual([phone, carol]);
        expect(call.callsTo('resume')).toHaveLength(0);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'for the first from when the call arrives',
      marbles((m) => {
        const { call } = transferring({ state: 'Connecting' });

        m.expect(transferOf(call, { timeout: 3 })).toBeObservable(
          '---#',
          {},
          new CallingTimeoutError(
            'The transfer to a phone number has no outcome after 3 ms. If it was requested it may still go through, so no other target is tried. The call is still there (Connecting).',
            3,
          ),
        );
      }),
    );

    it(
      'after totalTimeout, from when the call arrives',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   ----f        ', TRANSFER), transfers[0]);
        const expected = 'a---(Ab)-#   ';

        m.expect(transferOf(call, { timeout: 6, totalTimeout: 9 })).toBeObservable(
          expected,
          steps,
          new CallingTimeoutError(
            'No target has taken the call after 9 ms. The last transfer requested may still go through, so no other target is tried. Tried before: a phone number, 487/10004 (no answer). The call is still there, on hold (LocalHold).',
            9,
          ),
        );
        m.flush();
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'after totalTimeout also during the first',
      marbles((m) => {
        const { call } = transferring();

        m.expect(transferOf(call, { totalTimeout: 4 })).toBeObservable(
          'a---#',
          steps,
          new CallingTimeoutError(
            'No target has taken the call after 4 ms. The last transfer requested may still go through, so no other target is tried. The call is still there, on hold (LocalHold).',
            4,
          ),
        );
      }),
    );

    it(
      'but not while the hold is ended: the outcome is known then',
      marbles((m) => {
        const { call, transfers } = transferring({ resume: () => m.cold('----(r|)') });
        drive(m.hot('   -f---------', TRANSFER), transfers[0]);
        drive(m.hot('   ----c------', CALL), call);
        const expected = 'a----(X#)  ';

        m.expect(transferOf(call, { totalTimeout: 3, tryNext: () => false })).toBeObservable(
          expected,
          steps,
          noTarget(call, [noAnswer], 3),
        );
      }),
    );
  });

  describe('when the subscriber leaves', () => {
    it(
      'tries no other',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   ---f', TRANSFER), transfers[0]);
        const subs = '   ^-!  ';
        const expected = 'a---';

        m.expect(transferOf(call), subs).toBeObservable(expected, steps);
        m.flush();
        expect(requested(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'on the news of a failure, tries no other',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   ---f     ', TRANSFER), transfers[0]);
        const expected = 'a--(A|)  ';

        m.expect(transferOf(call).pipe(takeWhile((step) => step !== steps.A, true))).toBeObservable(
          expected,
          steps,
        );
        m.flush();
        expect(requested(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );

    it(
      'between two attempts, tries no other',
      marbles((m) => {
        const { call, transfers } = transferring();
        drive(m.hot('   -g---l', CALL), call);
        drive(m.hot('   ---f  ', TRANSFER), transfers[0]);
        const subs = '   ^---! ';
        const expected = 'a--A--';

        m.expect(transferOf(call), subs).toBeObservable(expected, steps);
        m.flush();
        expect(requested(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );
  });

  it(
    'lets go of a failed transfer before it requests the next, whose state the SDK gives both',
    marbles((m) => {
      const { call, transfers, feature } = transferring();
      const listeners: number[] = [];
      const answers = [...transfers];
      feature.answer('transfer', () => {
        listeners.push(listenerCount(...transfers));
        transfers[0].set({ state: 'Transferring' });
        return answers.shift() ?? new FakeTransfer();
      });
      drive(m.hot('   ---f        ', TRANSFER), transfers[0]);
      drive(m.hot('   --------d   ', TRANSFER), transfers[1]);
      const expected = 't--(Ab)-(v|)';

      m.expect(transferOf(call)).toBeObservable(expected, steps);
      m.flush();
      expect(listeners).toEqual([0, 0]);
    }),
  );

  it(
    'is hung up behind once, at the transfer that is through',
    marbles((m) => {
      const hangUp = m.cold('          -(r|)  ');
      const { call, transfers } = transferring({ hangUp: () => hangUp });
      drive(m.hot('   ---f           ', TRANSFER), transfers[0]);
      drive(m.hot('   --------d      ', TRANSFER), transfers[1]);
      const expected = 'a--(Ab)-v|     ';

      const result = of(call).pipe(
        withFeature(FakeFeatures.Transfer),
        transferTo(targets),
        hangUpWhenTransferred(),
        stepOf,
      );

      m.expect(result).toBeObservable(expected, steps);
      m.expect(hangUp).toHaveSubscriptions('--------^!');
    }),
  );

  it('takes the list as it was when it was given', () => {
    const { call } = transferring();
    const list: TransferTarget[] = [phone];
    const transfer = transferTo(list);
    list[0] = voicemail;

    of(call).pipe(withFeature(FakeFeatures.Transfer), transfer).subscribe().unsubscribe();

    expect(requested(call)).toEqual([phone]);
  });

  it.each([[[]], [[undefined]], [[phone, {}]], [[[phone]]]])('refuses %j at once', (list) => {
    expect(() => transferTo(list as never)).toThrow(InvalidArgumentError);
  });

  it.each([-1, NaN, '5'])('refuses a totalTimeout of %p at once', (totalTimeout) => {
    expect(() => transferTo(targets, { totalTimeout: totalTimeout as number })).toThrow(InvalidArgumentError);
  });
});
