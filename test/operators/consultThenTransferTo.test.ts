import { map, NEVER, of, Subject, takeLast, tap } from 'rxjs';
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
  ENDED,
  hangUps,
  HELD,
  NAME,
  NO_BUTTON,
  outcomeOf,
  plays,
  RESUMED,
  stage,
  STATES,
  statesOf,
  TRANSFER,
  UP,
  updatesOf,
  type Staged,
} from '../support/consultation';
import { ended } from '../support/ended';

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
      'takes an early decision',
      plays({
        config: { complete: of('yes') },
        consultation: '--r-c---X',
        transfer: '    -----td--',
        states: '      hr--t-d-|',
      }),
    );

    it(
      'transfers once for several decisions',
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
      'unsubscribes from the decision when it is made',
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
      'while the call is put on hold, asks for nothing when the hold fails',
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
      ['before the call arrives, asks for nothing', { config: { cancel: of('no') }, states: '(x|)' }],
    ] as const)('%s', (_what, plot) => {
      plays({
        ...plot,
        after: ({ call, agent }) => {
          expect([call.callsTo('hold'), agent.callsTo('startCall')]).toEqual([[], []]);
        },
      })();
    });

    it(
      'leaves a call on hold that was on hold before',
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
      'after an early complete, goes back',
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
    ])('at the update %s, goes back', (at, expected, hungUp) => {
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

  describe('during startCall()', () => {
    /** A decision, and a `startCall()` that makes something happen and then starts the consultation, or throws. */
    const starting = (happen: (signal: Subject<void>) => void, fails = false) => {
      const signal = new Subject<void>();
      const before = (staged: Staged) => {
        staged.agent.answer('startCall', () => {
          happen(signal);
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
    it('a cancel hangs up the consultation that is being started', () => {
      const { signal: cancel, before } = starting((signal) => {
        signal.next();
      });
      plays({ config: { cancel }, before, states: 'h-(x|)', after: hangsUpAndResumes })();
    });

    it('a cancel resumes the call if startCall() then throws', () => {
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

    it.each(['complete', 'cancel'] as const)(
      'an error of %s hangs up the consultation that is being started',
      (which) => {
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
      },
    );

    it(
      'the end of the call hangs up the consultation that is being started',
      marbles((m) => {
        const staged = stage(m);
        const { call, consultation } = staged;
        starting(() => {
          call.set({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });
        }).before(staged);

        const { updates, errors } = outcomeOf(updatesOf(staged));
        m.flush();

        const error = ended(
          `The call ended with 0/0 (hung up) before it could be transferred to ${NAME}. ${ENDED}`,
          call,
        );
        expect(errors).toEqual([error]);
        expect(updates.at(-1)).toEqual({ call, consultation, state: 'Failed', error });
        expect(hangUps(staged)).toEqual([0, 1]);
        expect(staged.listeners()).toBe(0);
      }),
    );
  });

  describe('the config', () => {
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
    ])('is refused with %s', (_what, mistake, message) => {
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
      "passes on the SDK's options of both requests",
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
      'takes a label of the target, which comes back with each update',
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
    ])('takes a label of the target, which stands in the error of %s', (_which, plot, error) => {
      plays({ config: { label: 'Front desk', transferTimeout: 5 }, ...plot, error })();
    });

    it(
      'takes the agent of a Teams user, and makes no group call',
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
      'serves several calls side by side',
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
