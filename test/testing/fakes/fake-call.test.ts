import { thrownBy } from '../../support/thrown-by.js';
import {
  FakeCall,
  FakeCallAgent,
  FakeCallInfo,
  FakeFeatures,
  FakeLobby,
  FakeLocalVideoStream,
  FakeRemoteParticipant,
  FakeSdkError,
  FakeTeamsCall,
  FakeTeamsCallAgent,
} from '../../../src/testing/index.js';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { CallFeature, CallFeatureFactory, LocalVideoStream } from '@azure/communication-calling';
import { concat, defer, from, map, switchMap } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';

const bob = { communicationUserId: '8:acs:bob' };

/** The reason of a hang-up at run time. The types of the SDK have the codes only. */
const hungUp = {
  code: 0,
  subCode: 0,
  message: expect.stringContaining('0/0') as string,
  resultCategories: ['Success'],
};

describe('a call that ends', () => {
  const ways: [string, (call: FakeCall) => void][] = [
    ['by hangUp', (call) => void call.hangUp()],
    [
      'by its state',
      (call) => {
        call.set({ state: 'Disconnected' });
      },
    ],
  ];

  it.each(ways)(
    'gets its reason, loses its participants, leaves calls, and then fires stateChanged: %s',
    (_, end) => {
      const call = new FakeCall({
        state: 'Disconnecting',
        remoteParticipants: [new FakeRemoteParticipant()],
      });
      const agent = new FakeCallAgent({ calls: [call] });
      const seen: unknown[] = [];
      const see = (event: string): void => {
        const { state, callEndReason, remoteParticipants } = call;
        seen.push([event, state, callEndReason?.code, remoteParticipants.length, agent.calls.length]);
      };
      call.on('remoteParticipantsUpdated', () => {
        see('participants');
      });
      agent.on('callsUpdated', () => {
        see('calls');
      });
      call.on('stateChanged', () => {
        see('state');
      });

      end(call);

      expect(seen).toEqual([
        ['participants', 'Disconnecting', 0, 0, 1],
        ['calls', 'Disconnected', 0, 0, 0],
        ['state', 'Disconnected', 0, 0, 0],
      ]);
    },
  );

  it('keeps a given reason', () => {
    const call = new FakeCall({ state: 'Ringing' });

    call.set({ callEndReason: { code: 603, subCode: 0 }, state: 'Disconnected' });

    expect(call.callEndReason).toEqual({ code: 603, subCode: 0 });
  });

  it('ends once, also when a listener hangs up again', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const states: string[] = [];
    const hangUps: Promise<void>[] = [];
    call.on('stateChanged', () => {
      states.push(call.state);
      if (call.state === 'Disconnecting') {
        hangUps.push(call.hangUp());
      }
    });

    hangUps.push(call.hangUp());

    await expect(Promise.all(hangUps)).resolves.toHaveLength(2);
    expect(states).toEqual(['Disconnecting', 'Disconnected']);
  });
});

describe('hangUp', () => {
  it('goes through Disconnecting to Disconnected with 0/0, and then resolves', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const states: string[] = [];
    call.on('stateChanged', () => states.push(call.state));

    await call.hangUp();

    expect(states).toEqual(['Disconnecting', 'Disconnected']);
    expect(call.callEndReason).toEqual(hungUp);
  });

  it('rejects with the codes of the end on an ended call', async () => {
    const call = new FakeCall({ state: 'Connected' });
    call.set({ callEndReason: { code: 490, subCode: 4525 }, state: 'Disconnected' });

    await expect(call.hangUp()).rejects.toMatchObject({
      name: 'CallingCommunicationError',
      code: 490,
      subCode: 4525,
    });
  });

  it('can be followed by any number of calls of dispose', () => {
    const call = new FakeCall();

    expect(() => {
      call.dispose();
      call.dispose();
    }).not.toThrow();
  });
});

describe('hold and resume', () => {
  it('go to LocalHold and back', async () => {
    const call = new FakeCall({ state: 'Connected' });
    await call.hold();
    expect(call.state).toBe('LocalHold');
    await call.resume();
    expect(call.state).toBe('Connected');
  });

  it('reject on a call in another state', async () => {
    const call = new FakeCall({ state: 'Ringing' });

    await expect(call.hold()).rejects.toMatchObject({ code: 500, subCode: 41033 });
    await expect(call.resume()).rejects.toMatchObject({ code: 500, subCode: 41034 });
  });
});

