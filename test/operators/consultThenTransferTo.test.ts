import {
  catchError,
  EMPTY,
  ignoreElements,
  map,
  mergeMap,
  NEVER,
  of,
  Subject,
  takeLast,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallingTimeoutError, HangUpError, InvalidArgumentError, TransferError } from 'rx-acs-calling';
import {
  consultThenTransferTo,
  hangUpWhenTransferred,
  withFeature,
  type ConsultationConfig,
} from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeCallAgent,
  FakeFeatures,
  FakeSdkError,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  FakeTransfer,
  listenerCount,
  marbleHelpers,
} from 'rx-acs-calling/testing';
import {
  CALL,
  carol,
  NO_BUTTON,
  outcomeOf,
  plays,
  stage,
  STATES,
  statesOf,
  TRANSFER,
  updatesOf,
  type Staged,
} from '../support/consultation';
import { ended } from '../support/ended';

const NAME = 'a Communication Services user';
const RESUMED = 'The call is still there (Connected).';
const HELD = 'The call is still there, on hold (LocalHold).';
const ENDED = 'The consultation has ended.';
const UP = 'The consultation is still up (Connected).';
const NONE = 'There is no consultation.';

/** `487/10004 (no answer)` as numbers. */
const codesOf = (words: string) => {
  const [code, subCode] = words.split(/[/ ]/).map(Number);
  return { code, subCode };
};

const hangUps = ({ call, consultation }: Staged) =>
  [call, consultation].map((some) => some.callsTo('hangUp').length);

