import { map, merge, mergeMap, timer, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { fromSdkEvent } from '../../../src/index.js';
import { endings, type FakeCall } from '../../../src/testing/index.js';
import type { Actor } from './actors.js';
import { asked, onScene, Scene, staged } from './scene.js';
import { thrownBy } from '../../support/thrown-by.js';

const meetingLink = 'https://teams.example/1';

/** Alice, the organizer, is in the meeting from frame 5 on; bob is in its lobby from frame 8 on. */
const onMeeting = staged(() => {
  const scene = new Scene();
  const { alice, bob, carol } = scene.users();
  scene.service.createMeeting({ meetingLink }, { organizer: alice.user, lobby: true });
  const join = (actor: Actor, frame: number): void => {
    scene.at(frame, () => actor.agent.join({ meetingLink }));
  };
  join(alice, 3);
  join(bob, 6);
  return { scene, alice, bob, carol, join };
});

const waitingFor = (actor: Actor): readonly unknown[] =>
  actor.calls[0]?.lobby.participants.map(({ identifier }) => identifier) ?? [];

// The letters of scene.ts: l is InLobby, of a call or of a participant.

describe('the lobby of a meeting on the simulated service', () => {
  it(
    'keeps all but the organizer, and they see nobody until they are admitted',
    onMeeting((m, { scene, alice, bob }) => {
      scene.at(10, () => alice.calls[0]?.lobby.admit(bob.user.identifier));

      m.expect(alice.sees).toBeObservable('      ---ncC-----');
      m.expect(alice.seesOthers).toBeObservable('-------cl--C');
      m.expect(bob.sees).toBeObservable('        ------ncl--C');
      m.expect(bob.seesOthers).toBeObservable('  -----------C');
      m.flush();
      expect([alice.calls[0]?.role, bob.calls[0]?.role]).toEqual(['Organizer', 'Attendee']);
    }),
  );

  it(
    'shows to the parties in the meeting, and empties',
    onMeeting((m, { scene, alice, bob, carol, join }) => {
      const updates = timer(6).pipe(
        mergeMap(() => fromSdkEvent((alice.calls[0] as FakeCall).lobby, 'lobbyParticipantsUpdated')),
        mergeMap(({ added, removed }) => [...added.map(() => '+'), ...removed.map(() => '-')]),
      );
      const waiting: unknown[] = [];
      join(carol, 7);
      scene.at(10, () => waiting.push(waitingFor(alice), waitingFor(bob)));
      scene.at(10, () => alice.calls[0]?.lobby.admitAll());

      m.expect(updates).toBeObservable('  --------ab-(cc)', { a: '+', b: '+', c: '-' });
      m.expect(bob.sees).toBeObservable(' ------ncl--C');
      m.expect(carol.sees).toBeObservable('-------ncl-C');
      m.flush();
      expect(waiting).toEqual([[bob.user.identifier, carol.user.identifier], []]);
    }),
  );

  it(
    'tells how many it has let in',
    onMeeting((m, { alice }) => {
      const admitted = timer(10).pipe(mergeMap(() => (alice.calls[0] as FakeCall).lobby.admitAll()));

      m.expect(admitted).toBeObservable('-----------(a|)', { a: { successCount: 1, failureCount: 0 } });
    }),
  );

  it(
    'ends the call of a party that is rejected, or hangs up',
    onMeeting((m, { scene, alice, bob, carol, join }) => {
      join(carol, 7);
      scene.at(11, () => alice.calls[0]?.lobby.reject(bob.user.identifier));
      scene.at(13, () => carol.calls[0]?.hangUp());

      m.expect(bob.sees).toBeObservable('  ------ncl---x   ');
      m.expect(carol.sees).toBeObservable('-------ncl---dx');
      m.flush();
      expect(bob.calls[0]?.callEndReason).toMatchObject(endings.removed);
      expect(waitingFor(alice)).toEqual([]);
    }),
  );

  it(
    'refuses to admit a party that is not in it, and a request by an attendee',
    onMeeting((m, { scene, alice, bob, carol, join }) => {
      join(carol, 7);
      scene.at(10, () => alice.calls[0]?.lobby.admit(bob.user.identifier));
      const admit = (actor: Actor, other: Actor) => () => actor.calls[0]?.lobby.admit(other.user.identifier);

      m.expect(asked(13, admit(alice, bob))).toBeObservable('  -------------(e|)', { e: '400/41803' });
      m.expect(asked(13, admit(alice, alice))).toBeObservable('-------------(e|)', { e: '400/41804' });
      m.expect(asked(13, admit(bob, carol))).toBeObservable('  -------------(e|)', { e: '403/41805' });
      // Asked for in time, but somebody else was faster.
      m.expect(asked(10, admit(alice, bob))).toBeObservable('  -----------(e|)  ', { e: '400/41803' });
    }),
  );

  it(
    'does not exist in a call of two',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      const admitAll = () => alice.calls[0]?.lobby.admitAll();

      m.expect(asked(6, admitAll)).toBeObservable('------(e|)', { e: '400/41802' });
    }),
  );

  it(
    'is left to itself when the organizer leaves',
    onMeeting((m, { scene, alice, bob }) => {
      scene.at(10, () => alice.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('---ncC----dx');
      m.expect(bob.sees).toBeObservable('  ------ncl---');
      m.flush();
      expect(waitingFor(alice)).toEqual([]);
    }),
  );
});

