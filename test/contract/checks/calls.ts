/**
 * The beginning of calls, their events, and their end.
 */
import type {
  Call,
  CallEndReason,
  CollectionUpdatedEvent,
  RemoteParticipant,
} from '@azure/communication-calling';
import type { CommunicationUserIdentifier } from '@azure/communication-common';
import { assert, assertCodes, assertEqual, assertRejects, assertThrows, rejectionOf } from '../assert.js';
import type { Check, World } from '../world.js';

const start = async (world: World): Promise<Call> => (await world.agent()).startCall([world.somebody()]);

const underWay = async (world: World): Promise<Call> => {
  const call = await start(world);
  await world.underWay(call);
  return call;
};

const codes = ({ code, subCode }: Partial<CallEndReason> = {}): string =>
  `${String(code)}/${String(subCode)}`;

/** Logs the events of a call, of its first callee and of its agent, with their properties at that time. */
async function watchEnd(
  world: World,
  call: Call,
): Promise<{ readonly log: readonly string[]; readonly stop: () => void }> {
  const agent = await world.agent();
  const [callee] = call.remoteParticipants;
  assert(callee, 'There is no callee.');
  const log: string[] = [];
  const note = (what: string): void => {
    const rest = call.remoteParticipants.length === 0 ? '' : ', with the callee';
    const place = agent.calls.includes(call) ? ', among the calls' : '';
    log.push(`${what}: ${call.callEndReason ? 'reason, ' : ''}${call.state}${rest}${place}`);
  };
  const calls: CollectionUpdatedEvent<Call> = ({ added, removed }) => {
    assertEqual([added.length, removed.length, removed[0] === call], [0, 1, true], 'callsUpdated');
    note('callsUpdated');
  };
  callee.on('stateChanged', () => {
    assert(callee.state !== 'Disconnected' || callee.callEndReason, 'The callee left without a reason.');
    if (callee.state === 'Disconnected') {
      note('callee');
    }
  });
  call.on('remoteParticipantsUpdated', ({ added, removed }) => {
    assertEqual([added.length, removed.length, removed[0] === callee], [0, 1, true], 'participants');
    note('remoteParticipantsUpdated');
  });
  call.on('stateChanged', () => {
    note('stateChanged');
  });
  agent.on('callsUpdated', calls);
  return {
    log,
    stop: () => {
      agent.off('callsUpdated', calls);
    },
  };
}

const IN_ONE_PASS = [
  ['idChanged', 'id'],
  ['stateChanged', 'state'],
  ['isScreenSharingOnChanged', 'isScreenSharingOn'],
  ['isMutedChanged', 'isMuted'],
  ['isIncomingAudioMutedChanged', 'isIncomingAudioMuted'],
  ['roleChanged', 'role'],
] as const;

/** Logs the events of one pass: which property is told, and what all of them are by then. */
function watchPass(call: Call): unknown[] {
  const log: unknown[] = [];
  for (const [event, told] of IN_ONE_PASS) {
    call.on(event as 'stateChanged', () => {
      log.push([told, ...IN_ONE_PASS.map(([, property]) => call[property])]);
    });
  }
  return log;
}

