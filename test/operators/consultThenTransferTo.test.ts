import type { CallState, TransferErrorCode, TransferState } from '@azure/communication-calling';
import {
  catchError,
  EMPTY,
  ignoreElements,
  map,
  NEVER,
  of,
  Subject,
  takeLast,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallingTimeoutError, HangUpError, InvalidArgumentError, TransferError } from 'rx-acs-calling';
import {
  consultThenTransferTo,
  hangUpWhenTransferred,
  withFeature,
  type ConsultationConfig,
  type ConsultationUpdate,
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
import { ended } from '../support/ended';

const carol = { communicationUserId: '8:acs:carol' };

const CALL: Record<string, { state: CallState; callEndReason?: { code: number; subCode: number } }> = {
  k: { state: 'Connecting' },
  r: { state: 'Ringing' },
  c: { state: 'Connected' },
  l: { state: 'LocalHold' },
  X: { state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } },
  D: { state: 'Disconnected', callEndReason: { code: 603, subCode: 0 } },
  N: { state: 'Disconnected', callEndReason: { code: 487, subCode: 10004 } },
  B: { state: 'Disconnected', callEndReason: { code: 486, subCode: 560486 } },
};

const TRANSFER: Record<string, { state: TransferState; error?: TransferErrorCode }> = {
  t: { state: 'Transferring' },
  d: { state: 'Transferred' },
  f: { state: 'Failed', error: { code: 404, subCode: 10202 } },
};

/** One letter a state. */
const states = {
  h: 'Holding',
  r: 'Calling',
  c: 'Consulting',
  t: 'Transferring',
  d: 'Transferred',
  x: 'Cancelled',
  f: 'Failed',
} as const;

type Marbles = Parameters<Parameters<typeof marbles>[0]>[0];

/**
 * A call, the consultation that its agent starts, and the transfer of the one into the other. To hold or resume the
 * call takes 1 frame.
 */
const stage = (m: Marbles, state: CallState = 'Connected') => {
  const call = new FakeCall({ state });
  const settling = (next: CallState) => () =>
    m.cold('-(o|)').pipe(
      tap(() => {
        call.set({ state: next });
      }),
    );
  call.answer('hold', settling('LocalHold')).answer('resume', settling('Connected'));
  const consultation = new FakeCall();
  const agent = new FakeCallAgent({ calls: [call] }).answer('startCall', () => consultation);
  const transfer = new FakeTransfer();
  const feature = call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
  const listeners = () => listenerCount(call, consultation, agent, transfer, feature);
  return { call, consultation, agent, transfer, feature, listeners };
};

type Stage = Pick<ReturnType<typeof stage>, 'call' | 'agent'>;

const updatesOf = (
  { call, agent }: Stage,
  config: Partial<ConsultationConfig> = {},
): Observable<ConsultationUpdate> =>
  of(call).pipe(
    withFeature(FakeFeatures.Transfer),
    consultThenTransferTo({ agent, target: carol, complete: NEVER, cancel: NEVER, ...config }),
  );

const statesOf = (staged: Stage, config?: Partial<ConsultationConfig>) =>
  updatesOf(staged, config).pipe(map(({ state }) => state));

const NAME = 'a Communication Services user';
const RESUMED = 'The call is still there (Connected).';
const ENDED = 'The consultation has ended.';

/** `487/10004 (no answer)` as numbers. */
const codesOf = (words: string) => {
  const [code, subCode] = words.split(/[/ ]/).map(Number);
  return { code, subCode };
};