describe('a microphone on the simulated service', () => {
  /** Alice, bob and carol are in a group call from frame 5 on. */
  const onGroup = staged(() => {
    const scene = new Scene();
    const { alice, bob, carol } = scene.users();
    for (const { agent } of [
      { agent: () => alice.agent },
      { agent: () => bob.agent },
      { agent: () => carol.agent },
    ]) {
      scene.at(3, () => agent().join({ groupId: 'group' }));
    }
    return { scene, alice, bob, carol };
  });

  /** The events of a microphone: `o` when others mute it (`O` if `isMuted` is new already), `m` for muted, `u` for unmuted. */
  const microphone = (actor: Actor): Observable<string> =>
    timer(5).pipe(
      mergeMap(() => actor.calls),
      mergeMap((call) =>
        merge(
          fromSdkEvent(call, 'mutedByOthers').pipe(map(() => (call.isMuted ? 'O' : 'o'))),
          fromSdkEvent(call, 'isMutedChanged').pipe(map(() => (call.isMuted ? 'm' : 'u'))),
        ),
      ),
    );

  const seenBy = (actor: Actor, other: Actor): boolean | undefined =>
    actor.calls[0]?.remoteParticipants.find(({ displayName }) => displayName === other.user.displayName)
      ?.isMuted;

  it(
    'is muted and unmuted by its user, and the others see that',
    onGroup((m, { scene, alice, bob }) => {
      scene.at(6, () => alice.calls[0]?.mute());
      const seen: unknown[] = [];
      scene.at(8, () => seen.push(seenBy(bob, alice)));
      scene.at(8, () => alice.calls[0]?.unmute());
      scene.at(10, () => seen.push(seenBy(bob, alice)));

      // Muting takes no answer of the service.
      m.expect(microphone(alice)).toBeObservable('------m--u');
      m.flush();
      expect(seen).toEqual([true, false]);
    }),
  );

  it(
    'is muted by another, and unmuted by its user only',
    onGroup((m, { scene, alice, bob, carol }) => {
      scene.at(6, () => alice.calls[0]?.remoteParticipants[0]?.mute());
      const seen: unknown[] = [];
      scene.at(8, () => seen.push(seenBy(alice, bob), seenBy(carol, bob)));
      scene.at(13, () => bob.calls[0]?.unmute());

      // First the event, then the property, as in the SDK.
      m.expect(microphone(bob)).toBeObservable('  -------(om)---u');
      m.expect(microphone(carol)).toBeObservable('-------');
      m.flush();
      expect(seen).toEqual([true, true]);
      expect(bob.calls[0]?.isMuted).toBe(false);
    }),
  );

  it(
    'is muted with all others, except for the one of the requester',
    onGroup((m, { scene, alice, bob, carol }) => {
      scene.at(6, () => alice.calls[0]?.muteAllRemoteParticipants());
      scene.at(9, () => alice.calls[0]?.muteAllRemoteParticipants());

      m.expect(microphone(alice)).toBeObservable('-------');
      m.expect(microphone(bob)).toBeObservable('  -------(om)');
      m.expect(microphone(carol)).toBeObservable('-------(om)');
    }),
  );

  it(
    'cannot be muted by the other one in a call of two',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      const call = () => alice.calls[0];

      m.expect(asked(8, () => call()?.muteAllRemoteParticipants())).toBeObservable('--------(e|)', {
        e: '405/41093',
      });
      m.expect(asked(8, () => call()?.remoteParticipants[0]?.mute())).toBeObservable('--------(e|)', {
        e: '405/42006',
      });
    }),
  );

  it(
    'cannot be muted by others on a phone, or before it is connected',
    onScene((m, { scene, alice, bob }) => {
      const phone = scene.actor({ phoneNumber: '+15550100' });
      scene.at(3, () => scene.call(alice, bob, phone));
      scene.at(7, () => phone.incoming[0]?.accept());
      scene.at(10, () => phone.calls[0]?.hangUp());
      scene.at(12, () => bob.incoming[0]?.accept());
      const call = () => alice.calls[0];
      const muteAll = () => call()?.muteAllRemoteParticipants();

      m.expect(asked(6, muteAll)).toBeObservable('------(e|)', { e: '412/41087' });
      m.expect(asked(9, () => call()?.remoteParticipants[0]?.mute())).toBeObservable('---------(e|)', {
        e: '405/42005',
      });
      m.expect(asked(9, () => call()?.remoteParticipants[1]?.mute())).toBeObservable('---------(e|)', {
        e: '405/42004',
      });
      m.expect(asked(9, muteAll)).toBeObservable('----------(e|)', { e: '405/41086' });
    }),
  );

  it(
    'stays as it is when another mutes all before it is connected',
    onGroup((m, { scene, alice, bob, carol }) => {
      scene.actor({ communicationUserId: '8:acs:dave' });
      scene.at(6, () => alice.calls[0]?.addParticipant({ communicationUserId: '8:acs:dave' }));
      const muteAll = () => alice.calls[0]?.muteAllRemoteParticipants();

      m.expect(asked(9, muteAll)).toBeObservable('----------(e|)', { e: '405/41092' });
      m.flush();
      expect([alice, bob, carol].map(({ calls }) => calls[0]?.isMuted)).toEqual([false, true, true]);
    }),
  );
});