describe('consultThenTransferTo', () => {
  describe('when the user completes', () => {
    it(
      'holds the call, calls the target, and transfers the call into the consultation',
      plays({
        before: ({ call, agent, feature, consultation }, m) => {
          const { expectCalls } = marbleHelpers(m.scheduler);
          expectCalls(call, 'hold').toBe('      h            ', { h: [] });
          expectCalls(agent, 'startCall').toBe('-s-----------', { s: [[carol], undefined] });
          expectCalls(feature, 'transfer').toBe('-------t-----', {
            t: [{ targetCallId: consultation.id }, {}],
          });
        },
        consultation: '---r-c------X',
        complete: '    -------o-----',
        transfer: '    --------t-d--',
        states: '      hr---c-t--d-|',
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 0]);
          expect(staged.call.callsTo('resume')).toEqual([]);
        },
      }),
    );

    it(
      'gives call, consultation and transfer with the updates',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, transfer } = staged;
        drive(m.hot('           --c--X', CALL), consultation);
        const complete = m.hot('---o--');
        drive(m.hot('           ----d-', TRANSFER), transfer);

        const outcome = outcomeOf(updatesOf(staged, { complete }));
        m.flush();

        expect(outcome).toEqual({
          updates: [
            { call, state: 'Holding' },
            { call, state: 'Calling', consultation },
            { call, state: 'Consulting', consultation },
            { call, state: 'Transferring', consultation, transfer },
            { call, state: 'Transferred', consultation, transfer },
          ],
          errors: [],
          completions: 1,
        });
      }),
    );

    it(
      'reads the id of the consultation when the transfer starts',
      plays({
        before: ({ consultation }, m) => {
          drive(m.hot('  ---i', { i: { id: 'later' } }), consultation);
        },
        consultation: ' --c-',
        complete: '     ----o',
        subscription: ' ^----!',
        states: '       hrc-t',
        after: ({ feature }) => {
          expect(feature.callsTo('transfer')).toEqual([[{ targetCallId: 'later' }, {}]]);
        },
      }),
    );

    it.each([
      ['while the call is put on hold', 'o-----'],
      ['while it rings', '              ---o--'],
    ])('%s, transfers as soon as the target answers', (_when, complete) => {
      plays({
        complete,
        consultation: '--r-c---X',
        transfer: '    -----td--',
        states: '      hr--t-d-|',
      })();
    });

    it(
      'takes a decision that was made beforehand',
      plays({
        config: { complete: of('yes') },
        consultation: '--r-c---X',
        transfer: '    -----td--',
        states: '      hr--t-d-|',
      }),
    );

    it(
      'transfers once, however often that is said',
      plays({
        complete: '    ---ooooo',
        consultation: '--c----X',
        transfer: '    ----td--',
        states: '      hrct-d-|',
        after: ({ feature }) => {
          expect(feature.callsTo('transfer')).toHaveLength(1);
        },
      }),
    );

    it(
      'leaves the decision when it is made',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('           --c--', CALL), staged.consultation);
        const complete = m.hot('---oo');
        const completeSubs = '  ^--!';
        const subscription = '  ^---!';
        const expected = '      hrct';

        m.expect(statesOf(staged, { complete }), subscription).toBeObservable(expected, STATES);
        m.expect(complete).toHaveSubscriptions(completeSubs);
      }),
    );

    it(
      'hangs the consultation up if the service has not ended it in 2 s',
      plays({
        before: ({ consultation }, m) => {
          marbleHelpers(m.scheduler)
            .expectCalls(consultation, 'hangUp')
            .toBe('---- 2s h', { h: [undefined] });
        },
        consultation: '--c--',
        complete: '    ---o-',
        transfer: '    ----d',
        states: '      hrctd 1999ms |',
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 1]);
        },
      }),
    );

    const cause = new FakeSdkError({ code: 500, subCode: 1 });

    it(
      'errs after Transferred when the consultation cannot be hung up',
      plays({
        before: ({ consultation }, m) => {
          consultation.answer('hangUp', () => m.cold('#', {}, cause));
        },
        consultation: '--c--',
        complete: '    ---o-',
        transfer: '    ----d',
        states: '      hrctd 1999ms #',
        error: ({ consultation }) =>
          new HangUpError(
            `The transfer is through, but hanging up the consultation failed. ${RESUMED} Cause: ${cause.message}.`,
            { call: consultation, cause },
          ),
      }),
    );

    it(
      'leaves the first call to hangUpWhenTransferred(), which fits behind it',
      marbles((m) => {
        const staged = stage(m);
        const { expectCalls } = marbleHelpers(m.scheduler);
        drive(m.hot('           --c---X', CALL), staged.consultation);
        const complete = m.hot('---o---');
        drive(m.hot('           ----td-', TRANSFER), staged.transfer);
        const expected = '      hrct-d|';

        const result = updatesOf(staged, { complete }).pipe(
          hangUpWhenTransferred(),
          map(({ state }) => state),
        );

        expectCalls(staged.call, 'hangUp').toBe('-----h', { h: [undefined] });
        m.expect(result).toBeObservable(expected, STATES);
        m.flush();
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('when the user cancels', () => {
    it.each([
      ['while the target is called', '--r-------', '---o------', 'hr--(x|)'],
      ['before it even rings', '      ----------', '--o-------', 'hr-(x|)'],
      ['while they talk', '           --c-------', '----o-----', 'hrc--(x|)'],
    ])('%s, hangs the consultation up and resumes the call', (_when, consultation, cancel, states) => {
      plays({
        cancel,
        consultation,
        states,
        after: (staged) => {
          expect([staged.call.state, staged.consultation.state]).toEqual(['Connected', 'Disconnected']);
          expect(hangUps(staged)).toEqual([0, 1]);
          expect(staged.feature.callsTo('transfer')).toEqual([]);
        },
      })();
    });

    it(
      'while the call is put on hold, waits for the hold and ends it, and calls nobody',
      plays({
        before: ({ call, settling }) => {
          call.answer('hold', settling('LocalHold', '----(o|)'));
        },
        cancel: '-o---  ',
        states: 'h----(x|)',
        after: ({ call, agent }) => {
          expect(call.state).toBe('Connected');
          expect(agent.callsTo('startCall')).toEqual([]);
        },
      }),
    );

    it(
      'while the call is put on hold, which then fails, is at rest',
      plays({
        before: ({ call }, m) => {
          call.answer('hold', () => m.cold('---#'));
        },
        cancel: '-o-----',
        states: 'h--(x|)',
        after: ({ call, agent }) => {
          expect([call.callsTo('resume'), agent.callsTo('startCall')]).toEqual([[], []]);
        },
      }),
    );

    it.each([
      [
        'while the call is not connected yet, leaves it alone',
        { from: 'Ringing', call: '----c', cancel: '--o--', states: 'h-(x|)' },
      ],
      ['beforehand, does nothing at all', { config: { cancel: of('no') }, states: '(x|)' }],
    ] as const)('%s', (_what, plot) => {
      plays({
        ...plot,
        after: ({ call, agent }) => {
          expect([call.callsTo('hold'), agent.callsTo('startCall')]).toEqual([[], []]);
        },
      })();
    });

    it(
      'leaves a call on hold that was so before',
      plays({
        from: 'LocalHold',
        cancel: '      -------o  ',
        consultation: '-----c--  ',
        states: '      (hr)-c-(x|)',
        after: ({ call, consultation }) => {
          expect([call.state, consultation.state]).toEqual(['LocalHold', 'Disconnected']);
          expect(call.callsTo('resume')).toEqual([]);
        },
      }),
    );

    it(
      'gives the consultation with the update, if there was one',
      marbles((m) => {
        const [before, after] = [stage(m), stage(m)];

        const [early, late] = [
          outcomeOf(updatesOf(before, { cancel: m.hot('o---') })),
          outcomeOf(updatesOf(after, { cancel: m.hot('--o-') })),
        ];
        m.flush();

        expect([early.updates.at(-1), late.updates.at(-1)]).toEqual([
          { call: before.call, state: 'Cancelled' },
          { call: after.call, state: 'Cancelled', consultation: after.consultation },
        ]);
      }),
    );

    it.each([
      ['complete comes first', { complete: '---o-', cancel: '---o-' }, 'hrct-', [1, 0]],
      ['cancel comes first', { cancel: '---o-', complete: '---o-' }, 'hrc-(x|)', [0, 1]],
      ['complete came before', { complete: '---o-', cancel: '----o' }, 'hrct-', [1, 0]],
    ])('and completes, the first decision counts: %s', (_which, decisions, states, [transfers, hungUp]) => {
      plays({
        consultation: '--c--',
        ...decisions,
        subscription: '^-----!',
        states,
        after: ({ feature, consultation }) => {
          expect(feature.callsTo('transfer')).toHaveLength(transfers as number);
          expect(consultation.callsTo('hangUp')).toHaveLength(hungUp as number);
        },
      })();
    });

    it(
      'after having completed while it rings, can still do so',
      plays({
        complete: '--o--',
        cancel: '  ---o-',
        states: '  hr--(x|)',
      }),
    );

    it.each([
      ['Holding', '   (hx|) ', [0, 0]],
      ['Calling', '   hr(x|)', [0, 1]],
      ['Consulting', 'hrc(x|)', [0, 1]],
    ])('right at the update %s, is heard', (at, expected, hungUp) => {
      marbles((m) => {
        const staged = stage(m);
        const cancel = new Subject<void>();
        drive(m.hot('--c', CALL), staged.consultation);

        const result = statesOf(staged, { cancel }).pipe(
          tap((state) => {
            if (state === at) {
              cancel.next();
            }
          }),
        );

        m.expect(result).toBeObservable(expected, STATES);
        m.flush();
        expect(staged.call.state).toBe('Connected');
        expect(hangUps(staged)).toEqual(hungUp);
        expect(staged.listeners()).toBe(0);
      })();
    });
  });

  describe('when startCall() itself makes something happen', () => {
    /** A decision, and a `startCall()` that makes something happen and then starts the consultation, or throws. */
    const starting = (happen: (signal: Subject<void>, staged: Staged) => void, fails = false) => {
      const signal = new Subject<void>();
      const before = (staged: Staged) => {
        staged.agent.answer('startCall', () => {
          happen(signal, staged);
          if (fails) {
            throw NO_BUTTON;
          }
          return staged.consultation;
        });
      };
      return { signal, before };
    };
    const hangsUpAndResumes = ({ call, consultation }: Staged) => {
      expect([call.state, consultation.state]).toEqual(['Connected', 'Disconnected']);
    };
    const endCall = (_: unknown, { call }: Staged) => {
      call.set({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });
    };
    const endedBefore =
      (consultation: string) =>
      ({ call }: Staged) =>
        ended(
          `The call ended with 0/0 (hung up) before it could be transferred to ${NAME}. ${consultation}`,
          call,
        );

    it('that the user cancels, hangs up what was started', () => {
      const { signal: cancel, before } = starting((signal) => {
        signal.next();
      });
      plays({ config: { cancel }, before, states: 'h-(x|)', after: hangsUpAndResumes })();
    });

    it('that the user cancels, and then throws, resumes the call', () => {
      const { signal: cancel, before } = starting((signal) => {
        signal.next();
      }, true);
      plays({
        config: { cancel },
        before,
        states: 'h-(x|)',
        after: ({ call }) => {
          expect(call.state).toBe('Connected');
        },
      })();
    });

    it.each(['complete', 'cancel'] as const)('that %s errs, hangs up what was started', (which) => {
      const { signal, before } = starting((decision) => {
        decision.error(NO_BUTTON);
      });
      plays({
        config: { [which]: signal },
        before,
        states: 'h-(f#)',
        error: ({ call }) =>
          new TransferError(
            `The transfer was called off, as ${which} failed: no button. ${RESUMED} ${ENDED}`,
            { call, cause: NO_BUTTON, reason: `${which}-failed` },
          ),
        after: hangsUpAndResumes,
      })();
    });

    it('that the call ends, hangs up what was started', () => {
      const { before } = starting(endCall);
      plays({
        before,
        states: 'h(f#)',
        error: endedBefore(ENDED),
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 1]);
        },
      })();
    });

    it('that the call ends, and then throws, says that there is no consultation', () => {
      const { before } = starting(endCall, true);
      plays({ before, states: 'h(f#)', error: endedBefore(NONE) })();
    });
  });

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
      'does not mind a call that has ended meanwhile',
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
      'nor settles the hold, says in 20 s that it may still come',
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
      'also when the SDK throws',
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
      'before all this, does nothing',
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

  describe('when what the app decides by', () => {
    it.each(['complete', 'cancel'] as const)('errs (%s), tidies up and fails', (which) => {
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

    it.each(['complete', 'cancel'] as const)('errs at once (%s), does nothing', (which) => {
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
      'completes without a word, goes on until somebody leaves',
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

  describe('takes', () => {
    it.each([
      ['no target', { target: undefined }, 'A transfer target is one of'],
      ['no complete', { complete: undefined }, 'complete must be an Observable'],
      ['no cancel', { cancel: 'click' }, 'cancel must be an Observable'],
      ['a negative answerTimeout', { answerTimeout: -1 }, 'answerTimeout must be milliseconds'],
      [
        'a transferTimeout that is no number',
        { transferTimeout: NaN },
        'transferTimeout must be milliseconds',
      ],
      ['no agent', { agent: {} }, 'agent must be a CallAgent or TeamsCallAgent'],
      ['an empty label', { label: '' }, 'perhaps a label, a text that is not empty'],
    ])('%s for a mistake', (_what, mistake, message) => {
      const config = {
        agent: new FakeCallAgent(),
        target: carol,
        complete: NEVER,
        cancel: NEVER,
        ...mistake,
      };

      const take = () => consultThenTransferTo(config as ConsultationConfig);

      expect(take).toThrow(InvalidArgumentError);
      expect(take).toThrow(message);
    });

    it(
      "the SDK's options of both requests",
      marbles((m) => {
        const staged = stage(m);
        const startCallOptions = { alternateCallerId: { phoneNumber: '+15550100' } };
        const transferOptions = { customContext: { userToUser: 'account 4711' } };
        const target = { phoneNumber: '+15550101' };
        drive(m.hot('--c', CALL), staged.consultation);
        const complete = m.hot('---o');

        m.expect(
          statesOf(staged, { target, complete, startCallOptions, transferOptions }),
          '^---!',
        ).toBeObservable('hrct', STATES);
        m.flush();
        expect(staged.agent.callsTo('startCall')).toEqual([[[target], startCallOptions]]);
        expect(staged.feature.callsTo('transfer')).toEqual([
          [{ targetCallId: staged.consultation.id }, transferOptions],
        ]);
      }),
    );

    it(
      'a label of the target, which comes back with each update',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, transfer } = staged;
        const label = 'Front desk';
        drive(m.hot('           --c---X', CALL), consultation);
        const complete = m.hot('---o---');
        drive(m.hot('           ----td-', TRANSFER), transfer);

        const { updates } = outcomeOf(updatesOf(staged, { label, complete }));
        m.flush();

        expect(updates).toStrictEqual([
          { call, label, state: 'Holding' },
          { call, label, state: 'Calling', consultation },
          { call, label, state: 'Consulting', consultation },
          { call, label, state: 'Transferring', consultation, transfer },
          { call, label, state: 'Transferred', consultation, transfer },
        ]);
      }),
    );

    it.each([
      [
        'the call to the target',
        { consultation: '--D', states: 'hr-(f#)' },
        ({ call }: Staged) =>
          new TransferError(
            `The call to Front desk ended with 603/0 (declined) and was not answered. ${RESUMED} ${ENDED}`,
            { call, code: 603, subCode: 0, reason: 'declined' },
          ),
      ],
      [
        'the transfer',
        { consultation: '--c---', complete: '---o--', states: 'hrct----(f#)' },
        () =>
          new CallingTimeoutError(
            `The transfer to Front desk has no outcome after 5 ms. If it was requested it may still go through. ${HELD} ${UP}`,
            5,
          ),
      ],
    ])('a label of the target, which stands in the error of %s', (_which, plot, error) => {
      plays({ config: { label: 'Front desk', transferTimeout: 5 }, ...plot, error })();
    });

    it(
      'the call and the agent of a Teams user, and makes no group call',
      marbles((m) => {
        const call = new FakeTeamsCall({ state: 'LocalHold' });
        const consultation = new FakeTeamsCall({ state: 'Connected' });
        const agent = new FakeTeamsCallAgent({ calls: [call] }).answer('startCall', () => consultation);
        const target = { microsoftTeamsUserId: 'carol' };
        const transfer = new FakeTransfer({ state: 'Transferred' });
        call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);

        const result = of(call).pipe(
          withFeature(FakeFeatures.Transfer),
          consultThenTransferTo({ agent, target, complete: of('now'), cancel: NEVER }),
          map(({ state }) => state),
        );

        m.expect(result.pipe(takeLast(1))).toBeObservable('2s (d|)', STATES);
        m.flush();
        expect(agent.callsTo('startCall')).toEqual([[target, undefined]]);
        expect(listenerCount(call, consultation, transfer)).toBe(0);
      }),
    );

    it(
      'several calls, side by side',
      marbles((m) => {
        const [a, b] = [stage(m), stage(m)];
        const source = m.cold('a--b', { a: a.call, b: b.call });
        const expected = '     hr-hr';

        const result = source.pipe(
          withFeature(FakeFeatures.Transfer),
          consultThenTransferTo({ agent: a.agent, target: carol, complete: NEVER, cancel: NEVER }),
          map(({ state }) => state),
        );

        m.expect(result, '^----!').toBeObservable(expected, STATES);
      }),
    );
  });

  it.each([
    ['while the call is put on hold', '^!    ', 'h'],
    ['while it rings at the target', ' ^--!  ', 'hr'],
    ['while they talk', '              ^----!', 'hr-c'],
    ['during the transfer', '          ^------!', 'hr-c-t'],
    ['at Transferred', '               ^--------!', 'hr-c-t-d'],
  ])('leaves both calls as they are when the subscriber leaves %s', (_when, subscription, states) => {
    plays({
      consultation: '---c',
      complete: '    -----o',
      transfer: '    -------d',
      subscription,
      states,
      after: (staged) => {
        expect(hangUps(staged)).toEqual([0, 0]);
        expect(staged.call.callsTo('resume')).toEqual([]);
      },
    })();
  });
});