describe('the media of a call', () => {
  it('can be muted and unmuted, outgoing and incoming', async () => {
    const call = new FakeCall({ state: 'Connected' });
    await call.mute();
    await call.muteIncomingAudio();
    expect(call).toMatchObject({ isMuted: true, isIncomingAudioMuted: true });
    await call.unmute();
    await call.unmuteIncomingAudio();
    expect(call).toMatchObject({ isMuted: false, isIncomingAudioMuted: false });
  });

  it('can be started and stopped', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const stream = {} as never;
    await call.startVideo(stream);
    await call.startScreenSharing();
    await call.startAudio(stream);
    expect(call).toMatchObject({
      isLocalVideoStarted: true,
      isScreenSharingOn: true,
      localAudioStreams: [{}],
    });
    await call.stopVideo(stream);
    await call.stopScreenSharing();
    call.stopAudio();
    expect(call).toMatchObject({
      isLocalVideoStarted: false,
      isScreenSharingOn: false,
      localAudioStreams: [],
    });
  });
});

describe('the video of a call', () => {
  const stream = (): LocalVideoStream => new FakeLocalVideoStream();
  const eventsOf = (call: FakeCall): unknown[] => {
    const seen: unknown[] = [];
    call.on('localVideoStreamsUpdated', ({ added, removed }) => seen.push([added.length, removed.length]));
    call.on('isLocalVideoStartedChanged', () => seen.push(call.isLocalVideoStarted));
    return seen;
  };
  const rejection = (subCode: number) => new FakeSdkError({ code: 400, subCode });

  it('is one stream, also when it is started twice', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const seen = eventsOf(call);
    const camera = stream();

    await Promise.all([call.startVideo(camera), call.startVideo(camera), call.startVideo(stream())]);

    expect(seen).toEqual([[1, 0], true]);
    expect(call.localVideoStreams).toEqual([camera]);
  });

  it('cannot be stopped before startVideo has settled', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const camera = stream();
    const started = call.startVideo(camera);

    await expect(call.stopVideo(camera)).rejects.toEqual(rejection(41030));
    await started;
    await call.stopVideo(camera);
    await expect(call.stopVideo(camera)).rejects.toEqual(rejection(41030));

    expect(call).toMatchObject({ localVideoStreams: [], isLocalVideoStarted: false });
  });

  it('can be stopped at once during a hold', async () => {
    const call = new FakeCall({ state: 'LocalHold' });
    const camera = stream();
    void call.startVideo(camera);

    await call.stopVideo(camera);

    expect(call.localVideoStreams).toEqual([]);
  });

  it('is the only stream that can be started or stopped', async () => {
    const camera = stream();
    const call = new FakeCall({ state: 'Connected', localVideoStreams: [camera], isLocalVideoStarted: true });

    await expect(call.startVideo(stream())).rejects.toEqual(rejection(41027));
    await expect(call.stopVideo(stream())).rejects.toEqual(rejection(41032));

    expect(call.localVideoStreams).toEqual([camera]);
  });

  it(
    'stays in virtual time',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      const camera = stream();
      const stopped = m.cold('--(s|)').pipe(switchMap(() => call.stopVideo(camera)));

      m.expect(from(call.startVideo(camera))).toBeObservable('(u|)', { u: undefined });
      m.expect(stopped).toBeObservable('                       --(u|)', { u: undefined });
    }),
  );
});

describe('a hold', () => {
  it('ends screen sharing first, and resume does not bring it back', async () => {
    const call = new FakeCall({ state: 'Connected', isScreenSharingOn: true });
    const seen: unknown[] = [];
    const see = (): unknown => seen.push([call.state, call.isScreenSharingOn]);
    call.on('stateChanged', see);
    call.on('isScreenSharingOnChanged', see);

    await call.hold();
    await call.resume();

    expect(seen).toEqual([
      ['Connected', false],
      ['LocalHold', false],
      ['Connected', false],
    ]);
  });

  it(
    'reaches its state before it settles, as resume does',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      const held = from(call.hold()).pipe(map(() => call.state));
      const resumed = defer(() => call.resume()).pipe(map(() => call.state));

      m.expect(concat(held, resumed)).toBeObservable('(hr|)', { h: 'LocalHold', r: 'Connected' });
    }),
  );
});