describe('a party that is removed from a call on the simulated service', () => {
  /** Alice, bob and carol are in a call. Alice asks for something just after bob has asked to remove her. */
  const removed = (ask: (call: FakeCall | undefined, others: { readonly carol: Actor }) => unknown) => {
    const scene = new Scene();
    const { alice, bob, carol } = scene.users();
    scene.at(3, () => scene.call(bob, alice, carol));
    scene.at(6, () => alice.incoming[0]?.accept());
    scene.at(6, () => carol.incoming[0]?.accept());
    scene.at(9, () => bob.calls[0]?.removeParticipant(alice.user.identifier));
    return { alice, bob, carol, asked: asked(9, () => ask(alice.calls[0], { carol }) as never) };
  };
  const muted = ({ calls }: Actor): boolean | undefined => calls[0]?.isMuted;

  it.each<[string, (call: FakeCall | undefined, others: { readonly carol: Actor }) => unknown, string]>([
    ['mute', (call) => call?.mute(), 'resolved'],
    ['mute another', (call) => call?.remoteParticipants[1]?.mute(), '412/41087'],
    ['mute all others', (call) => call?.muteAllRemoteParticipants(), '412/41087'],
    ['remove another', (call, { carol }) => call?.removeParticipant(carol.user.identifier), '412/41090'],
    ['let somebody in', (call) => call?.lobby.admitAll(), 'resolved'],
  ])('can no longer %s', (what, ask, expected) => {
    marbles((m) => {
      const { alice, bob, carol, asked: settled } = removed(ask);

      m.expect(settled).toBeObservable('----------(s|)', { s: expected });
      m.expect(alice.sees).toBeObservable('-----icC--x');
      m.expect(carol.sees).toBeObservable('-----icC---');
      m.flush();
      // The own microphone is muted without the service.
      expect([alice, bob, carol].map(muted)).toEqual([what === 'mute', false, false]);
    })();
  });

  it(
    'can no longer let anybody into a meeting',
    onMeeting((m, { scene, alice, bob }) => {
      scene.service.script([{ at: 11, fault: 'callDrop', user: alice.user }]);
      const admitAll = () => alice.calls[0]?.lobby.admitAll();

      m.expect(asked(10, admitAll)).toBeObservable('-----------(s|)', { s: 'resolved' });
      m.expect(bob.sees).toBeObservable('           ------ncl---');
    }),
  );
});

describe('participants of a call on the simulated service', () => {
  it(
    'are added to and removed from a call that is connected, and no other',
    onScene((m, { scene, alice, bob, carol }) => {
      const thrown: unknown[] = [];
      scene.at(3, () => scene.call(alice, bob));
      scene.at(6, () =>
        thrown.push(thrownBy(() => alice.calls[0]?.addParticipant({ communicationUserId: '8:acs:carol' }))),
      );
      const remove = () => alice.calls[0]?.removeParticipant(bob.user.identifier);

      m.expect(asked(6, remove)).toBeObservable('------(e|)', { e: '412/41090' });
      m.expect(carol.sees).toBeObservable('      -------');
      m.flush();
      expect(thrown).toEqual([expect.objectContaining({ code: 412, subCode: 41089 })]);
    }),
  );

  it(
    'are not called again when they are there already',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      const thrown: unknown[] = [];
      scene.at(9, () => {
        try {
          alice.calls[0]?.addParticipant({ communicationUserId: '8:acs:bob' });
        } catch (error) {
          thrown.push(error);
        }
      });

      m.expect(bob.sees).toBeObservable('-----icC---');
      m.flush();
      expect(thrown).toEqual([expect.objectContaining({ code: 400, subCode: 41053 })]);
      expect(alice.calls[0]?.remoteParticipants).toHaveLength(1);
    }),
  );
});