export const calls: readonly Check[] = [
  {
    name: 'callsUpdated fires inside startCall and join, with the call in state None',
    run: async (world) => {
      const agent = await world.agent();
      for (const make of [
        () => agent.startCall([world.somebody()]),
        () => agent.join({ groupId: '29228d3e-040e-4656-a70e-890ab4e173e5' }),
      ]) {
        const heard: string[] = [];
        const added: Call[] = [];
        const listener: CollectionUpdatedEvent<Call> = (change) => {
          added.push(...change.added);
          heard.push(`${String(change.added[0]?.state)}, ${String(agent.calls.length)} in calls`);
          assertEqual(change.removed.length, 0, 'removed');
        };
        agent.on('callsUpdated', listener);
        const call = make();
        assertEqual(heard, ['None, 1 in calls'], 'events');
        assert(added.length === 1 && added[0] === call, 'The event does not carry the call.');
        agent.off('callsUpdated', listener);
        await call.hangUp();
      }
    },
  },
  {
    name: 'the calls of an agent are one array, which is changed in place',
    run: async (world) => {
      const agent = await world.agent();
      const list = agent.calls;
      const call = await start(world);
      assert(list.length === 1 && list[0] === call, 'The call is not in the array from before.');
      await call.hangUp();
      assertEqual(list.length, 0, 'calls after the end');
      assert(agent.calls === list, 'There is another array.');
    },
  },
  {
    name: 'an outgoing call begins with its callees, who are Connecting',
    run: async (world) => {
      const call = await start(world);
      const { kind, state, direction, isMuted, isIncomingAudioMuted, role, callEndReason } = call;
      assertEqual(
        { kind, state, direction, isMuted, isIncomingAudioMuted, role, callEndReason },
        {
          kind: 'Call',
          state: 'None',
          direction: 'Outgoing',
          isMuted: false,
          isIncomingAudioMuted: false,
          role: 'Unknown',
          callEndReason: undefined,
        },
        'call',
      );
      assertEqual(
        call.remoteParticipants.map((callee) => [callee.state, callee.identifier.kind, callee.isMuted]),
        [['Connecting', 'communicationUser', false]],
        'callees',
      );
      await call.hangUp();
    },
  },
  {
    name: 'a state event has no argument, and the state is new when it fires',
    run: async (world) => {
      const call = await start(world);
      const heard: unknown[] = [];
      call.on('stateChanged', (...args: readonly unknown[]) => {
        heard.push([call.state, args.length]);
      });
      await world.underWay(call);
      assertEqual(heard[0], ['Connecting', 0], 'first state');
      await call.hangUp();
    },
  },
  {
    name: 'mute resolves after isMuted is true and isMutedChanged has fired without an argument',
    run: async (world) => {
      const call = await underWay(world);
      const heard: unknown[] = [];
      call.on('isMutedChanged', (...args: readonly unknown[]) => {
        heard.push([call.isMuted, args.length]);
      });
      await call.mute();
      assertEqual(heard, [[true, 0]], 'after mute');
      await call.unmute();
      assertEqual(
        heard,
        [
          [true, 0],
          [false, 0],
        ],
        'after unmute',
      );
      await call.unmute();
      assertEqual(heard.length, 2, 'events after another unmute');
      await call.hangUp();
    },
  },
  {
    name: 'a lost call gets its reason, loses its callee, leaves calls, and only then fires stateChanged',
    run: async (world) => {
      const call = await underWay(world);
      const { state, remoteParticipants } = call;
      const { log, stop } = await watchEnd(world, call);
      await world.lose(call);
      stop();
      assertEqual(
        log,
        [
          `callee: reason, ${state}, with the callee, among the calls`,
          `remoteParticipantsUpdated: reason, ${state}, among the calls`,
          'callsUpdated: reason, Disconnected',
          'stateChanged: reason, Disconnected',
        ],
        'order',
      );
      assertEqual(remoteParticipants.length, 1, 'callees in the array from before');
    },
  },
  {
    name: 'a call that is hung up does the same after Disconnecting, and ends with 0/0 before the promise resolves',
    run: async (world) => {
      const call = await underWay(world);
      const { log, stop } = await watchEnd(world, call);
      await call.hangUp();
      assertEqual(
        log,
        [
          'stateChanged: Disconnecting, with the callee, among the calls',
          'callee: reason, Disconnecting, with the callee, among the calls',
          'remoteParticipantsUpdated: reason, Disconnecting, among the calls',
          'callsUpdated: reason, Disconnected',
          'stateChanged: reason, Disconnected',
        ],
        'order',
      );
      stop();
      assertEqual(codes(call.callEndReason), '0/0', 'reason');
    },
  },
  {
    name: 'a call leaves calls and fires its last stateChanged in one turn, hung up or lost',
    run: async (world) => {
      const agent = await world.agent();
      for (const end of [(call: Call) => call.hangUp(), (call: Call) => world.lose(call)]) {
        const call = await underWay(world);
        const heard: string[] = [];
        const listener: CollectionUpdatedEvent<Call> = () => {
          heard.push('left');
          queueMicrotask(() => heard.push('next turn'));
        };
        agent.on('callsUpdated', listener);
        call.on('stateChanged', () => {
          if (call.state === 'Disconnected') {
            heard.push('Disconnected');
          }
        });
        await end(call);
        await world.moment();
        agent.off('callsUpdated', listener);
        assertEqual(heard, ['left', 'Disconnected', 'next turn'], 'order');
      }
    },
  },
  {
    name: 'two hang-ups at once both resolve, and the call ends once',
    run: async (world) => {
      const call = await underWay(world);
      const states: string[] = [];
      const again: Promise<void>[] = [];
      call.on('stateChanged', () => {
        states.push(call.state);
        if (call.state === 'Disconnecting') {
          again.push(call.hangUp());
        }
      });
      await call.hangUp();
      await Promise.all(again);
      assertEqual(again.length, 1, 'second hang-ups');
      assertEqual(states, ['Disconnecting', 'Disconnected'], 'states');
    },
  },
  {
    name: 'a call can be hung up in state None',
    run: async (world) => {
      const call = await start(world);
      await call.hangUp();
      assertEqual([call.state, codes(call.callEndReason)], ['Disconnected', '0/0'], 'end');
    },
  },
  {
    name: 'hanging up an ended call rejects with the codes that the call ended with',
    run: async (world) => {
      const hungUp = await underWay(world);
      await hungUp.hangUp();
      await assertRejects(() => hungUp.hangUp(), '0/0');
      const lost = await underWay(world);
      await world.lose(lost);
      assertCodes(await rejectionOf(() => lost.hangUp()), codes(lost.callEndReason), 'hangUp()');
    },
  },
  {
    name: 'a call can be disposed of any number of times',
    run: async (world) => {
      const call = await underWay(world);
      await call.hangUp();
      call.dispose();
      call.dispose();
    },
  },
  {
    name: 'a connected call accepts participants, once each, in the same array and Idle at first',
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      const list = call.remoteParticipants;
      const heard: unknown[] = [];
      call.on('remoteParticipantsUpdated', ({ added, removed }) => {
        heard.push([added.length, removed.length, call.remoteParticipants.length]);
      });
      const guest = world.somebody();
      const participant = call.addParticipant(guest);
      assertEqual(heard, [[1, 0, 2]], 'events');
      assertEqual(participant.state, 'Idle', 'state');
      assert(call.remoteParticipants === list && list[1] === participant, 'There is another array.');
      assertThrows(() => call.addParticipant(guest), '400/41053');
      await world.bring(call, 'LocalHold');
      assertThrows(() => call.addParticipant(world.somebody()), '412/41089');
      await world.lose(call);
    },
  },
  {
    name: 'call.on accepts transportStateChanged, which the types leave out (SDK 1.40.1: throws 422)',
    run: async (world) => {
      const call = await start(world);
      const listener = (): void => undefined;
      const event = 'transportStateChanged' as 'stateChanged';
      const attach = (): void => {
        call.on(event, listener);
      };
      if (world.sdk === '1.40.1') {
        assertThrows(attach, '422');
      } else {
        attach();
        call.off(event, listener);
      }
      await call.hangUp();
    },
  },
  {
    name: 'a listener that is added to a leaving call inside callsUpdated never runs',
    run: async (world) => {
      const agent = await world.agent();
      const call = await underWay(world);
      const heard: string[] = [];
      const early = (): void => {
        heard.push(`early: ${call.state}`);
      };
      call.on('stateChanged', early);
      const listener: CollectionUpdatedEvent<Call> = ({ removed }) => {
        if (removed.includes(call)) {
          heard.push('left');
          call.on('stateChanged', () => {
            heard.push('late');
          });
        }
      };
      agent.on('callsUpdated', listener);
      await call.hangUp();
      await world.moment();
      agent.off('callsUpdated', listener);
      assertEqual(heard, ['early: Disconnecting', 'left', 'early: Disconnected'], 'events');
    },
  },
  {
    name: 'a participant who leaves and joins again is a new object',
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      const guest = world.somebody();
      const guestOf = (): RemoteParticipant | undefined =>
        call.remoteParticipants.find(
          ({ identifier }) =>
            (identifier as CommunicationUserIdentifier).communicationUserId === guest.communicationUserId,
        );
      await world.join(call, guest);
      const first = guestOf();
      assert(first, 'The guest is not there.');
      await world.leave(call, guest);
      assertEqual(first.state, 'Disconnected', 'state of the guest who has left');
      assertEqual(call.remoteParticipants.length, 1, 'participants without the guest');
      await world.join(call, guest);
      const second = guestOf();
      assert(second, 'The guest is not there again.');
      assert(second !== first, 'It is the same object.');
      await call.hangUp();
    },
  },
  {
    name: 'hold and resume reach their state before the promise settles, and hold ends screen sharing for good',
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      await call.startScreenSharing();
      assertEqual(call.isScreenSharingOn, true, 'screen sharing');
      const heard: string[] = [];
      call.on('stateChanged', () => {
        heard.push(call.state);
      });
      call.on('isScreenSharingOnChanged', () => {
        heard.push(`sharing: ${String(call.isScreenSharingOn)}`);
      });
      await call.hold();
      heard.push('held');
      await call.resume();
      heard.push('resumed');
      assertEqual(heard, ['sharing: false', 'LocalHold', 'held', 'Connected', 'resumed'], 'events');
      await call.hangUp();
    },
  },
  {
    name: 'one pass of changes tells id, state, screen sharing, mute, incoming mute and role in turn, each while the next is old',
    except: { service: 'its calls are the fakes' },
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      const { id } = call;
      const heard = watchPass(call);
      await world.change(call, {
        role: 'Attendee',
        isIncomingAudioMuted: true,
        isMuted: true,
        isScreenSharingOn: true,
        id: 'next',
      });
      assertEqual(
        heard.splice(0),
        [
          ['id', 'next', 'Connected', false, false, false, 'Unknown'],
          ['isScreenSharingOn', 'next', 'Connected', true, false, false, 'Unknown'],
          ['isMuted', 'next', 'Connected', true, true, false, 'Unknown'],
          ['isIncomingAudioMuted', 'next', 'Connected', true, true, true, 'Unknown'],
          ['role', 'next', 'Connected', true, true, true, 'Attendee'],
        ],
        'events in one state',
      );
      await world.change(call, { isMuted: false, isScreenSharingOn: false, state: 'RemoteHold', id });
      assertEqual(
        heard,
        [
          ['id', id, 'Connected', true, true, true, 'Attendee'],
          ['state', id, 'RemoteHold', true, true, true, 'Attendee'],
          ['isMuted', id, 'RemoteHold', true, false, true, 'Attendee'],
          ['isScreenSharingOn', id, 'RemoteHold', false, false, true, 'Attendee'],
        ],
        'events with another state: the mute follows it',
      );
      await world.lose(call);
    },
  },
  {
    name: 'the SDK mutes by itself when the microphone fails, and unmute() takes the microphone again',
    except: { fakes: 'no microphone' },
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      const heard: unknown[] = [];
      call.on('isMutedChanged', () => {
        heard.push(call.isMuted);
      });
      await world.failMicrophone(call);
      assertEqual(heard, [true], 'events after the failure');
      await call.unmute();
      assertEqual(heard, [true, false], 'events after unmute()');
      await call.hangUp();
    },
  },
  {
    name: 'two startVideo of one stream at once give one stream and one event, and a stopVideo right after them 400/41030',
    run: async (world) => {
      const call = await underWay(world);
      const stream = await world.localVideo();
      const heard: unknown[] = [];
      call.on('localVideoStreamsUpdated', ({ added, removed }) => {
        heard.push([added.length, removed.length]);
      });
      const both = [call.startVideo(stream), call.startVideo(stream)];
      const stop = call.stopVideo(stream).then(
        () => undefined,
        (error: unknown) => error,
      );
      await Promise.all(both);
      assertCodes(await stop, '400/41030', 'stopVideo');
      assertEqual([heard, call.localVideoStreams.length], [[[1, 0]], 1], 'events and streams');
      await call.hangUp();
    },
  },
];
