/** The semi-attended transfer: the user does not wait for a target that still rings. */
import { map, of, Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallingTimeoutError, HangUpError, InvalidArgumentError, TransferError } from 'rx-acs-calling';
import { consultThenTransferTo, hangUpWhenTransferred } from 'rx-acs-calling/operators';
import { drive, FakeCallAgent, FakeSdkError, marbleHelpers } from 'rx-acs-calling/testing';
import {
  CALL,
  carol,
  ENDED,
  hangUps,
  HELD,
  NAME,
  NONE,
  outcomeOf,
  plays,
  RESUMED,
  stage,
  STATES,
  statesOf,
  TRANSFER,
  updatesOf,
  type Play,
  type Staged,
} from '../support/consultation';
import { ended } from '../support/ended';

const blind = { whileRinging: 'blind' } as const;
const cause = new FakeSdkError({ code: 500, subCode: 41000, message: 'No' });

/** A test of the states with `whileRinging: 'blind'`. */
const playsBlind = ({ config, ...play }: Play) => plays({ config: { ...blind, ...config }, ...play });

/** Makes the hang-up of the consultation take its time. It ends the consultation, if nothing else has. */
const hangUpIn =
  (settling: string): NonNullable<Play['before']> =>
  ({ consultation }, m) => {
    consultation.answer('hangUp', () =>
      m.cold<unknown>(settling, {}, cause).pipe(
        map(() => {
          if (consultation.state !== 'Disconnected') {
            consultation.set(CALL['X'] as object);
          }
        }),
      ),
    );
  };

const transfersOf = ({ feature }: Staged) => feature.callsTo('transfer');

