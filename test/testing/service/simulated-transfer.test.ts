import type { MicrosoftTeamsUserIdentifier } from '@azure/communication-common';
import { marbles } from 'rxjs-marbles/jest';
import {
  endings,
  FakeFeatures,
  type FakeCall,
  type SimulatedCallingServiceConfig,
} from '../../../src/testing/index.js';
import { partiesOf, type Actor } from './actors.js';
import { Scene, staged } from './scene.js';

const HUNG_UP = { code: 0, subCode: 0 };
const CANCELLED = { code: 487, subCode: 0 };
const DECLINED = { code: 603, subCode: 0 };
const NO_ANSWER = { code: 487, subCode: 10004 };
const NOT_REGISTERED = { code: 480, subCode: 10037 };
const NOT_FOUND = { code: 404, subCode: 10202 };

const teamsUser: MicrosoftTeamsUserIdentifier = { microsoftTeamsUserId: 'dave' };

/** Alice, the transferor, is in a call with bob, the transferee, from frame 7 on, and has him on hold from frame 9 on. */
const setHold = (config?: SimulatedCallingServiceConfig) => {
  const scene = new Scene(config);
  const { alice, bob, carol } = scene.users();
  scene.talk(alice, bob);
  scene.at(8, () => alice.calls[0]?.hold());
  const toCarol = { targetParticipant: carol.user.identifier };
  return { scene, alice, bob, carol, toCarol };
};

const onHold = staged(() => setHold());

// The letters of scene.ts: of calls as in the tests of calls, and n, t, T, F are the states of a transfer.

