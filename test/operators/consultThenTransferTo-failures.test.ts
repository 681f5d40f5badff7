/** The failures of an attended transfer: the updates, the error, and the state of both calls afterwards. */
import { catchError, EMPTY, ignoreElements, mergeMap, NEVER, of, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallingTimeoutError, HangUpError, TransferError } from 'rx-acs-calling';
import { drive, FakeCall, FakeSdkError, FakeTransfer } from 'rx-acs-calling/testing';
import {
  CALL,
  ENDED,
  hangUps,
  HELD,
  NAME,
  NO_BUTTON,
  NONE,
  outcomeOf,
  plays,
  RESUMED,
  stage,
  STATES,
  statesOf,
  UP,
  updatesOf,
  type Staged,
} from '../support/consultation';
import { ended } from '../support/ended';

/** `487/10004 (no answer)` as numbers. */
const codesOf = (words: string) => {
  const [code, subCode] = words.split(/[/ ]/).map(Number);
  return { code, subCode };
};

describe('consultThenTransferTo', () => {
  describe('when going back to the call goes wrong', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41034 });

    it.each([
      ['fails', '-#', `${cause.message}.`, 'hrc-(f#)'],
      ['does not settle', '-', 'it has not settled.', 'hrc 10s (f#)'],
    ])('says that the call is still on hold when resume() %s', (_how, resuming, problem, states) => {
      plays({
        before: ({ call }, m) => {
          call.answer('resume', () => m.cold(resuming, {}, cause));
        },
        consultation: '--c-',
        cancel: '      ---o',
        states,
        error: ({ call }) =>
          new TransferError(
            `The transfer was called off. ${HELD} It could not be resumed: ${problem} ${ENDED}`,
            { call, reason: 'resume-failed' },
          ),
        after: ({ consultation }) => {
          expect(consultation.state).toBe('Disconnected');
        },
      })();
    });

    const what = 'The transfer was called off, but hanging up the consultation';

    it.each([
      [
        'fails',
        '-#',
        'hrc--(f#)',
        (call: FakeCall) =>
          new HangUpError(`${what} failed. ${RESUMED} Cause: ${cause.message}.`, { call, cause }),
      ],
      [
        'does not settle',
        '-',
        'hrc- 10s (f#)',
        () => new CallingTimeoutError(`${what} has not settled after 10000 ms. ${RESUMED}`, 10_000),
      ],
    ])('resumes the call and errs when hanging up the consultation %s', (_how, hangingUp, states, error) => {
      plays({
        before: ({ consultation }, m) => {
          consultation.answer('hangUp', () => m.cold(hangingUp, {}, cause));
        },
        consultation: '--c-',
        cancel: '      ---o',
        states,
        error: ({ consultation }) => error(consultation),
        after: ({ call }) => {
          expect(call.state).toBe('Connected');
        },
      })();
    });

    it(
      'ignores a call that has ended meanwhile',
      plays({
        before: ({ consultation }, m) => {
          consultation.answer('hangUp', () => m.cold('---|'));
        },
        consultation: '--c---',
        cancel: '      ---o--',
        call: '        ----X-',
        states: '      hrc---(x|)',
      }),
    );
  });

  describe('when the target is not there, or leaves', () => {
    it.each([
      ['declines', 'D', '603/0 (declined)', 'declined'],
      ['does not answer', 'N', '487/10004 (no answer)', 'no-answer'],
      ['is busy', 'B', '486/560486 (busy)', 'busy'],
      ['is hung up by the app itself', 'X', '0/0 (hung up)', 'hung-up'],
    ] as const)('%s: resumes the call and fails', (_why, letter, words, reason) => {
      plays({
        consultation: `--r--${letter}`,
        states: '      hr----(f#)',
        error: ({ call }) =>
          new TransferError(
            `The call to ${NAME} ended with ${words} and was not answered. ${RESUMED} ${ENDED}`,
            { call, ...codesOf(words), reason },
          ),
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 0]);
        },
      })();
    });

    it.each([
      ['leaves', 'X', '0/0 (left)', 'left'],
      ['is lost', 'L', '408/10057 (callee lost)', 'callee-lost'],
    ] as const)('%s while they talk: resumes the call and fails', (_why, letter, words, reason) => {
      plays({
        consultation: `--c--${letter}`,
        states: '      hrc---(f#)',
        error: ({ call }) =>
          new TransferError(
            `The call to ${NAME} ended with ${words} before the call was transferred. ${RESUMED} ${ENDED}`,
            { call, ...codesOf(words), reason },
          ),
      })();
    });

    it(
      'gives what there is with the Failed update',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        drive(m.hot('--D', CALL), consultation);

        const { updates, errors } = outcomeOf(updatesOf(staged));
        m.flush();

        expect(updates.at(-1)).toEqual({ call, consultation, state: 'Failed', error: errors[0] });
        expect(errors).toEqual([expect.any(TransferError)]);
        expect(errors[0]).toMatchObject({ call, code: 603, subCode: 0, reason: 'declined' });
      }),
    );

    it(
      'has not answered in time: hangs up, resumes the call, and fails',
      plays({
        config: { answerTimeout: 4 },
        consultation: '--r-------',
        states: '      hr----(f#)',
        error: () =>
          new CallingTimeoutError(`The call to ${NAME} was not answered in 4 ms. ${RESUMED} ${ENDED}`, 4),
        after: ({ consultation }) => {
          expect(consultation.callsTo('hangUp')).toHaveLength(1);
        },
      }),
    );

    it(
      'has two minutes to answer, and then as long as they like to talk',
      plays({
        consultation: '-- 119s c 999s --',
        complete: '    -- 119s - 999s o-',
        subscription: '^- 119s - 999s -!',
        states: '      hr 119s c 999s t-',
      }),
    );
  });

  describe('when the SDK refuses', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41033 });
    const refuse = ({ agent }: Staged) => {
      agent.answer('startCall', () => {
        throw cause;
      });
    };

    it(
      'to hold the call, calls nobody',
      plays({
        before: ({ call }, m) => {
          call.answer('hold', () => m.cold('--#', {}, cause));
        },
        states: 'h-(f#)',
        error: ({ call }) =>
          new TransferError(
            `The call could not be transferred to ${NAME}, as it could not be put on hold. ${RESUMED} Cause: ${cause.message}.`,
            { call, cause, reason: 'hold-failed' },
          ),
        after: ({ call, agent }) => {
          expect([call.callsTo('resume'), agent.callsTo('startCall')]).toEqual([[], []]);
        },
      }),
    );

    it(
      'to settle the hold, says after 20 s that it may still come',
      plays({
        before: ({ call }) => {
          call.answer('hold', () => NEVER);
        },
        states: 'h 19999ms (f#)',
        error: ({ call }) =>
          new TransferError(
            `The call could not be transferred to ${NAME}, as it was not on hold after 10000 ms. ${RESUMED} It may still be put on hold: that has not settled. ${NONE}`,
            { call, reason: 'hold-failed' },
          ),
        after: ({ agent }) => {
          expect(agent.callsTo('startCall')).toEqual([]);
        },
      }),
    );

    it(
      'to start the consultation, resumes the call',
      plays({
        before: refuse,
        states: 'h-(f#)',
        error: ({ call }) =>
          new TransferError(
            `The call to ${NAME} could not be started: ${cause.message}. ${RESUMED} ${NONE}`,
            { call, cause, reason: 'not-called' },
          ),
      }),
    );

    it(
      'to start the consultation, and then to resume the call, says so',
      plays({
        before: (staged, m) => {
          refuse(staged);
          staged.call.answer('resume', () => m.cold('#', {}, cause));
        },
        states: 'h(f#)',
        error: ({ call }) =>
          new TransferError(
            `The call to ${NAME} could not be started: ${cause.message}. ${HELD} It could not be resumed: ${cause.message}. ${NONE}`,
            { call, cause, reason: 'not-called' },
          ),
      }),
    );
  });

  describe('when the transfer fails', () => {
    it(
      'hangs the consultation up, resumes the call, and fails',
      plays({
        consultation: '--c---',
        complete: '    ---o--',
        transfer: '    ----tf',
        states: '      hrct--(f#)',
        error: ({ call }) =>
          new TransferError(
            `The transfer to ${NAME} failed with 404/10202 (replacement call not found). ${RESUMED} ${ENDED}`,
            { call, code: 404, subCode: 10202, reason: 'replacement-call-not-found' },
          ),
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 1]);
        },
      }),
    );

    it(
      'fails with the transfer, when the SDK makes one that was born Failed',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, feature } = staged;
        const transfer = new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } });
        feature.answer('transfer', () => transfer);
        drive(m.hot('           --c', CALL), consultation);
        const complete = m.hot('---o');

        const { updates, errors } = outcomeOf(updatesOf(staged, { complete }));
        m.flush();

        expect(updates.map(({ state }) => state)).toEqual(['Holding', 'Calling', 'Consulting', 'Failed']);
        expect(updates.at(-1)).toEqual({ call, consultation, transfer, state: 'Failed', error: errors[0] });
        expect(errors[0]).toMatchObject({ reason: 'not-requested' });
        expect(call.state).toBe('Connected');
      }),
    );

    const cause = new FakeSdkError({ code: 500, subCode: 41001 });

    it(
      'does the same when the SDK throws',
      plays({
        before: ({ feature }) => {
          feature.answer('transfer', () => {
            throw cause;
          });
        },
        consultation: '--c---',
        complete: '    ---o--',
        states: '      hrc-(f#)',
        error: ({ call }) =>
          new TransferError(
            `The transfer to ${NAME} failed with 500/41001 (not requested). ${RESUMED} ${ENDED}`,
            { call, cause, reason: 'not-requested' },
          ),
      }),
    );

    it(
      'leaves both calls as they are when there is no outcome in time, and says so',
      plays({
        config: { transferTimeout: 5 },
        consultation: '--c-------',
        complete: '    ---o------',
        states: '      hrct----(f#)',
        error: () =>
          new CallingTimeoutError(
            `The transfer to another call has no outcome after 5 ms. If it was requested it may still go through. ${HELD} ${UP}`,
            5,
          ),
        after: ({ call, consultation }) => {
          expect([call.callsTo('resume'), consultation.callsTo('hangUp')]).toEqual([[], []]);
        },
      }),
    );
  });

  describe('when the call ends', () => {
    const endedBefore =
      (more = '') =>
      ({ call }: Staged) =>
        ended(`The call ended with 0/0 (hung up) before it could be transferred to ${NAME}.${more}`, call);

    it(
      'before it arrives, asks for nothing',
      plays({
        from: 'Disconnected',
        before: ({ call }) => {
          call.set({ callEndReason: { code: 0, subCode: 0 } });
        },
        states: '(hf#)',
        error: endedBefore(),
        after: ({ call, agent }) => {
          expect([call.callsTo('hold'), agent.callsTo('startCall')]).toEqual([[], []]);
        },
      }),
    );

    it(
      'while it is put on hold, calls nobody',
      plays({
        before: ({ call }) => {
          call.answer('hold', () => NEVER);
        },
        call: '  --X',
        states: 'h-(f#)',
        error: endedBefore(),
        after: ({ agent }) => {
          expect(agent.callsTo('startCall')).toEqual([]);
        },
      }),
    );

    it.each([
      ['while it rings at the target, hangs that up', '--r--', 'hr--(f#)', ENDED, 1],
      ['while the other two talk, lets them', '        --c--', 'hrc-(f#)', UP, 0],
    ])('%s', (_when, consultation, states, more, hungUp) => {
      plays({
        consultation,
        call: '----X',
        states,
        error: endedBefore(` ${more}`),
        after: (staged) => {
          expect(staged.consultation.callsTo('hangUp')).toHaveLength(hungUp);
        },
      })();
    });

    it(
      'during the transfer, waits 2 s for the outcome',
      plays({
        consultation: '--c---',
        complete: '    ---o--',
        call: '        -----X',
        states: '      hrct- 2s (f#)',
        error: ({ call }) =>
          ended(
            `The call ended with 0/0 (hung up) while it was transferred to another call. Whether the transfer went through is not known. ${UP}`,
            call,
          ),
      }),
    );
  });

  describe('when another pipeline transfers the call', () => {
    const underWay = ({ call }: Pick<Staged, 'call'>) =>
      new TransferError(
        `A transfer of this call is under way already, so no other was requested. The call is still there (LocalHold). Follow the pipeline that transfers it, or try again after its outcome.`,
        { call, reason: 'under-way' },
      );

    it(
      'fails, and asks for nothing',
      marbles((m) => {
        const staged = stage(m, 'LocalHold');
        const first = '     (hr)        ';
        const firstSubs = ' ^-----!     ';
        const second = '    --(f#)      ';

        m.expect(statesOf(staged), firstSubs).toBeObservable(first, STATES);
        m.expect(timer(2).pipe(mergeMap(() => statesOf(staged)))).toBeObservable(
          second,
          STATES,
          underWay(staged),
        );
        m.flush();
        expect(staged.agent.callsTo('startCall')).toHaveLength(1);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'gives the call and the error with the Failed update',
      marbles((m) => {
        const staged = stage(m, 'LocalHold');
        const { call } = staged;

        const first = outcomeOf(updatesOf(staged, { cancel: m.hot('-o') }));
        const second = outcomeOf(updatesOf(staged, { label: 'Carol' }));
        m.flush();

        const error = underWay(staged);
        expect(second).toEqual({
          updates: [{ call, label: 'Carol', state: 'Failed', error }],
          errors: [error],
          completions: 0,
        });
        expect(first.updates.map(({ state }) => state)).toEqual(['Holding', 'Calling', 'Cancelled']);
      }),
    );
  });

  describe('when a decision', () => {
    it.each(['complete', 'cancel'] as const)('errs (%s): hangs up, resumes the call, and fails', (which) => {
      plays({
        consultation: ' --c--',
        [which]: '      ----#',
        states: '       hrc--(f#)',
        error: ({ call }) =>
          new TransferError(
            `The transfer was called off, as ${which} failed: no button. ${RESUMED} ${ENDED}`,
            { call, cause: NO_BUTTON, reason: `${which}-failed` },
          ),
      })();
    });

    it.each(['complete', 'cancel'] as const)('errs at once (%s): fails, and asks for nothing', (which) => {
      marbles((m) => {
        const staged = stage(m);

        m.expect(
          statesOf(staged, { [which]: throwError(() => NO_BUTTON) }).pipe(
            ignoreElements(),
            catchError((error: unknown) => of((error as TransferError).reason)),
          ),
        ).toBeObservable('(e|)', { e: `${which}-failed` });
        m.flush();
        expect(staged.call.callsTo('hold')).toEqual([]);
      })();
    });

    it(
      'is never made: the talk goes on until somebody leaves',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('     --c--X', CALL), staged.consultation);
        const expected = 'hrc---(f|)';

        m.expect(
          statesOf(staged, { complete: EMPTY, cancel: EMPTY }).pipe(catchError(() => EMPTY)),
        ).toBeObservable(expected, STATES);
      }),
    );
  });
});