describe('the changes of a call', () => {
  it('fire in the order of the SDK, and a later property is still old', () => {
    const call = new FakeCall({ state: 'Connected', isScreenSharingOn: true });
    const seen: unknown[] = [];
    const names = ['id', 'state', 'isScreenSharingOn', 'isMuted', 'role'] as const;
    for (const name of names) {
      call.on(`${name}Changed` as 'stateChanged', () => {
        const { id, state, isScreenSharingOn, isMuted, role } = call;
        seen.push([name, id, state, isScreenSharingOn, isMuted, role]);
      });
    }

    call.set({ role: 'Presenter', isMuted: true, isScreenSharingOn: false, state: 'LocalHold', id: 'x' });

    expect(seen).toEqual([
      ['id', 'x', 'Connected', true, false, 'Unknown'],
      ['state', 'x', 'LocalHold', true, false, 'Unknown'],
      ['isMuted', 'x', 'LocalHold', true, true, 'Unknown'],
      ['isScreenSharingOn', 'x', 'LocalHold', false, true, 'Unknown'],
      ['role', 'x', 'LocalHold', false, true, 'Presenter'],
    ]);
  });

  it('include properties without an event from the first event on', () => {
    const call = new FakeCall({ state: 'Connecting' });
    const seen: unknown[] = [];
    call.on('stateChanged', () => seen.push(call.direction));

    call.set({ state: 'Connected', direction: 'Incoming' });

    expect(seen).toEqual(['Incoming']);
  });

  it('do not reach listeners that are attached while the call leaves its agent', () => {
    const call = new FakeCall({ state: 'Connected' });
    const agent = new FakeCallAgent({ calls: [call] });
    const [early, late] = [jest.fn(), jest.fn()];
    call.on('stateChanged', early);
    agent.on('callsUpdated', () => {
      call.on('stateChanged', late);
    });

    call.set({ state: 'Disconnected' });

    expect([early.mock.calls.length, late.mock.calls.length]).toEqual([1, 0]);
  });

  it.each(['transportStateChanged', 'localCandidateTypeChanged', 'totalParticipantCountChanged'])(
    'have an event that only the types leave out: %s',
    (event) => {
      const call = new FakeCall();
      const listener = jest.fn();

      call.on(event as 'stateChanged', listener);
      call.emit(event as 'stateChanged');
      call.off(event as 'stateChanged', listener);
      call.emit(event as 'stateChanged');

      expect(listener).toHaveBeenCalledTimes(1);
    },
  );
});

describe('the participants of a call', () => {
  it('are new objects when they come back', async () => {
    const call = new FakeCall({ state: 'Connected' });

    const before = call.addParticipant(bob);
    await call.removeParticipant(bob);
    const after = call.addParticipant(bob);

    expect(after).not.toBe(before);
    expect(call.remoteParticipants).toEqual([after]);
  });

  it('are added as objects of the SDK, and removed by identifier', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const participants = [
      call.addParticipant(bob),
      call.addParticipant({ phoneNumber: '+15550100' }),
      call.addParticipant({ microsoftTeamsUserId: 'carol' }),
    ];

    expect(call.remoteParticipants).toEqual(participants);
    expect(participants.map(({ identifier }) => identifier.kind)).toEqual([
      'communicationUser',
      'phoneNumber',
      'microsoftTeamsUser',
    ]);

    await call.removeParticipant({ phoneNumber: '+15550100', rawId: '4:+15550100' });
    expect(call.remoteParticipants).toEqual([participants[0], participants[2]]);
  });

  it('wait in the lobby until they are admitted or rejected', async () => {
    const [first, second, third] = [
      new FakeRemoteParticipant(),
      new FakeRemoteParticipant(),
      new FakeRemoteParticipant(),
    ];
    const lobby = new FakeLobby({ participants: [first, second, third] });
    const updated = jest.fn();
    lobby.on('lobbyParticipantsUpdated', updated);

    await lobby.admit(first.identifier);
    await lobby.reject(second.identifier);
    expect(await lobby.admitAll()).toEqual({ successCount: 1, failureCount: 0 });

    expect(updated.mock.calls).toEqual([
      [{ added: [], removed: [first] }],
      [{ added: [], removed: [second] }],
      [{ added: [], removed: [third] }],
    ]);
  });
});