describe('consultThenTransferTo', () => {
  describe('when the user completes', () => {
    it(
      'holds the call, calls the target, and transfers the call into the consultation',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, agent, feature, transfer } = staged;
        const { expectCalls } = marbleHelpers(m.scheduler);
        drive(m.hot('           ---r-c------X', CALL), consultation);
        const complete = m.hot('-------o-----');
        drive(m.hot('           --------t-d--', TRANSFER), transfer);
        const expected = '      hr---c-t--d-|';

        expectCalls(call, 'hold').toBe('       h            ', { h: [] });
        expectCalls(agent, 'startCall').toBe(' -s-----------', { s: [[carol], undefined] });
        expectCalls(feature, 'transfer').toBe('-------t-----', {
          t: [{ targetCallId: consultation.id }, {}],
        });
        m.expect(statesOf(staged, { complete })).toBeObservable(expected, states);
        m.flush();
        expect([call, consultation].flatMap((some) => some.callsTo('hangUp'))).toEqual([]);
        expect(call.callsTo('resume')).toEqual([]);
        expect(staged.listeners()).toBe(0);
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
        const updates: ConsultationUpdate[] = [];
        const over = jest.fn();

        updatesOf(staged, { complete }).subscribe({
          next: (update) => updates.push(update),
          error: over,
          complete: over,
        });
        m.flush();

        expect(updates).toEqual([
          { call, state: 'Holding' },
          { call, state: 'Calling', consultation },
          { call, state: 'Consulting', consultation },
          { call, state: 'Transferring', consultation, transfer },
          { call, state: 'Transferred', consultation, transfer },
        ]);
        expect(over.mock.calls).toEqual([[]]);
      }),
    );

    it(
      'reads the id of the consultation when the transfer starts',
      marbles((m) => {
        const staged = stage(m);
        const { consultation, feature } = staged;
        drive(m.hot('           --c-', CALL), consultation);
        drive(m.hot('           ---i', { i: { id: 'later' } }), consultation);
        const complete = m.hot('----o');
        const subs = '          ^----!';

        m.expect(statesOf(staged, { complete }), subs).toBeObservable('hrc-t', states);
        m.flush();
        expect(feature.callsTo('transfer')).toEqual([[{ targetCallId: 'later' }, {}]]);
      }),
    );

    it.each([
      ['while the call is put on hold', 'o-----'],
      ['while it rings', '              ---o--'],
    ])('%s, transfers as soon as the target answers', (_when, completing) => {
      marbles((m) => {
        const staged = stage(m);
        const complete = m.hot(completing);
        drive(m.hot('     --r-c---X', CALL), staged.consultation);
        drive(m.hot('     -----td--', TRANSFER), staged.transfer);
        const expected = 'hr--t-d-|';

        m.expect(statesOf(staged, { complete })).toBeObservable(expected, states);
        m.flush();
        expect(staged.listeners()).toBe(0);
      })();
    });

    it(
      'takes a decision that was made beforehand',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('     --r-c---X', CALL), staged.consultation);
        drive(m.hot('     -----td--', TRANSFER), staged.transfer);
        const expected = 'hr--t-d-|';

        m.expect(statesOf(staged, { complete: of('yes') })).toBeObservable(expected, states);
      }),
    );

    it(
      'transfers once, however often that is said',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('           --c----X', CALL), staged.consultation);
        const complete = m.hot('---ooooo');
        drive(m.hot('           ----td--', TRANSFER), staged.transfer);
        const expected = '      hrct-d-|';

        m.expect(statesOf(staged, { complete })).toBeObservable(expected, states);
        m.expect(complete).toHaveSubscriptions('^--!');
        m.flush();
        expect(staged.feature.callsTo('transfer')).toHaveLength(1);
      }),
    );

    it(
      'hangs the consultation up if the service has not ended it in 2 s',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        const { expectCalls } = marbleHelpers(m.scheduler);
        drive(m.hot('           --c--', CALL), consultation);
        const complete = m.hot('---o-');
        drive(m.hot('           ----d', TRANSFER), staged.transfer);
        const expected = '      hrctd 1999ms |';

        expectCalls(consultation, 'hangUp').toBe('---- 2s h', { h: [undefined] });
        m.expect(statesOf(staged, { complete })).toBeObservable(expected, states);
        m.flush();
        expect(call.callsTo('hangUp')).toEqual([]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'errs after Transferred when the consultation cannot be hung up',
      marbles((m) => {
        const staged = stage(m);
        const { consultation } = staged;
        const cause = new FakeSdkError({ code: 500, subCode: 1 });
        consultation.answer('hangUp', () => m.cold('#', {}, cause));
        drive(m.hot('           --c--', CALL), consultation);
        const complete = m.hot('---o-');
        drive(m.hot('           ----d', TRANSFER), staged.transfer);
        const expected = '      hrctd 1999ms #';

        m.expect(statesOf(staged, { complete })).toBeObservable(
          expected,
          states,
          new HangUpError(
            `The transfer is through, but hanging up the consultation failed. The call is still there (Connected). Cause: ${cause.message}.`,
            { call: consultation, cause },
          ),
        );
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
        m.expect(result).toBeObservable(expected, states);
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
    ])('%s, hangs the consultation up and resumes the call', (_when, consulting, cancelling, expected) => {
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, feature } = staged;
        const cancel = m.hot(cancelling);
        drive(m.hot(consulting, CALL), consultation);

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
        m.flush();
        expect(consultation.state).toBe('Disconnected');
        expect(consultation.callsTo('hangUp')).toHaveLength(1);
        expect(call.state).toBe('Connected');
        expect([call.callsTo('hangUp'), feature.callsTo('transfer')]).toEqual([[], []]);
        expect(staged.listeners()).toBe(0);
      })();
    });

    it(
      'while the call is put on hold, waits for the hold and ends it, and calls nobody',
      marbles((m) => {
        const staged = stage(m);
        const { call, agent } = staged;
        call.answer('hold', () =>
          m.cold('----(o|)').pipe(
            tap(() => {
              call.set({ state: 'LocalHold' });
            }),
          ),
        );
        const cancel = m.hot('-o---  ');
        const expected = '    h----(x|)';

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
        m.flush();
        expect(call.state).toBe('Connected');
        expect(agent.callsTo('startCall')).toEqual([]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'while the call is put on hold, which then fails, is at rest',
      marbles((m) => {
        const staged = stage(m);
        staged.call.answer('hold', () => m.cold('---#'));
        const cancel = m.hot('-o-----');
        const expected = '    h--(x|)';

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
        m.flush();
        expect([staged.call.callsTo('resume'), staged.agent.callsTo('startCall')]).toEqual([[], []]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'while the call is not connected yet, leaves it alone',
      marbles((m) => {
        const staged = stage(m, 'Ringing');
        drive(m.hot('         ----c', CALL), staged.call);
        const cancel = m.hot('--o--');
        const expected = '    h-(x|)';

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
        m.flush();
        expect([staged.call.callsTo('hold'), staged.agent.callsTo('startCall')]).toEqual([[], []]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'beforehand, does nothing at all',
      marbles((m) => {
        const staged = stage(m);

        m.expect(statesOf(staged, { cancel: of('no') })).toBeObservable('(x|)', states);
        m.flush();
        expect([staged.call.callsTo('hold'), staged.agent.callsTo('startCall')]).toEqual([[], []]);
      }),
    );

    it(
      'leaves a call on hold that was so before',
      marbles((m) => {
        const staged = stage(m, 'LocalHold');
        const cancel = m.hot('-----o--  ');
        drive(m.hot('         --c-----  ', CALL), staged.consultation);
        const expected = '    -----(x|) ';

        m.expect(statesOf(staged, { cancel }).pipe(takeLast(1))).toBeObservable(expected, states);
        m.flush();
        expect(staged.call.state).toBe('LocalHold');
        expect(staged.call.callsTo('resume')).toEqual([]);
        expect(staged.consultation.state).toBe('Disconnected');
      }),
    );

    it(
      'gives the consultation with the update, if there was one',
      marbles((m) => {
        const [before, after] = [stage(m), stage(m)];
        const updates: ConsultationUpdate[] = [];
        for (const [staged, cancel] of [
          [before, m.hot('o---')],
          [after, m.hot(' --o-')],
        ] as const) {
          updatesOf(staged, { cancel })
            .pipe(takeLast(1))
            .subscribe((update) => updates.push(update));
        }
        m.flush();

        expect(updates).toEqual([
          { call: before.call, state: 'Cancelled' },
          { call: after.call, state: 'Cancelled', consultation: after.consultation },
        ]);
      }),
    );

    it.each([
      ['complete comes first', '---o-', '---o-', 'hrct-', 'complete'],
      ['cancel comes first', '  ---o-', '---o-', 'hrc-(x|)', 'cancel'],
      ['complete came before', '---o-', '----o', 'hrct-', 'complete'],
    ])('and completes, the first decision counts: %s', (_which, completing, cancelling, expected, first) => {
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('--c--', CALL), staged.consultation);
        // What is made first also comes first, of two in one frame.
        const early = m.hot(first === 'cancel' ? cancelling : completing);
        const late = m.hot(first === 'cancel' ? completing : cancelling);
        const [complete, cancel] = first === 'cancel' ? [late, early] : [early, late];

        m.expect(statesOf(staged, { complete, cancel }), '^-----!').toBeObservable(expected, states);
        m.flush();
        expect(staged.feature.callsTo('transfer')).toHaveLength(first === 'cancel' ? 0 : 1);
        expect(staged.consultation.callsTo('hangUp')).toHaveLength(first === 'cancel' ? 1 : 0);
      })();
    });

    it(
      'after having completed while it rings, can still do so',
      marbles((m) => {
        const staged = stage(m);
        const complete = m.hot('--o--');
        const cancel = m.hot('  ---o-');
        const expected = '      hr--(x|)';

        m.expect(statesOf(staged, { complete, cancel })).toBeObservable(expected, states);
      }),
    );

    it.each([
      ['Holding', '   (hx|) '],
      ['Calling', '   hr(x|)'],
      ['Consulting', 'hrc(x|)'],
    ])('right at the update %s, is heard', (at, expected) => {
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        const cancel = new Subject<void>();
        drive(m.hot('--c', CALL), consultation);

        const result = statesOf(staged, { cancel }).pipe(
          tap((state) => {
            if (state === at) {
              cancel.next();
            }
          }),
        );

        m.expect(result).toBeObservable(expected, states);
        m.flush();
        expect(call.state).toBe('Connected');
        expect(consultation.callsTo('hangUp')).toHaveLength(at === 'Holding' ? 0 : 1);
        expect(staged.listeners()).toBe(0);
      })();
    });

    it(
      'from within startCall(), hangs up what was started',
      marbles((m) => {
        const staged = stage(m);
        const { agent, call, consultation } = staged;
        const cancel = new Subject<void>();
        agent.answer('startCall', () => {
          cancel.next();
          return consultation;
        });
        const expected = 'h-(x|)';

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
        m.flush();
        expect([call.state, consultation.state]).toEqual(['Connected', 'Disconnected']);
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('when startCall() itself makes something happen', () => {
    const cause = new Error('no button');

    it.each(['complete', 'cancel'] as const)('that %s errs, hangs up what was started', (which) => {
      marbles((m) => {
        const staged = stage(m);
        const { agent, call, consultation } = staged;
        const signal = new Subject<void>();
        agent.answer('startCall', () => {
          signal.error(cause);
          return consultation;
        });
        const expected = 'h-(f#)';
        const error = new TransferError(
          `The transfer was called off, as ${which} failed: no button. ${RESUMED} ${ENDED}`,
          { call, cause, reason: `${which}-failed` },
        );

        m.expect(statesOf(staged, { [which]: signal })).toBeObservable(expected, states, error);
        m.flush();
        expect([call.state, consultation.state]).toEqual(['Connected', 'Disconnected']);
        expect(staged.listeners()).toBe(0);
      })();
    });

    it(
      'that the user cancels, and then throws, resumes the call',
      marbles((m) => {
        const staged = stage(m);
        const cancel = new Subject<void>();
        staged.agent.answer('startCall', () => {
          cancel.next();
          throw cause;
        });
        const expected = 'h-(x|)';

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
        m.flush();
        expect(staged.call.state).toBe('Connected');
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'that the call ends, hangs up what was started',
      marbles((m) => {
        const staged = stage(m);
        const { agent, call, consultation } = staged;
        agent.answer('startCall', () => {
          call.set({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });
          return consultation;
        });
        const expected = 'h(f#)';
        const error = ended(
          `The call ended with 0/0 (hung up) before it could be transferred to ${NAME}. ${ENDED}`,
          call,
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
        m.flush();
        expect(consultation.callsTo('hangUp')).toHaveLength(1);
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('when going back to the call goes wrong', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41034 });

    it.each([
      ['fails', '-#', `${cause.message}.`, 'hrc-(f#)'],
      ['does not settle', '-', 'it has not settled.', 'hrc 10s (f#)'],
    ])('says that the call is still on hold when resume() %s', (_how, resuming, problem, expected) => {
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        call.answer('resume', () => m.cold(resuming, {}, cause));
        drive(m.hot('          --c-', CALL), consultation);
        const cancel = m.hot(' ---o');

        m.expect(statesOf(staged, { cancel })).toBeObservable(
          expected,
          states,
          new TransferError(
            `The transfer was called off. The call is still there, on hold (LocalHold). It could not be resumed: ${problem} ${ENDED}`,
            { call, reason: 'resume-failed' },
          ),
        );
        m.flush();
        expect(consultation.state).toBe('Disconnected');
        expect(staged.listeners()).toBe(0);
      })();
    });

    it.each([
      [
        'fails',
        '-#',
        'hrc--(f#)',
        (call: FakeCall) =>
          new HangUpError(
            `The transfer was called off, but hanging up the consultation failed. The call is still there (Connected). Cause: ${cause.message}.`,
            { call, cause },
          ),
      ],
      [
        'does not settle',
        '-',
        'hrc- 10s (f#)',
        () =>
          new CallingTimeoutError(
            'The transfer was called off, but hanging up the consultation has not settled after 10000 ms. The call is still there (Connected).',
            10_000,
          ),
      ],
    ])(
      'resumes the call and errs when hanging up the consultation %s',
      (_how, hangingUp, expected, error) => {
        marbles((m) => {
          const staged = stage(m);
          const { call, consultation } = staged;
          consultation.answer('hangUp', () => m.cold(hangingUp, {}, cause));
          drive(m.hot('          --c-', CALL), consultation);
          const cancel = m.hot(' ---o');

          m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states, error(consultation));
          m.flush();
          expect(call.state).toBe('Connected');
          expect(staged.listeners()).toBe(0);
        })();
      },
    );

    it(
      'does not mind a call that has ended meanwhile',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        consultation.answer('hangUp', () => m.cold('---|'));
        drive(m.hot('          --c---', CALL), consultation);
        const cancel = m.hot(' ---o--');
        drive(m.hot('          ----X-', CALL), call);
        const expected = '     hrc---(x|)';

        m.expect(statesOf(staged, { cancel })).toBeObservable(expected, states);
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
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        drive(m.hot(`     --r--${letter}`, CALL), consultation);
        const expected = 'hr----(f#)';
        const error = new TransferError(
          `The call to ${NAME} ended with ${words} and was not answered. ${RESUMED} ${ENDED}`,
          { call, ...codesOf(words), reason },
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
        m.flush();
        expect([call.callsTo('hangUp'), consultation.callsTo('hangUp')]).toEqual([[], []]);
        expect(staged.listeners()).toBe(0);
      })();
    });

    it.each([
      ['leaves', 'X', '0/0 (left)', 'left'],
      ['is lost', 'L', '408/10057 (callee lost)', 'callee-lost'],
    ] as const)('%s while they talk: resumes the call and fails', (_why, letter, words, reason) => {
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        const lost = { L: { state: 'Disconnected', callEndReason: { code: 408, subCode: 10057 } } } as const;
        drive(m.hot(`     --c--${letter}`, { ...CALL, ...lost }), consultation);
        const expected = 'hrc---(f#)';
        const error = new TransferError(
          `The call to ${NAME} ended with ${words} before the call was transferred. ${RESUMED} ${ENDED}`,
          { call, ...codesOf(words), reason },
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
        m.flush();
        expect(staged.listeners()).toBe(0);
      })();
    });

    it(
      'gives what there is with the Failed update',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        drive(m.hot('--D', CALL), consultation);
        const updates: ConsultationUpdate[] = [];
        const errors: unknown[] = [];

        updatesOf(staged).subscribe({
          next: (update) => updates.push(update),
          error: (error: unknown) => errors.push(error),
        });
        m.flush();

        expect(updates.at(-1)).toEqual({ call, consultation, state: 'Failed', error: errors[0] });
        expect(errors).toEqual([expect.any(TransferError)]);
        expect(errors[0]).toMatchObject({ call, code: 603, subCode: 0, reason: 'declined' });
      }),
    );

    it(
      'has not answered in time: hangs up, resumes the call, and fails',
      marbles((m) => {
        const staged = stage(m);
        const { consultation } = staged;
        drive(m.hot('     --r-------', CALL), consultation);
        const expected = 'hr----(f#)';
        const error = new CallingTimeoutError(
          `The call to ${NAME} was not answered in 4 ms. ${RESUMED} ${ENDED}`,
          4,
        );

        m.expect(statesOf(staged, { answerTimeout: 4 })).toBeObservable(expected, states, error);
        m.flush();
        expect(consultation.callsTo('hangUp')).toHaveLength(1);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'has two minutes to answer, and then as long as they like to talk',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('           -- 119s c 999s --', CALL), staged.consultation);
        const complete = m.hot('-- 119s - 999s o-');
        const subs = '          ^- 119s - 999s -!';
        const expected = '      hr 119s c 999s t-';

        m.expect(statesOf(staged, { complete }), subs).toBeObservable(expected, states);
      }),
    );
  });

  describe('when the SDK refuses', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41033 });

    it(
      'to hold the call, calls nobody',
      marbles((m) => {
        const staged = stage(m);
        const { call, agent } = staged;
        call.answer('hold', () => m.cold('--#', {}, cause));
        const expected = 'h-(f#)';
        const error = new TransferError(
          `The call could not be transferred to ${NAME}, as it could not be put on hold. ${RESUMED} Cause: ${cause.message}.`,
          { call, cause, reason: 'hold-failed' },
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
        m.flush();
        expect([call.callsTo('resume'), agent.callsTo('startCall')]).toEqual([[], []]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'nor settles the hold, says in 20 s that it may still come',
      marbles((m) => {
        const staged = stage(m);
        const { call, agent } = staged;
        call.answer('hold', () => NEVER);
        const expected = 'h 19999ms (f#)';
        const error = new TransferError(
          `The call could not be transferred to ${NAME}, as it was not on hold after 10000 ms. The call is still there (Connected). It may still be put on hold: that has not settled. There is no consultation.`,
          { call, reason: 'hold-failed' },
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
        m.flush();
        expect(agent.callsTo('startCall')).toEqual([]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'to start the consultation, resumes the call',
      marbles((m) => {
        const staged = stage(m);
        const { call, agent } = staged;
        agent.answer('startCall', () => {
          throw cause;
        });
        const expected = 'h-(f#)';
        const error = new TransferError(
          `The call to ${NAME} could not be started: ${cause.message}. ${RESUMED} There is no consultation.`,
          { call, cause, reason: 'not-called' },
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
        m.flush();
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'to start the consultation, and then to resume the call, says so',
      marbles((m) => {
        const staged = stage(m);
        const { call, agent } = staged;
        call.answer('resume', () => m.cold('#', {}, cause));
        agent.answer('startCall', () => {
          throw cause;
        });
        const expected = 'h(f#)';
        const error = new TransferError(
          `The call to ${NAME} could not be started: ${cause.message}. The call is still there, on hold (LocalHold). It could not be resumed: ${cause.message}. There is no consultation.`,
          { call, cause, reason: 'not-called' },
        );

        m.expect(statesOf(staged)).toBeObservable(expected, states, error);
      }),
    );
  });

  describe('when the transfer fails', () => {
    it(
      'hangs the consultation up, resumes the call, and fails',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, transfer } = staged;
        drive(m.hot('           --c---', CALL), consultation);
        const complete = m.hot('---o--');
        drive(m.hot('           ----tf', TRANSFER), transfer);
        const expected = '      hrct--(f#)';
        const error = new TransferError(
          `The transfer to ${NAME} failed with 404/10202 (replacement call not found). ${RESUMED} ${ENDED}`,
          { call, code: 404, subCode: 10202, reason: 'replacement-call-not-found' },
        );

        m.expect(statesOf(staged, { complete })).toBeObservable(expected, states, error);
        m.flush();
        expect(consultation.callsTo('hangUp')).toHaveLength(1);
        expect(call.callsTo('hangUp')).toEqual([]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'fails with the transfer, when the SDK makes one that was born Failed',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, feature } = staged;
        const transfer = new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } });
        feature.answer('transfer', () => transfer);
        drive(m.hot('--c', CALL), consultation);
        const complete = m.hot('---o');
        const updates: ConsultationUpdate[] = [];
        const errors: unknown[] = [];

        updatesOf(staged, { complete }).subscribe({
          next: (update) => updates.push(update),
          error: (error: unknown) => errors.push(error),
        });
        m.flush();

        expect(updates.map(({ state }) => state)).toEqual(['Holding', 'Calling', 'Consulting', 'Failed']);
        expect(updates.at(-1)).toEqual({ call, consultation, transfer, state: 'Failed', error: errors[0] });
        expect(errors[0]).toMatchObject({ reason: 'not-requested' });
        expect(call.state).toBe('Connected');
      }),
    );

    it(
      'also when the SDK throws',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation, feature } = staged;
        const cause = new FakeSdkError({ code: 500, subCode: 41001 });
        feature.answer('transfer', () => {
          throw cause;
        });
        drive(m.hot('           --c---', CALL), consultation);
        const complete = m.hot('---o--');
        const expected = '      hrc-(f#)';
        const error = new TransferError(
          `The transfer to ${NAME} failed with 500/41001 (not requested). ${RESUMED} ${ENDED}`,
          { call, cause, reason: 'not-requested' },
        );

        m.expect(statesOf(staged, { complete })).toBeObservable(expected, states, error);
      }),
    );

    it(
      'leaves both calls as they are when there is no outcome in time, and says so',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        drive(m.hot('           --c-------', CALL), consultation);
        const complete = m.hot('---o------');
        const expected = '      hrct----(f#)';
        const error = new CallingTimeoutError(
          'The transfer to another call has no outcome after 5 ms. If it was requested it may still go through. The call is still there, on hold (LocalHold). The consultation is still up (Connected).',
          5,
        );

        m.expect(statesOf(staged, { complete, transferTimeout: 5 })).toBeObservable(expected, states, error);
        m.flush();
        expect([call.callsTo('resume'), consultation.callsTo('hangUp')]).toEqual([[], []]);
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('when the call ends', () => {
    const before = (holds: string, call: FakeCall) =>
      ended(`The call ended with 0/0 (hung up) before it could be transferred to ${NAME}.${holds}`, call);

    it(
      'before all this, does nothing',
      marbles((m) => {
        const staged = stage(m, 'Disconnected');
        staged.call.set({ callEndReason: { code: 0, subCode: 0 } });

        m.expect(statesOf(staged)).toBeObservable('(hf#)', states, before('', staged.call));
        m.flush();
        expect([staged.call.callsTo('hold'), staged.agent.callsTo('startCall')]).toEqual([[], []]);
      }),
    );

    it(
      'while it is put on hold, calls nobody',
      marbles((m) => {
        const staged = stage(m);
        staged.call.answer('hold', () => NEVER);
        drive(m.hot('     --X', CALL), staged.call);
        const expected = 'h-(f#)';

        m.expect(statesOf(staged)).toBeObservable(expected, states, before('', staged.call));
        m.flush();
        expect(staged.agent.callsTo('startCall')).toEqual([]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'while it rings at the target, hangs that up',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('     --r--', CALL), staged.consultation);
        drive(m.hot('     ----X', CALL), staged.call);
        const expected = 'hr--(f#)';

        m.expect(statesOf(staged)).toBeObservable(expected, states, before(` ${ENDED}`, staged.call));
        m.flush();
        expect(staged.consultation.callsTo('hangUp')).toHaveLength(1);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'while the other two talk, lets them',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('     --c--', CALL), staged.consultation);
        drive(m.hot('     ----X', CALL), staged.call);
        const expected = 'hrc-(f#)';

        m.expect(statesOf(staged)).toBeObservable(
          expected,
          states,
          before(' The consultation is still up (Connected).', staged.call),
        );
        m.flush();
        expect(staged.consultation.callsTo('hangUp')).toEqual([]);
        expect(staged.listeners()).toBe(0);
      }),
    );

    it(
      'during the transfer, waits 2 s for the outcome',
      marbles((m) => {
        const staged = stage(m);
        drive(m.hot('           --c---', CALL), staged.consultation);
        const complete = m.hot('---o--');
        drive(m.hot('           -----X', CALL), staged.call);
        const expected = '      hrct- 2s (f#)';

        m.expect(statesOf(staged, { complete })).toBeObservable(
          expected,
          states,
          ended(
            'The call ended with 0/0 (hung up) while it was transferred to another call. Whether the transfer went through is not known. The consultation is still up (Connected).',
            staged.call,
          ),
        );
        m.flush();
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('when what the app decides by', () => {
    it.each(['complete', 'cancel'] as const)('errs (%s), tidies up and fails', (which) => {
      marbles((m) => {
        const staged = stage(m);
        const cause = new Error('no button');
        drive(m.hot('           --c--', CALL), staged.consultation);
        const signal = m.hot('  ----#', {}, cause);
        const expected = '      hrc--(f#)';
        const error = new TransferError(
          `The transfer was called off, as ${which} failed: no button. ${RESUMED} ${ENDED}`,
          { call: staged.call, cause, reason: `${which}-failed` },
        );

        m.expect(statesOf(staged, { [which]: signal })).toBeObservable(expected, states, error);
        m.flush();
        expect(staged.listeners()).toBe(0);
      })();
    });

    it.each(['complete', 'cancel'] as const)('errs at once (%s), does nothing', (which) => {
      marbles((m) => {
        const staged = stage(m);

        m.expect(
          statesOf(staged, { [which]: throwError(() => new Error('no button')) }).pipe(
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
        ).toBeObservable(expected, states);
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
        ).toBeObservable('hrct', states);
        m.flush();
        expect(staged.agent.callsTo('startCall')).toEqual([[[target], startCallOptions]]);
        expect(staged.feature.callsTo('transfer')).toEqual([
          [{ targetCallId: staged.consultation.id }, transferOptions],
        ]);
      }),
    );

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

        m.expect(result.pipe(takeLast(1))).toBeObservable('2s (d|)', states);
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

        m.expect(result, '^----!').toBeObservable(expected, states);
      }),
    );
  });

  it.each([
    ['while the call is put on hold', '^!    ', 'h'],
    ['while it rings at the target', ' ^--!  ', 'hr'],
    ['while they talk', '              ^----!', 'hr-c'],
    ['during the transfer', '          ^------!', 'hr-c-t'],
    ['at Transferred', '               ^--------!', 'hr-c-t-d'],
  ])('leaves both calls as they are when the subscriber leaves %s', (_when, subs, expected) => {
    marbles((m) => {
      const staged = stage(m);
      const { call, consultation } = staged;
      drive(m.hot('           ---c', CALL), consultation);
      const complete = m.hot('-----o');
      drive(m.hot('           -------d', TRANSFER), staged.transfer);

      m.expect(statesOf(staged, { complete }), subs.trim()).toBeObservable(expected, states);
      m.flush();
      expect([call, consultation].flatMap((some) => some.callsTo('hangUp'))).toEqual([]);
      expect(call.callsTo('resume')).toEqual([]);
      expect(staged.listeners()).toBe(0);
    })();
  });
});
