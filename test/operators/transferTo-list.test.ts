import type { TransferErrorCode, TransferToParticipantOptions } from '@azure/communication-calling';
import { map, of, takeWhile, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
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
import {
  ignoreError,
  phone,
  record,
  requestedOf,
  staged,
  teamsUser as carol,
  transferring,
  updates$,
  voicemail,
  type Staging,
} from '../support/transferring';

type Config = TransferToParticipantOptions & TransferListConfig;

const targets = [phone, carol, voicemail];

/** Small letters: an attempt has begun. Capitals: it has failed, and the next begins, or (XYZ) none. uvw: it is through. */
const stepsOf = (count: number) => {
  const of = String(count);
  return {
    a: `1/${of} None`,
    b: `2/${of} None`,
    c: `3/${of} None`,
    t: `1/${of} Transferring`,
    A: `1/${of} Failed`,
    B: `2/${of} Failed`,
    X: `1/${of} Failed, final`,
    Y: `2/${of} Failed, final`,
    Z: `3/${of} Failed, final`,
    u: `1/${of} Transferred`,
    v: `2/${of} Transferred`,
    w: `3/${of} Transferred`,
  };
};
const steps = stepsOf(3);

const stepOf = map((update: TransferUpdate) => {
  const { attempt, attempts, state } = update;
  return `${String(attempt)}/${String(attempts)} ${state}${update.state === 'Failed' && update.isFinal ? ', final' : ''}`;
});

const transferOf = (
  call: FakeCall,
  config?: Config,
  to: readonly TransferTarget[] = targets,
): Observable<string> => updates$(call, to, config).pipe(stepOf);

type Failure = readonly [name: string, code: number, subCode: number, reason: Reason];
const noAnswer = ['a phone number', 487, 10004, 'no-answer'] as const;
const busy = ['a Teams user', 486, 560486, 'busy'] as const;
const noToken = ['a Teams user', 495, 4507, 'token-invalid'] as const;
const noVoicemail = ['the voicemail of a Teams user', 487, 10004, 'no-answer'] as const;

const noHold = new FakeSdkError({ code: 500, subCode: 41033, message: 'No hold.' });

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

const updatesOf = (call: FakeCall, config?: Config, to: readonly TransferTarget[] = targets) =>
  record(updates$(call, to, config));

const refuse = (cause: unknown) => () => {
  throw cause;
};

/** A call, what happens to it, and the steps that its transfer takes. */
interface Play extends Staging {
  readonly name: string;
  /** The answers of the call, for marbles of their own. */
  readonly answers?: (m: Context) => Staging['init'];
  readonly to?: readonly TransferTarget[];
  readonly config?: Config;
  readonly subs?: string;
  readonly expected: string;
  readonly error?: (call: FakeCall) => Error;
  /** What the SDK was asked for by the end. */
  readonly requested?: readonly unknown[];
  readonly holds?: number;
  readonly resumes?: number;
  readonly state?: string;
}

const act = (m: Context, play: Play): void => {
  const { to = targets, config, subs, expected, error } = play;
  const { call, transfers } = staged(m, { ...play, init: { ...play.init, ...play.answers?.(m) } });

  m.expect(transferOf(call, config, to), subs).toBeObservable(expected, stepsOf(to.length), error?.(call));
  m.flush();
  expect({
    requested: play.requested && requestedOf(call),
    holds: play.holds === undefined ? undefined : call.callsTo('hold').length,
    resumes: play.resumes === undefined ? undefined : call.callsTo('resume').length,
    state: play.state && call.state,
  }).toEqual({ requested: play.requested, holds: play.holds, resumes: play.resumes, state: play.state });
  expect(listenerCount(call, ...transfers)).toBe(0);
};

const plays = (all: readonly Play[]): void => {
  it.each(all)('$name', (play) => {
    marbles((m) => {
      act(m, play);
    })();
  });
};

describe('transferTo a list of targets', () => {
  describe('tries them in turn', () => {
    plays([
      {
        name: 'and no other when the first takes the call',
        first: '   --t--d',
        expected: 'a-t--(u|)',
        requested: [phone],
      },
      {
        name: 'the second as soon as the first has failed',
        first: '   ---f        ',
        second: '  --------d   ',
        expected: 'a--(Ab)-(v|)',
        requested: [phone, carol],
      },
      {
        name: 'the third after the second',
        first: '   -f                ',
        second: '  ------b           ',
        third: '   ------------d     ',
        expected: 'a(Ab)-(Bc)--(w|)  ',
        requested: targets,
      },
      {
        name: 'and errs after the last with the error of each',
        first: '   -f              ',
        second: '  ------b         ',
        third: '   ------------f   ',
        expected: 'a(Ab)-(Bc)--(Z#)',
        error: (call) => noTarget(call, [noAnswer, busy, noVoicemail], 3),
      },
      {
        name: 'and a list of one like any other list',
        to: [phone],
        first: '   -f',
        expected: 'a(X#)',
        error: (call) => noTarget(call, [noAnswer], 1),
      },
    ]);

    describe('when each is refused at once', () => {
      const refused = (): ReturnType<typeof transferring> => {
        const scene = transferring({ state: 'LocalHold' });
        scene.feature.answer(
          'transfer',
          () => new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } }),
        );
        return scene;
      };

      it(
        'requests each in a turn of its own, as the SDK would send nothing within the event',
        marbles((m) => {
          const { updates, errors } = updatesOf(refused().call);
          expect(updates.map(({ attempt }) => attempt)).toEqual([1]);
          m.flush();

          expect(updates.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
          expect(errors).toHaveLength(1);
        }),
      );

      it(
        'begins with the first for each subscription',
        marbles((m) => {
          const result = ignoreError(transferOf(refused().call));

          m.expect(result, '^----').toBeObservable('(ABZ|)', steps);
          m.expect(result, '-^---').toBeObservable('-(ABZ|)', steps);
        }),
      );
    });

    it(
      'for each call by itself, several side by side',
      marbles((m) => {
        const one = staged(m, {
          first: '       -f                ',
          second: '      ---------d        ',
        });
        const two = staged(m, {
          first: '       -----f            ',
          second: '      ------------d     ',
        });
        const first = '  a(Ab)----(v|)     ';
        const second = ' a----(Ab)---(v|)  ';

        m.expect(transferOf(one.call)).toBeObservable(first, steps);
        m.expect(transferOf(two.call)).toBeObservable(second, steps);
      }),
    );

    it(
      'for several calls of one stream',
      marbles((m) => {
        const one = staged(m, {
          first: '            ----f           ',
          second: '           ----------d     ',
        });
        const two = staged(m, {
          first: '            --d             ',
        });
        const source = m.cold('x(y|)           ', { x: one.call, y: two.call });
        const expected = '     aau-(Ab)--(v|)  ';

        const result = source.pipe(withFeature(FakeFeatures.Transfer), transferTo(targets), stepOf);

        m.expect(result).toBeObservable(expected, steps);
      }),
    );
  });

  describe('tells', () => {
    it(
      'with each update the attempt, and why the one before has failed',
      marbles((m) => {
        const { call, transfers } = staged(m, { first: '-f', second: '--b', third: '---d' });

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
      'with the last error the codes of the last failure, and all failures',
      marbles((m) => {
        const { call } = staged(m, { first: '-f', second: '--b' });

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
        const { call } = staged(m, {
          init: { state: 'LocalHold' },
          first: '-x',
          values: { x: { state: 'Failed', ...(error && { error }) } },
        });
        updatesOf(call, config, [phone, carol]);
        m.flush();
        decision = requestedOf(call).length === 2 ? 'next' : 'no more';
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

    plays([
      {
        name: 'no: ends the hold, and errs with the targets that were tried',
        first: '   -f            ',
        second: '  ------i       ',
        expected: 'a(Ab)-(Y#)    ',
        error: (call) => noTarget(call, [noAnswer, noToken], 3),
      },
    ]);

    it(
      'no when tryNext throws: errs with that as the cause, once the hold is ended',
      marbles((m) => {
        const { call, transfers } = staged(m, { first: '-f' });
        const cause = new Error('not a good day');

        const { updates, errors } = updatesOf(call, { tryNext: refuse(cause) });
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
        const { call, transfers, feature } = staged(m, { second: '--f' });
        const cause = new FakeSdkError({ code: 400, subCode: 46052, message: 'Bad target.' });
        let requests = 0;
        feature.answer('transfer', () => {
          if (requests++ === 0) {
            throw cause;
          }
          return transfers[1];
        });

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

    plays([
      {
        name: 'when the function that gives the call id throws',
        to: [{ targetCallId: refuse(new Error('no such call')) }, carol],
        first: '   --d   ',
        expected: 'b-(v|)',
        requested: [carol],
      },
    ]);

    it(
      'when the last throws: errs without an update of it',
      marbles((m) => {
        const { call, feature } = transferring();
        const cause = new Error('no');
        feature.answer('transfer', refuse(cause));
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
        const { call, transfers, feature } = staged(m, {
          first: '       -f           ',
        });
        const unknown = new FakeTransfer({ state: 'Failed', error: { code: 487, subCode: 10004 } });
        const answers = [transfers[0], unknown, transfers[2]];
        feature.answer('transfer', () => answers.shift() ?? new FakeTransfer());
        const subs = '   ^ 6s !       ';
        const expected = 'a(Ab) 4996ms (Bc)';

        m.expect(transferOf(call, {}, [phone, { targetCallId: 'gone' }, voicemail]), subs).toBeObservable(
          expected,
          steps,
        );
        m.flush();
        expect(requestedOf(call)).toEqual([phone, { targetCallId: 'gone' }, voicemail]);
        expect(listenerCount(unknown)).toBe(0);
      }),
    );
  });

  it(
    'takes the codes of a transfer to a call that fails later for its own',
    marbles((m) => {
      const { call } = staged(m, {
        first: '-f',
        second: '--g',
        values: { g: { state: 'Failed', error: { code: 404, subCode: 10202 } } },
      });

      const { errors } = updatesOf(call, {}, [phone, { targetCallId: 'just gone' }]);
      m.flush();

      expect(errors).toMatchObject([{ code: 404, subCode: 10202, reason: 'replacement-call-not-found' }]);
    }),
  );

  it(
    'reads the id of a target call only when its attempt begins',
    marbles((m) => {
      const { call } = staged(m, { first: '--f-' });
      const other = new FakeCall({ id: 'at first' });
      drive(m.hot('      -i--', { i: { id: 'by now' } }), other);
      const subs = '     ^--!';
      const expected = ' a-(Ab)';

      m.expect(transferOf(call, {}, [phone, { targetCallId: () => other.id }]), subs).toBeObservable(
        expected,
        stepsOf(2),
      );
      m.flush();
      expect(requestedOf(call)).toEqual([phone, { targetCallId: 'by now' }]);
    }),
  );

  it(
    'passes each target the options that the SDK has for its kind',
    marbles((m) => {
      const { call, feature } = transferring();
      feature.answer('transfer', refuse(new Error('no')));
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
        const { call } = staged(m, {
          init: { hold: () => hold, resume: () => resume },
          call: '             -l------------c------',
          first: '            ---f                 ',
          second: '           --------b            ',
          third: '            -------------f       ',
        });
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

    plays([
      {
        name: 'and holds it again when it was resumed meanwhile',
        call: '    -c            ',
        first: '   ---f          ',
        second: '  --------d     ',
        expected: 'a--(Ab)-(v|)  ',
        holds: 2,
        state: 'LocalHold',
      },
      {
        name: 'and waits between two attempts until it is up again',
        call: '    -g---l       ',
        first: '   ---f         ',
        second: '  --------d    ',
        expected: 'a--A-b--(v|) ',
      },
      {
        name: 'but does not resume a call that the user had put on hold',
        init: { state: 'LocalHold' },
        first: '   -f          ',
        second: '  ------i     ',
        expected: 'a(Ab)-(Y#)  ',
        error: (call) => noTarget(call, [noAnswer, noToken], 3, ON_HOLD),
        holds: 0,
        resumes: 0,
      },
      {
        name: 'and errs when it cannot be held again, with the targets that were tried',
        init: { state: 'LocalHold' },
        answers: (m) => ({ hold: () => m.cold('--#', {}, noHold) }),
        call: '    -c   ',
        first: '   --f  ',
        expected: 'a-A-#',
        error: (call) =>
          new TransferError(
            'The call could not be transferred to a Teams user (tried before: a phone number, 487/10004 (no answer)), as it could not be put on hold. The call is still there (Connected). Cause: No hold.',
            { call, cause: noHold, reason: 'hold-failed' },
          ),
        requested: [phone],
      },
    ]);
  });

  describe('when the call ends', () => {
    const beforeTheSecond = (call: FakeCall) =>
      ended(
        'The call ended with 0/0 (hung up) before it could be transferred to a Teams user (tried before: a phone number, 487/10004 (no answer)).',
        call,
      );

    plays([
      {
        name: 'before the next attempt, errs with the targets that were tried',
        call: '    -g---X',
        first: '   ---f  ',
        expected: 'a--A-#',
        error: beforeTheSecond,
        requested: [phone],
      },
      {
        name: 'during an attempt that then fails, errs in the same way, and requests no other',
        call: '    -X     ',
        first: '   ---f   ',
        expected: 'a--(A#)',
        error: beforeTheSecond,
        requested: [phone],
      },
      {
        name: 'during an attempt without an outcome, errs after 2 s',
        call: '    -----X',
        first: '   -f    ',
        expected: 'a(Ab) 2s #',
        error: (call) =>
          ended(
            'The call ended with 0/0 (hung up) while it was transferred to a Teams user (tried before: a phone number, 487/10004 (no answer)). Whether the transfer went through is not known.',
            call,
          ),
        requested: [phone, carol],
      },
    ]);
  });

  describe('gives up in time', () => {
    plays([
      {
        name: 'when an attempt has no outcome after the timeout, from its own start, and tries no other',
        config: { timeout: 5 },
        first: '   ----f        ',
        expected: 'a---(Ab)-#   ',
        error: () =>
          new CallingTimeoutError(
            `The transfer to a Teams user (tried before: a phone number, 487/10004 (no answer)) has no outcome after 5 ms. If it was requested it may still go through, so no other target is tried. ${ON_HOLD}`,
            5,
          ),
        requested: [phone, carol],
        resumes: 0,
      },
      {
        name: 'for the first from the arrival of the call',
        init: { state: 'Connecting' },
        config: { timeout: 3 },
        expected: '---#',
        error: () =>
          new CallingTimeoutError(
            'The transfer to a phone number has no outcome after 3 ms. If it was requested it may still go through, so no other target is tried. The call is still there (Connecting).',
            3,
          ),
      },
      {
        name: 'after totalTimeout, from the arrival of the call',
        config: { timeout: 6, totalTimeout: 9 },
        first: '   ----f        ',
        expected: 'a---(Ab)-#   ',
        error: () =>
          new CallingTimeoutError(
            `No target has taken the call after 9 ms. The last transfer requested may still go through, so no other target is tried. Tried before: a phone number, 487/10004 (no answer). ${ON_HOLD}`,
            9,
          ),
      },
      {
        name: 'after totalTimeout also during the first',
        config: { totalTimeout: 4 },
        expected: 'a---#',
        error: () =>
          new CallingTimeoutError(
            `No target has taken the call after 4 ms. The last transfer requested may still go through, so no other target is tried. ${ON_HOLD}`,
            4,
          ),
      },
      {
        name: 'but not while the hold is ended: the outcome is known then',
        config: { totalTimeout: 3, tryNext: () => false },
        answers: (m) => ({ resume: () => m.cold('----(r|)') }),
        first: '   -f---------',
        call: '    ----c------',
        expected: 'a----(X#)  ',
        error: (call) => noTarget(call, [noAnswer], 3),
      },
    ]);
  });

  describe('when the subscriber leaves', () => {
    plays([
      {
        name: 'tries no other',
        first: '   ---f',
        subs: '    ^-!  ',
        expected: 'a---',
        requested: [phone],
      },
      {
        name: 'between two attempts, tries no other',
        call: '    -g---l',
        first: '   ---f  ',
        subs: '    ^---! ',
        expected: 'a--A--',
        requested: [phone],
      },
    ]);

    it(
      'on the news of a failure, tries no other',
      marbles((m) => {
        const { call, transfers } = staged(m, {
          first: '        ---f     ',
        });
        const expected = 'a--(A|)  ';

        m.expect(transferOf(call).pipe(takeWhile((step) => step !== steps.A, true))).toBeObservable(
          expected,
          steps,
        );
        m.flush();
        expect(requestedOf(call)).toEqual([phone]);
        expect(listenerCount(call, ...transfers)).toBe(0);
      }),
    );
  });

  it(
    'lets go of a failed transfer before it requests the next, whose state the SDK gives both',
    marbles((m) => {
      const { call, transfers, feature } = staged(m, {
        first: '        ---f        ',
        second: '       --------d   ',
      });
      const listeners: number[] = [];
      const answers = [...transfers];
      feature.answer('transfer', () => {
        listeners.push(listenerCount(...transfers));
        transfers[0].set({ state: 'Transferring' });
        return answers.shift() ?? new FakeTransfer();
      });
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
      const { call } = staged(m, {
        init: { hangUp: () => hangUp },
        first: '        ---f           ',
        second: '       --------d      ',
      });
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

    expect(requestedOf(call)).toEqual([phone]);
  });

  it.each([[[]], [[undefined]], [[phone, {}]], [[[phone]]]])('refuses %j at once', (list) => {
    expect(() => transferTo(list as never)).toThrow(InvalidArgumentError);
  });

  it.each([-1, NaN, '5'])('refuses a totalTimeout of %p at once', (totalTimeout) => {
    expect(() => transferTo(targets, { totalTimeout: totalTimeout as number })).toThrow(InvalidArgumentError);
  });
});