describe('a transfer to a participant on the simulated service', () => {
  it(
    'gives the transferee a new call at once, which is connected when the target accepts',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt---T');
      m.expect(carol.sees).toBeObservable('          ------------i-cC');
      m.expect(alice.sees).toBeObservable('          ---ncr-C-H------');
      m.expect(bob.sees).toBeObservable('            -----icC-h-ncr-C');
      m.flush();
      expect(carol.incoming[0]).toMatchObject({
        callerInfo: { displayName: 'Bob' },
        transferorInfo: { displayName: 'Alice' },
      });
      expect(partiesOf(bob, 1)).toEqual([carol.user.identifier]);
      expect(partiesOf(carol, 0)).toEqual([bob.user.identifier]);
    }),
  );

  it(
    'tells the transferee of the new call, which is already among the calls of the agent',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      const accepted = jest.fn();
      scene.at(9, () => {
        bob.calls[0]?.feature(FakeFeatures.Transfer).on('transferAccepted', ({ targetCall }) => {
          accepted(targetCall.state, bob.agent.calls.indexOf(targetCall as never), targetCall.transferorInfo);
        });
      });
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => carol.incoming[0]?.accept());

      m.flush();
      expect(accepted.mock.calls).toEqual([
        ['None', 1, { displayName: 'Alice', identifier: alice.user.identifier }],
      ]);
    }),
  );

  it(
    'leaves the old call up until the transferor hangs up, and the new one after that',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => carol.incoming[0]?.accept());
      scene.at(18, () => alice.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('---ncr-C-H--------dx');
      m.expect(bob.sees).toBeObservable('  -----icC-h-ncr-C---x');
      m.expect(carol.sees).toBeObservable('------------i-cC----');
      m.flush();
      expect(bob.calls.map(({ state }) => state)).toEqual(['Disconnected', 'Connected']);
    }),
  );

  it.each([
    ['declines', DECLINED, 14],
    ['does not answer', NO_ANSWER, undefined],
  ] as const)('fails when the target %s, and leaves the call up', (_, error, rejects) => {
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      if (rejects) {
        scene.at(rejects, () => carol.incoming[0]?.reject());
      }

      m.expect(scene.transferStates).toBeObservable(rejects ? '----------nt---F' : '----------nt----------F');
      m.expect(alice.sees).toBeObservable('---ncr-C-H------');
      m.expect(bob.sees).toBeObservable(rejects ? '-----icC-h-ncr-x' : '-----icC-h-ncr--------x');
      m.flush();
      expect(bob.calls.map(({ callEndReason }) => callEndReason)).toMatchObject([undefined, error]);
      expect(scene.transfers[0]?.error).toEqual(error);
      expect(carol.incoming[0]?.callEndReason).toMatchObject(error);
    })();
  });

  it(
    'fails with 480/10037 when the target cannot be reached',
    onHold((m, { scene, alice }) => {
      scene.transferAt(10, alice, { targetParticipant: { phoneNumber: '+15550199' } });

      m.expect(scene.transferStates).toBeObservable('----------ntF');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(NOT_REGISTERED);
    }),
  );

  it(
    'can be tried again after it has failed, is merged with one that is under way, and is born Transferred after that',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      const transfer = (): void => {
        scene.transfer(alice.calls[0], toCarol);
      };
      scene.at(10, transfer);
      scene.at(13, () => carol.incoming[0]?.reject());
      scene.at(16, transfer);
      scene.at(18, transfer);
      scene.at(21, () => carol.incoming[1]?.accept());
      scene.at(26, transfer);

      m.expect(scene.transferStates).toBeObservable('----------nt--F-Ftt---(TT)T');
      m.flush();
      expect(bob.calls.map(({ state }) => state)).toEqual([
        'RemoteHold',
        'Disconnected',
        'Connected',
        'Disconnected',
      ]);
    }),
  );

  it(
    'is called off when the transferee hangs the new call up meanwhile',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => bob.calls[1]?.hangUp());

      m.expect(scene.transferStates).toBeObservable('----------nt---F');
      m.expect(alice.sees).toBeObservable('          ---ncr-C-H------');
      m.expect(bob.sees).toBeObservable('            -----icC-h-ncrdx');
      m.expect(carol.sees).toBeObservable('          ------------i---');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(CANCELLED);
      expect(carol.incoming[0]?.callEndReason).toMatchObject(CANCELLED);
    }),
  );

  it(
    'goes on when the transferee hangs the old call up meanwhile',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => bob.calls[0]?.hangUp());
      scene.at(17, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt------T');
      m.expect(alice.sees).toBeObservable('          ---ncr-C-H-----x');
      m.expect(bob.sees).toBeObservable('            -----icC-h-ncrdx--C');
    }),
  );

  it.each([
    ['hangs up at once', CANCELLED, 10, ({ calls }: Actor) => calls[0]?.hangUp()],
    ['disposes of its agent', CANCELLED, 14, ({ agent }: Actor) => agent.dispose()],
  ] as const)('is called off when the transferee %s', (_, error, frame, leave) => {
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      scene.at(frame, () => leave(bob));

      m.expect(scene.transferStates).toBeObservable(frame === 10 ? '----------n(tF)' : '----------nt---F');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(error);
      expect(bob.agent.calls).toEqual([]);
      expect(carol.agent.calls).toEqual([]);
    })();
  });

  it(
    'goes on when the transferor hangs up meanwhile',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.transferAt(10, alice, toCarol);
      scene.at(13, () => alice.calls[0]?.hangUp());
      scene.at(16, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt-----T');
      m.expect(bob.sees).toBeObservable('            -----icC-h-ncrx--C');
      m.flush();
      expect(bob.agent.calls).toHaveLength(1);
    }),
  );

  it(
    'goes to the voicemail of a target that does not answer, unless that is disabled',
    onHold((m, { scene, alice, bob }) => {
      const dave = scene.actor(teamsUser, { voicemail: true });
      const target = { targetParticipant: teamsUser };
      scene.transferAt(10, alice, target, { disableForwardingAndUnanswered: true });
      scene.transferAt(24, alice, target);

      m.expect(scene.transferStates).toBeObservable('----------nt----------F-Ft----------T');
      m.flush();
      expect(dave.incoming.map(({ callEndReason }) => callEndReason)).toMatchObject([NO_ANSWER, NO_ANSWER]);
      expect(partiesOf(bob, 2)).toEqual([dave.user.identifier]);
    }),
  );
});