describe('the features of a call', () => {
  it('are kept by the constructor of their factory, not by the factory', () => {
    const call = new FakeCall({ state: 'Connected' });
    const { callApiCtor } = FakeFeatures.Transfer;

    const feature = call.feature(FakeFeatures.Transfer);

    expect(call.feature({ callApiCtor })).toBe(feature);
    expect(new FakeCall().feature(FakeFeatures.Transfer)).not.toBe(feature);
  });

  it('are available after the end', () => {
    expect(new FakeCall({ state: 'Disconnected' }).feature(FakeFeatures.Transfer).name).toBe('Transfer');
  });

  it('throw 500/41001 for a wrong factory', () => {
    const factory = {} as CallFeatureFactory<CallFeature>;

    expect(thrownBy(() => new FakeCall().feature(factory))).toMatchObject({ code: 500, subCode: 41001 });
  });

  it('get their call and its agent', () => {
    class Custom implements CallFeature {
      readonly name = 'Custom';
      readonly context: unknown;
      constructor(context: unknown) {
        this.context = context;
      }
      dispose(): void {
        this.dispose = jest.fn();
      }
    }
    const call = new FakeCall();
    const agent = new FakeCallAgent({ calls: [call] });

    expect(call.feature({ callApiCtor: Custom }).context).toEqual({ call, callAgent: agent });
  });
});

it("fires changes of the info of a call, with the SDK's names for on and off there", async () => {
  const info = new FakeCallInfo();
  const listener = jest.fn();
  info.onCallInfoChanged('callInfoChanged', listener);
  info.set({ threadId: 'thread' });
  info.offCallInfoChanged('callInfoChanged', listener);
  info.set({ threadId: undefined });

  expect(listener).toHaveBeenCalledTimes(1);
  expect(info.listenerCount()).toBe(0);
  expect(await info.getServerCallId()).toMatch(/^server-call/);
});

it('lets a remote participant be muted', async () => {
  const participant = new FakeRemoteParticipant();
  await participant.mute();
  expect(participant.isMuted).toBe(true);
});

it.each([
  [{ communicationUserId: '8:acs:bob' }, 'communicationUser'],
  [{ phoneNumber: '+15550100' }, 'phoneNumber'],
  [{ microsoftTeamsUserId: 'bob' }, 'microsoftTeamsUser'],
  [{ teamsAppId: 'bot' }, 'microsoftTeamsApp'],
  [{ userId: 'bob', tenantId: 'tenant', resourceId: 'resource' }, 'teamsExtensionUser'],
  [{ id: 'bob' }, 'unknown'],
] as const)('recognises %j as %s, and finds it again', async (identifier: CommunicationIdentifier, kind) => {
  const call = new FakeCall({ state: 'Connected' });
  const [other, { identifier: known }] = [
    new FakeRemoteParticipant(),
    // `addParticipant` has an overload for each kind.
    call.addParticipant(identifier as never),
  ];
  call.set({ remoteParticipants: [...call.remoteParticipants, other] });

  expect(known).toEqual({ kind, ...identifier });
  await call.removeParticipant(identifier);
  expect(call.remoteParticipants).toEqual([other]);
});

it('resolves where the SDK changes nothing on the object', async () => {
  const call = new FakeCall({ state: 'Connected' });

  await expect(call.muteAllRemoteParticipants()).resolves.toBeUndefined();
  await expect(call.setConstraints({})).resolves.toBeUndefined();
});

describe('the call of a Teams user', () => {
  it('ends in the same order as any call', () => {
    const call = new FakeTeamsCall({ state: 'Connected' });
    const agent = new FakeTeamsCallAgent({ calls: [call] });
    const seen: unknown[] = [];
    agent.on('callsUpdated', () => seen.push(['callsUpdated', call.state, call.callEndReason]));
    call.on('stateChanged', () => seen.push(['stateChanged', call.state, call.callEndReason]));

    call.set({ state: 'Disconnected' });

    expect(seen).toEqual([
      ['callsUpdated', 'Disconnected', call.callEndReason],
      ['stateChanged', 'Disconnected', call.callEndReason],
    ]);
  });

  it('adds and removes participants', async () => {
    const call = new FakeTeamsCall({ state: 'Connected' });

    const bob = call.addParticipant({ microsoftTeamsUserId: 'bob' }, { threadId: 'thread' });
    expect(call.remoteParticipants).toEqual([bob]);

    await call.removeParticipant({ microsoftTeamsUserId: 'bob' });
    expect(call.remoteParticipants).toEqual([]);
  });
});

it('knows its agent by the class of the agent', () => {
  const [call, teamsCall] = [new FakeCall(), new FakeTeamsCall()];
  const agent = new FakeCallAgent({ calls: [call] });
  const teamsAgent = new FakeTeamsCallAgent({ calls: [teamsCall] });

  // The compiler checks the types here.
  const known: readonly [FakeCallAgent | undefined, FakeTeamsCallAgent | undefined] = [
    call.agent,
    teamsCall.agent,
  ];

  expect([known[0] === agent, known[1] === teamsAgent]).toEqual([true, true]);
});