describe('consultThenTransferTo with whileRinging: blind', () => {
  describe('when the user completes while the target rings', () => {
    it(
      'hangs up the consultation, and transfers to the target',
      playsBlind({
        before: ({ call, consultation, feature }, m) => {
          const { expectCalls } = marbleHelpers(m.scheduler);
          expectCalls(call, 'hold').toBe('        h    ', { h: [] });
          expectCalls(consultation, 'hangUp').toBe('----h', { h: [undefined] });
          expectCalls(feature, 'transfer').toBe('  ----t', { t: [{ targetParticipant: carol }, {}] });
        },
        consultation: '--r-------',
        complete: '    ----o-----',
        transfer: '    -----t---d',
        states: '      hr--(wt)-(d|)',
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 1]);
          expect(staged.call.callsTo('resume')).toEqual([]);
        },
      }),
    );

    it(
      'requests nothing until the consultation is hung up',
      playsBlind({
        before: (staged, m) => {
          hangUpIn('--(o|)')(staged, m);
          marbleHelpers(m.scheduler)
            .expectCalls(staged.feature, 'transfer')
            .toBe('-----t', { t: [{ targetParticipant: carol }, {}] });
        },
        complete: '---o------',
        transfer: '-------d--',
        states: '  hr-w-t-(d|)',
      }),
    );

    it(
      'gives call, consultation and transfer with the updates',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, transfer } = staged;
        const complete = m.hot('---o--');
        drive(m.hot('           ----td', TRANSFER), transfer);

        const outcome = outcomeOf(updatesOf(staged, { ...blind, complete, label: 'Carol' }));
        m.flush();

        const common = { call, label: 'Carol' };
        expect(outcome).toStrictEqual({
          updates: [
            { ...common, state: 'Holding' },
            { ...common, state: 'Calling', consultation },
            { ...common, state: 'Withdrawing', consultation },
            { ...common, state: 'Transferring', consultation, transfer },
            { ...common, state: 'Transferred', consultation, transfer },
          ],
          errors: [],
          completions: 1,
        });
      }),
    );

    it(
      'transfers once for several decisions',
      playsBlind({
        before: hangUpIn('--(o|)'),
        complete: '---oooo---',
        transfer: '-------d--',
        states: '  hr-w-t-(d|)',
        after: (staged) => {
          expect(transfersOf(staged)).toHaveLength(1);
          expect(hangUps(staged)).toEqual([0, 1]);
        },
      }),
    );

    it(
      'leaves the first call to hangUpWhenTransferred(), which fits behind it',
      marbles((m) => {
        const staged = stage(m);
        const complete = m.hot('---o---');
        drive(m.hot('           -------d', TRANSFER), staged.transfer);

        const result = updatesOf(staged, { ...blind, complete }).pipe(
          hangUpWhenTransferred(),
          map(({ state }) => state),
        );

        m.expect(result).toBeObservable('hr-(wt)(d|)', STATES);
        m.flush();
        expect(hangUps(staged)).toEqual([1, 1]);
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('when the user completes before the target is called', () => {
    it.each([
      ['while the call is put on hold', { complete: 'o-----' }],
      ['before the call arrives', { config: { complete: of('yes') } }],
    ])('%s, calls nobody and transfers as soon as it is on hold', (_when, plot) => {
      playsBlind({
        ...plot,
        transfer: '---d---',
        states: '  ht-(d|)',
        after: (staged) => {
          expect(staged.agent.callsTo('startCall')).toEqual([]);
          expect(transfersOf(staged)).toEqual([[{ targetParticipant: carol }, {}]]);
        },
      })();
    });

    it(
      'has no consultation in the updates',
      marbles((m) => {
        const staged = stage(m);
        const { call, transfer } = staged;
        drive(m.hot('---d', TRANSFER), transfer);

        const { updates } = outcomeOf(updatesOf(staged, { ...blind, complete: of('yes') }));
        m.flush();

        expect(updates).toStrictEqual([
          { call, state: 'Holding' },
          { call, state: 'Transferring', transfer },
          { call, state: 'Transferred', transfer },
        ]);
      }),
    );

    it(
      'says so in the error',
      playsBlind({
        config: { complete: of('yes') },
        transfer: '---f',
        states: '  ht--(f#)',
        error: ({ call }) =>
          new TransferError(
            `The transfer to ${NAME} failed with 404/10202 (replacement call not found). The call is still there (Connected). ${NONE}`,
            { call, code: 404, subCode: 10202, reason: 'replacement-call-not-found' },
          ),
      }),
    );

    it('but in the middle of startCall(), hangs up the consultation that is being started', () => {
      const complete = new Subject<void>();
      playsBlind({
        config: { complete },
        before: ({ agent, consultation }) => {
          agent.answer('startCall', () => {
            complete.next();
            return consultation;
          });
        },
        transfer: '---d---',
        states: '  h(rwt)',
        subscription: '^-!',
        after: (staged) => {
          expect(hangUps(staged)).toEqual([0, 1]);
          expect(transfersOf(staged)).toHaveLength(1);
        },
      })();
    });
  });

  describe('when the target answers', () => {
    it(
      'before the user completes, transfers into the consultation',
      playsBlind({
        consultation: '--r-c------X',
        complete: '    ----o-------',
        transfer: '    -----t---d--',
        states: '      hr--(ct)-d-|',
        after: (staged) => {
          expect(transfersOf(staged)).toEqual([[{ targetCallId: staged.consultation.id }, {}]]);
          expect(hangUps(staged)).toEqual([0, 0]);
        },
      }),
    );

    it(
      'in the moment in which the user completes, does not hang up',
      marbles((m) => {
        const staged = stage(m);
        const complete = new Subject<void>();
        // The app's own listener hears of the answer before the library does.
        staged.consultation.on('stateChanged', () => {
          if (staged.consultation.state === 'Connected') {
            complete.next();
          }
        });
        drive(m.hot('           --r-c---', CALL), staged.consultation);
        const expected = '      hr--t---';

        m.expect(statesOf(staged, { ...blind, complete }), '^----!').toBeObservable(expected, STATES);
        m.flush();
        expect(hangUps(staged)).toEqual([0, 0]);
        expect(transfersOf(staged)).toEqual([[{ targetCallId: staged.consultation.id }, {}]]);
      }),
    );

    it(
      'while the consultation is being hung up, transfers blind all the same',
      playsBlind({
        before: hangUpIn('---(o|)'),
        consultation: '--r-c----',
        complete: '    ---o-----',
        transfer: '    -------d-',
        states: '      hr-w--t(d|)',
        after: (staged) => {
          expect(transfersOf(staged)).toEqual([[{ targetParticipant: carol }, {}]]);
        },
      }),
    );
  });

  describe('when the target', () => {
    it.each([
      ['declines', 'D', '603/0 (declined)', 603, 0, 'declined'],
      ['has not answered in time', 'N', '487/10004 (no answer)', 487, 10004, 'no-answer'],
      ['is busy', 'B', '486/560486 (busy)', 486, 560486, 'busy'],
    ] as const)(
      '%s while the consultation is being hung up, does not transfer and resumes the call',
      (_what, letter, words, code, subCode, reason) => {
        playsBlind({
          before: hangUpIn('--(o|)'),
          consultation: `--r-${letter}`,
          complete: '    ---o---',
          states: '      hr-w-(f#)',
          error: ({ call }) =>
            new TransferError(
              `The call to ${NAME} ended with ${words} and was not answered. ${RESUMED} ${ENDED}`,
              { call, code, subCode, reason },
            ),
          after: (staged) => {
            expect(transfersOf(staged)).toEqual([]);
            expect(hangUps(staged)).toEqual([0, 1]);
          },
        })();
      },
    );

    it(
      'declines before the user completes, fails as without the option',
      playsBlind({
        consultation: '--r-D--',
        complete: '    -----o-',
        states: '      hr---(f#)',
        error: ({ call }) =>
          new TransferError(
            `The call to ${NAME} ended with 603/0 (declined) and was not answered. ${RESUMED} ${ENDED}`,
            { call, code: 603, subCode: 0, reason: 'declined' },
          ),
      }),
    );

    it(
      'does not take the blind transfer, resumes the call and fails',
      playsBlind({
        complete: '---o------',
        transfer: '-----t-f',
        states: '  hr-(wt)-(f#)',
        error: ({ call }) =>
          new TransferError(
            `The transfer to ${NAME} failed with 404/10202 (replacement call not found). ${RESUMED} ${ENDED}`,
            { call, code: 404, subCode: 10202, reason: 'replacement-call-not-found' },
          ),
        after: ({ call }) => {
          expect(call.state).toBe('Connected');
        },
      }),
    );
  });

  describe('when the consultation cannot be hung up', () => {
    const what = 'The transfer was to be blind, but hanging up the consultation';
    const problem = (because: string) =>
      `The call was not transferred to ${NAME}, as the call to it could not be hung up: ${because}`;
    const failure = ({ consultation }: Staged) =>
      new HangUpError(`${what} failed. The call is still there (Ringing). Cause: No.`, {
        call: consultation,
        cause,
      });

    it(
      'at first, hangs it up again, resumes the call and fails',
      playsBlind({
        before: ({ consultation }, m) => {
          consultation.answer('hangUp', () =>
            consultation.callsTo('hangUp').length === 1
              ? m.cold('-#', {}, cause)
              : m.cold('-(o|)').pipe(
                  map(() => {
                    consultation.set(CALL['X'] as object);
                  }),
                ),
          );
        },
        consultation: '--r---',
        complete: '    ---o--',
        states: '      hr-w--(f#)',
        error: (staged) =>
          new TransferError(`${problem(failure(staged).message)} ${RESUMED} ${ENDED}`, {
            call: staged.call,
            cause: failure(staged),
            reason: 'hang-up-failed',
          }),
        after: (staged) => {
          expect(transfersOf(staged)).toEqual([]);
          expect(hangUps(staged)).toEqual([0, 2]);
        },
      }),
    );

    it(
      'at all, says so',
      playsBlind({
        before: hangUpIn('#'),
        consultation: '--r---',
        complete: '    ---o--',
        states: '      hr-w(f#)',
        error: (staged) =>
          new TransferError(
            `${problem(failure(staged).message)} ${RESUMED} The consultation is still up (Ringing).`,
            { call: staged.call, cause: failure(staged), reason: 'hang-up-failed' },
          ),
      }),
    );

    it(
      'in 10 s, says so',
      playsBlind({
        before: hangUpIn('-'),
        consultation: '--r---',
        complete: '    ---o--',
        states: '      hr-w 20s (f#)',
        error: ({ call }) => {
          const timeout = new CallingTimeoutError(
            `${what} has not settled after 10000 ms. The call is still there (Ringing).`,
            10_000,
          );
          return new TransferError(
            `${problem(timeout.message)} ${RESUMED} The consultation is still up (Ringing).`,
            { call, cause: timeout, reason: 'hang-up-failed' },
          );
        },
      }),
    );
  });

  describe('when the user cancels', () => {
    it(
      'while the consultation is being hung up, goes back when that has settled',
      playsBlind({
        before: hangUpIn('---(o|)'),
        complete: '---o----',
        cancel: '  ----o---',
        states: '  hr-w---(x|)',
        after: (staged) => {
          expect(staged.call.state).toBe('Connected');
          expect(transfersOf(staged)).toEqual([]);
          expect(hangUps(staged)).toEqual([0, 1]);
        },
      }),
    );

    it(
      'after the request, goes on',
      playsBlind({
        complete: '---o-----',
        cancel: '  ----o----',
        transfer: '------d--',
        states: '  hr-(wt)',
        subscription: '^----!',
      }),
    );
  });

  describe('when the call ends', () => {
    it(
      'while the consultation is being hung up, fails when that has settled',
      playsBlind({
        before: hangUpIn('---(o|)'),
        complete: '---o----',
        call: '    ----X---',
        states: '  hr-w--(f#)',
        error: ({ call }) =>
          ended(
            `The call ended with 0/0 (hung up) before it could be transferred to ${NAME}. ${ENDED}`,
            call,
          ),
        after: (staged) => {
          expect(transfersOf(staged)).toEqual([]);
          expect(hangUps(staged)).toEqual([0, 1]);
        },
      }),
    );

    it(
      'during the blind transfer, fails if there is no outcome in 2 s',
      playsBlind({
        complete: '---o----------',
        call: '    --------X-----',
        states: '  hr-(wt)- 2s (f#)',
        error: ({ call }) =>
          ended(
            `The call ended with 0/0 (hung up) while it was transferred to ${NAME}. Whether the transfer went through is not known. ${ENDED}`,
            call,
          ),
      }),
    );
  });

  describe('the times', () => {
    it(
      'of the answer does not count any more when the user has completed',
      playsBlind({
        config: { answerTimeout: 4 },
        before: hangUpIn('-----(o|)'),
        complete: '---o------',
        transfer: '---------d',
        states: '  hr-w----t(d|)',
      }),
    );

    it.each([
      ['transferTimeout', { answerTimeout: 6, transferTimeout: 9 }, 9, 'hr-(wt) 5ms (f#)'],
      [
        'answerTimeout, as the target rings again',
        { answerTimeout: 9, transferTimeout: 6 },
        9,
        'hr-(wt) 5ms (f#)',
      ],
    ])('of the transfer is %s, if that is longer', (_what, config, timeout, states) => {
      playsBlind({
        config,
        complete: '---o',
        states,
        error: () =>
          new CallingTimeoutError(
            `The transfer to ${NAME} has no outcome after ${String(timeout)} ms. If it was requested it may still go through. ${HELD} ${ENDED}`,
            timeout,
          ),
      })();
    });
  });

  it.each([
    ['blind', [{ targetParticipant: carol }, { disableForwardingAndUnanswered: true }]],
    ['wait', [{ targetCallId: expect.any(String) as string }, {}]],
  ] as const)('passes on the options of the SDK for that kind of transfer: %s', (whileRinging, args) => {
    plays({
      config: { whileRinging, transferOptions: { disableForwardingAndUnanswered: true } },
      consultation: '----c',
      complete: '    ---o-',
      subscription: '^----!',
      states: whileRinging === 'blind' ? 'hr-(wt)' : 'hr--t',
      after: (staged) => {
        expect(transfersOf(staged)).toEqual([args]);
      },
    })();
  });

  it(
    'leaves the call on hold when it is unsubscribed from while the consultation is being hung up',
    playsBlind({
      before: hangUpIn('---(o|)'),
      complete: '    ---o-----',
      subscription: '^---!    ',
      states: '      hr-w-----',
      after: (staged) => {
        expect([staged.call.state, staged.consultation.state]).toEqual(['LocalHold', 'Disconnected']);
        expect(transfersOf(staged)).toEqual([]);
      },
    }),
  );

  it('is refused with another value', () => {
    const config = { agent: new FakeCallAgent(), target: carol, complete: of(1), cancel: of(1) };

    const take = () => consultThenTransferTo({ ...config, whileRinging: 'queue' as 'wait' });

    expect(take).toThrow(InvalidArgumentError);
    expect(take).toThrow("whileRinging must be 'wait' or 'blind', not queue.");
  });
});