describe('a transfer to a participant that is busy, forwards calls or has two devices, on the simulated service', () => {
  it(
    'fails with 486/560486 when the target is busy',
    onHold((m, { scene, alice, bob, carol }) => {
      const phone = scene.actor({ phoneNumber: '+15550100' }, { busyOnBusy: true });
      scene.at(3, () => scene.call(carol, phone));
      scene.transferAt(10, alice, { targetParticipant: phone.user.identifier });

      m.expect(scene.transferStates).toBeObservable('----------ntF');
      m.expect(bob.sees).toBeObservable('            -----icC-h-n(cx)');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(endings.busy);
    }),
  );

  it(
    'goes to the user to whom the target forwards calls, unless that is disabled',
    onHold((m, { scene, alice, bob, carol }) => {
      const dave = scene.actor({ communicationUserId: '8:acs:dave' }, { forwardTo: carol.user.identifier });
      const target = { targetParticipant: { communicationUserId: '8:acs:dave' } };
      scene.transferAt(10, alice, target, { disableForwardingAndUnanswered: true });
      scene.at(13, () => dave.incoming[0]?.reject());
      scene.transferAt(16, alice, target);
      scene.at(19, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt--F-Ft--T');
      m.expect(dave.sees).toBeObservable('           ------------i--------');
      m.expect(carol.sees).toBeObservable('          ------------------icC');
      m.flush();
      expect(partiesOf(bob, 2)).toEqual([carol.user.identifier]);
    }),
  );

  it(
    'reaches the target on any device, and ends the ringing on the others',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      const phone = scene.on(carol.user, 'phone');
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => phone.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt---T');
      m.expect(carol.sees).toBeObservable('          ------------i---');
      m.expect(phone.sees).toBeObservable('          ------------i-cC');
      m.flush();
      expect(carol.incoming[0]?.callEndReason).toMatchObject(endings.answeredElsewhere);
      expect(partiesOf(bob, 1)).toEqual([carol.user.identifier]);
    }),
  );
});

describe('a transfer on the simulated service, when somebody loses the network,', () => {
  it(
    'fails with 480/10078 when the transferee is away, and leaves the call up',
    onHold((m, { scene, alice, bob, toCarol }) => {
      scene.service.script([{ at: 10, fault: 'networkLoss', user: bob.user, for: 5 }]);
      scene.transferAt(10, alice, toCarol);

      m.expect(scene.transferStates).toBeObservable('----------n(tF)');
      m.expect(alice.sees).toBeObservable('          ---ncr-C-H-------');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(endings.unreachable);
    }),
  );

  it(
    'succeeds when the transferee is away while it rings, and the new call is connected on its return',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.service.script([{ at: 13, fault: 'networkLoss', user: bob.user, for: 4 }]);
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt---T');
      m.expect(bob.sees).toBeObservable('            -----icC-h-nc-----C');
      m.expect(carol.sees).toBeObservable('          ------------i-cC');
    }),
  );

  it(
    'fails when the transferee does not return while it rings',
    marbles((m) => {
      const { scene, alice, bob, carol, toCarol } = setHold({ reconnectTimeout: 5 });
      scene.service.script([{ at: 13, fault: 'networkLoss', user: bob.user, for: 50 }]);
      scene.transferAt(10, alice, toCarol);

      m.expect(scene.transferStates).toBeObservable('----------nt------F');
      m.expect(alice.sees).toBeObservable('          ---ncr-C-H--------x');
      m.expect(carol.sees).toBeObservable('          ------------i------');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(endings.abruptDisconnect);
      expect(carol.incoming[0]?.callEndReason).toMatchObject(endings.cancelled);
    }),
  );

  it(
    'lets the target wait for a transferee that has disposed of its agent meanwhile, until it is given up',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.service.script([{ at: 13, fault: 'networkLoss', user: bob.user, for: 50 }]);
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => bob.agent.dispose());
      scene.at(16, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt-----T');
      m.expect(bob.sees).toBeObservable('            -----icC-h-nc--(ddxx)');
      m.expect(carol.sees).toBeObservable('          ------------i---cC-----x');
      m.flush();
      expect(carol.calls[0]?.callEndReason).toMatchObject(endings.abruptDisconnect);
    }),
  );

  it(
    'fails with 487/0 when the token of the transferee expires while it rings',
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.service.script([{ at: 13, fault: 'invalidToken', user: bob.user }]);
      scene.transferAt(10, alice, toCarol);

      m.expect(scene.transferStates).toBeObservable('----------nt-F');
      m.expect(carol.sees).toBeObservable('          ------------i-');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(CANCELLED);
    }),
  );

  it(
    'waits for the return of the transferor, and shows the outcome then',
    onHold((m, { scene, alice, carol, toCarol }) => {
      scene.service.script([{ at: 12, fault: 'networkLoss', user: alice.user, for: 6 }]);
      scene.transferAt(10, alice, toCarol);
      scene.at(14, () => carol.incoming[0]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt-------T');
      m.expect(carol.sees).toBeObservable('          ------------i-cC');
    }),
  );

  it(
    'fails with the call when the transferor asks for it without a network that returns in time',
    onHold((m, { scene, alice, carol, toCarol }) => {
      scene.service.script([{ at: 10, fault: 'networkLoss', user: alice.user, for: 50 }]);
      scene.transferAt(11, alice, toCarol);

      m.expect(scene.transferStates).toBeObservable('-----------n--------(tF)');
      m.expect(alice.sees).toBeObservable('          ---ncr-C-H----------x');
      m.expect(carol.sees).toBeObservable('          ---------------------');
    }),
  );

  it(
    'fails, and is lost, when a fault says so',
    onHold((m, { scene, alice, carol, toCarol }) => {
      for (const fault of ['requestFails', 'requestHangs'] as const) {
        scene.service.script([{ at: 9, fault, user: alice.user, request: 'transfer' }]);
      }
      for (const frame of [10, 16]) {
        scene.transferAt(frame, alice, toCarol);
      }

      // The SDK's timer of the first request fails the second one, which the service has lost.
      m.expect(scene.transferStates).toBeObservable('----------n(tF)-Ft 89992ms F');
      m.expect(carol.sees).toBeObservable('          ------------------');
      m.flush();
      expect(scene.transfers.map(({ error }) => error)).toEqual([
        { code: 408, subCode: 0 },
        { code: 408, subCode: 0 },
      ]);
    }),
  );
});

describe('a transfer to a call on the simulated service', () => {
  /** Alice has bob on hold, and is in a second call, with carol, from frame 15 on. */
  const onConsultation = staged(() => {
    const set = setHold();
    const { scene, alice, carol } = set;
    scene.at(11, () => scene.call(alice, carol));
    scene.at(14, () => carol.incoming[0]?.accept());
    return set;
  });

  it(
    'brings transferee and target together, and takes the transferor out of the call with the target',
    onConsultation((m, { scene, alice, bob, carol }) => {
      scene.at(17, () => {
        scene.transfer(alice.calls[0], { targetCallId: alice.calls[1]?.id ?? '' });
      });
      scene.at(21, () => alice.calls[0]?.hangUp());

      m.expect(scene.transferStates).toBeObservable('-----------------ntT');
      m.expect(alice.sees).toBeObservable('   ---ncr-C-H-ncr-C---x-dx');
      m.expect(carol.sees).toBeObservable('   -------------icC------');
      m.flush();
      expect(alice.calls[1]?.callEndReason).toMatchObject(HUNG_UP);
      expect(bob.calls.map(({ state }) => state)).toEqual(['Disconnected', 'Connected']);
      expect(partiesOf(bob, 1)).toEqual([carol.user.identifier]);
      expect(partiesOf(carol, 0)).toEqual([bob.user.identifier]);
      expect(alice.agent.calls).toEqual([]);
    }),
  );

  it(
    'is born Failed when there is no such call, and fails with 404/10202 when there no longer is',
    onConsultation((m, { scene, alice, carol }) => {
      scene.transferAt(16, alice, { targetCallId: 'nonsense' });
      scene.at(20, () => {
        scene.transfer(alice.calls[0], { targetCallId: alice.calls[1]?.id ?? '' });
      });
      scene.at(20, () => carol.calls[0]?.hangUp());

      m.expect(scene.transferStates).toBeObservable('----------------F---ntF');
      m.flush();
      expect(scene.transfers.map(({ error }) => error)).toEqual([HUNG_UP, NOT_FOUND]);
    }),
  );

  it(
    'fails with 404/10202 for the very call that is to be transferred, and is born Failed for a call of somebody else',
    onConsultation((m, { scene, alice, bob }) => {
      scene.at(16, () => {
        scene.transfer(alice.calls[0], { targetCallId: alice.calls[0]?.id ?? '' });
      });
      scene.at(18, () => alice.calls[1]?.hold());
      scene.at(20, () => {
        scene.transfer(alice.calls[1], { targetCallId: bob.calls[0]?.id ?? '' });
      });

      m.expect(scene.transferStates).toBeObservable('----------------ntF-F');
    }),
  );
});

describe('a transfer to a call that the transferor leaves, on the simulated service,', () => {
  it(
    'fails with 404/10202, also when the transferor itself ends the call with the target',
    onHold((m, { scene, alice, bob, carol }) => {
      scene.at(11, () => scene.call(alice, carol));
      scene.at(14, () => carol.incoming[0]?.accept());
      scene.at(17, () => {
        scene.transfer(alice.calls[0], { targetCallId: alice.calls[1]?.id ?? '' });
      });
      scene.at(17, () => alice.calls[1]?.hangUp());

      m.expect(scene.transferStates).toBeObservable('-----------------ntF');
      m.expect(bob.sees).toBeObservable('            -----icC-h----------');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(NOT_FOUND);
    }),
  );
});

describe('a transfer to voicemail on the simulated service', () => {
  it(
    'gives the transferee a call with the voicemail',
    onHold((m, { scene, alice, bob }) => {
      const dave = scene.service.createUser(teamsUser, { voicemail: true });
      scene.transferAt(10, alice, { targetParticipantVoicemail: teamsUser });

      m.expect(scene.transferStates).toBeObservable('----------ntT');
      m.expect(bob.sees).toBeObservable('            -----icC-h--(nC)');
      m.flush();
      expect(partiesOf(bob, 1)).toEqual([dave.identifier]);
    }),
  );

  it(
    'fails with 480/10037 when the user has none',
    onHold((m, { scene, alice }) => {
      scene.transferAt(10, alice, { targetParticipantVoicemail: teamsUser });

      m.expect(scene.transferStates).toBeObservable('----------ntF');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(NOT_REGISTERED);
    }),
  );

  it(
    'is called off when the transferee hangs up at once',
    onHold((m, { scene, alice, bob }) => {
      scene.service.createUser(teamsUser, { voicemail: true });
      scene.transferAt(10, alice, { targetParticipantVoicemail: teamsUser });
      scene.at(10, () => bob.calls[0]?.hangUp());

      m.expect(scene.transferStates).toBeObservable('----------ntF');
      m.flush();
      expect(scene.transfers[0]?.error).toEqual(CANCELLED);
      expect(bob.agent.calls).toEqual([]);
    }),
  );
});

describe('further transfers of a call on the simulated service', () => {
  it(
    'are born with the outcome of the one before, which follows them from then on',
    onHold((m, { scene, alice, carol, toCarol }) => {
      const transfer = (): void => {
        scene.transfer(alice.calls[0], toCarol);
      };
      scene.at(10, transfer);
      scene.at(13, () => carol.incoming[0]?.reject());
      scene.at(16, transfer);
      scene.at(20, () => carol.incoming[1]?.accept());
      const seen: unknown[] = [];
      for (const frame of [15, 16, 18, 25]) {
        scene.at(frame + 0.5, () => {
          seen.push(scene.transfers.map(({ state, error }) => [state, error?.code]));
        });
      }

      m.flush();
      expect(seen).toEqual([
        [['Failed', 603]],
        [
          ['Failed', 603],
          ['Failed', 603],
        ],
        [
          ['Transferring', 603],
          ['Transferring', 603],
        ],
        [
          ['Transferred', 603],
          ['Transferred', 603],
        ],
      ]);
    }),
  );

  it.each([
    ['of the same kind are not sent inside the event of the failure', 'participant', 1],
    ['of another kind are', 'voicemail', 2],
  ] as const)('%s', (_name, kind, calls) => {
    onHold((m, { scene, alice, bob, carol, toCarol }) => {
      scene.service.createUser(teamsUser, { voicemail: true });
      scene.at(10, () => {
        scene.transfer(alice.calls[0], toCarol);
        const [first] = scene.transfers;
        first?.on('stateChanged', () => {
          if (first.state === 'Failed' && scene.transfers.length === 1) {
            if (kind === 'participant') {
              scene.transfer(alice.calls[0], toCarol);
            } else {
              scene.transfer(alice.calls[0], { targetParticipantVoicemail: teamsUser });
            }
          }
        });
      });
      scene.at(13, () => carol.incoming[0]?.reject());

      m.flush();
      expect(bob.calls).toHaveLength(1 + calls);
    })();
  });

  it(
    'fail with 408/0 at the timer of an earlier one, and go through all the same',
    marbles((m) => {
      const { scene, alice, bob, carol, toCarol } = setHold({ ringTimeout: 60_000 });
      scene.transferAt(10, alice, toCarol);
      scene.at(13, () => carol.incoming[0]?.reject());
      scene.transferAt(80_000, alice, toCarol);
      scene.at(95_000, () => carol.incoming[1]?.accept());

      m.expect(scene.transferStates).toBeObservable('----------nt--F 79985ms Ft 10008ms F');
      m.flush();
      expect(scene.transfers[1]?.error).toEqual({ code: 408, subCode: 0 });
      expect(bob.calls[2]?.state).toBe('Connected');
    }),
  );

  it(
    'are refused with 400/46051 for a group call',
    onHold((m, { alice, carol, scene, toCarol }) => {
      const guests = ['8:acs:dave', '8:acs:erin'].map((communicationUserId) => ({ communicationUserId }));
      guests.forEach((guest) => scene.actor(guest));
      const errors: unknown[] = [];
      scene.at(10, () => alice.calls[0]?.resume());
      scene.at(13, () => guests.map((guest) => alice.calls[0]?.addParticipant(guest)));
      scene.at(20, () => {
        try {
          scene.transfer(alice.calls[0], toCarol);
        } catch (error) {
          errors.push(error);
        }
      });

      m.flush();
      expect(errors).toMatchObject([{ code: 400, subCode: 46051, resultCategories: ['ExpectedError'] }]);
      expect(carol.incoming).toEqual([]);
    }),
  );
});

it(
  'a transfer has no outcome but the time-out of the SDK when the app of the transferee has not looked up the feature',
  onHold((m, { scene, alice, bob, toCarol }) => {
    scene.at(9, () => {
      // As if the app had not.
      const call = bob.calls[0];
      jest.spyOn(call as FakeCall, 'callsTo').mockReturnValue([]);
    });
    scene.transferAt(10, alice, toCarol);

    m.expect(scene.transferStates).toBeObservable('----------nt 89998ms F');
    m.flush();
    expect(scene.transfers[0]?.error).toEqual({ code: 408, subCode: 0 });
    expect(bob.calls).toHaveLength(1);
  }),
);
