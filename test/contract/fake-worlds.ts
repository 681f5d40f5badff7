/**
 * The worlds without the SDK: the fakes by themselves, and the fakes as the simulated service moves them.
 */
import type {
  Call,
  CallAgent,
  CallClient,
  IncomingCall,
  Transfer,
  TransferToParticipantLocator,
} from '@azure/communication-calling';
import type { CommunicationTokenCredential, CommunicationUserIdentifier } from '@azure/communication-common';
import {
  FakeCall,
  FakeCallAgent,
  FakeCallClient,
  FakeDeviceManager,
  FakeFeatures,
  FakeLocalVideoStream,
  FakeRemoteParticipant,
  FakeTransfer,
  fakeDevice,
  SimulatedCallingService,
} from 'rx-acs-calling/testing';
import { assert } from './assert.js';
import { asyncScheduler, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import type { Devices, TargetKind, World } from './world.js';

const LOST = { code: 490, subCode: 4525 };

const fakeCall = (call: Call): FakeCall => {
  assert(call instanceof FakeCall, 'The call is no fake.');
  return call;
};

const nextUser = (() => {
  let count = 0;
  return (): CommunicationUserIdentifier => ({ communicationUserId: `8:acs:${String(++count)}` });
})();

const nothing = (): never => {
  throw new Error('There is none in this world.');
};

/** Whatever has been put off by promises, or by the scheduler a few times in a row, has happened when this resolves. */
const moment = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) {
    await new Promise((done) => setTimeout(done, 0));
  }
};

const common = {
  transferFeature: FakeFeatures.Transfer,
  withClaims: nothing,
  moment,
  localVideo: () => Promise.resolve(new FakeLocalVideoStream({ source: fakeDevice('UsbCamera', 'camera') })),
  renderer: nothing,
} satisfies Partial<World>;

/** The devices that the world plugs in and out. */
const plugged = {
  cameras: [fakeDevice('UsbCamera', 'camera')],
  microphones: [
    fakeDevice('Microphone', 'first', { isSystemDefault: true }),
    fakeDevice('Microphone', 'second'),
    fakeDevice('Microphone', 'third'),
  ],
  speakers: [fakeDevice('Speaker', 'speaker', { isSystemDefault: true })],
};

function fakeDevices(client: CallClient): Devices {
  const managers: FakeDeviceManager[] = [];
  let saysNo = false;
  const managerOf = async (owner: CallClient): Promise<FakeDeviceManager> => {
    const manager = await owner.getDeviceManager();
    assert(manager instanceof FakeDeviceManager, 'The device manager is no fake.');
    managers.push(manager);
    return manager;
  };
  const ready = managerOf(client).then((manager) => {
    manager.set(plugged);
    return moment().then(() => manager);
  });
  return {
    manager: () => ready,
    unpermitted: async () => {
      saysNo = true;
      const manager = await managerOf(new FakeCallClient());
      manager.set({ ...plugged, permission: { audio: false, video: false } });
      return manager.answer('askDevicePermission', ({ audio, video }) => {
        if (!saysNo) {
          manager.set({ permission: { audio, video } });
        }
        return manager.permission;
      });
    },
    unplug: (isUnplugged) => {
      for (const manager of managers) {
        manager.set({ microphones: manager.microphones.filter(({ name }) => !isUnplugged(name)) });
      }
    },
    restore: () => {
      saysNo = false;
      for (const manager of managers) {
        manager.set(plugged);
      }
    },
  };
}

const fakeTransfer = (transfer: Transfer): FakeTransfer => {
  assert(transfer instanceof FakeTransfer, 'The transfer is no fake.');
  return transfer;
};

const participantIn = (
  call: Call,
  { communicationUserId }: CommunicationUserIdentifier,
): FakeRemoteParticipant => {
  const participant = call.remoteParticipants.find(
    ({ identifier }) =>
      (identifier as CommunicationUserIdentifier).communicationUserId === communicationUserId,
  );
  assert(participant instanceof FakeRemoteParticipant, 'The participant is no fake.');
  return participant;
};

/** Where the check moves the fakes. */
export function fakesWorld(): World {
  const newCredential = (): CommunicationTokenCredential => ({
    getToken: () => Promise.resolve({ token: '', expiresOnTimestamp: 0 }),
    dispose: () => undefined,
  });
  const client: CallClient = new FakeCallClient();
  const credential = newCredential();
  const devices = fakeDevices(client);
  return {
    ...common,
    devices,
    newClient: () => new FakeCallClient(),
    newCredential,
    // A fake client knows a user by the credential.
    sameUser: (known) => known,
    client,
    credential,
    agent: () => client.createCallAgent(credential),
    somebody: nextUser,
    underWay: (call) => {
      fakeCall(call).set({ state: 'Connecting' });
      return Promise.resolve();
    },
    lose: (call) => {
      fakeCall(call).set({ callEndReason: LOST, state: 'Disconnected' });
      return Promise.resolve();
    },
    bring: async (call, state) => {
      const fake = fakeCall(call);
      if (state === 'LocalHold') {
        await fake.hold();
      } else if (fake.state === 'LocalHold') {
        await fake.resume();
      }
      fake.set({ state });
    },
    join: (call, user) => {
      const { communicationUserId } = user;
      const participant = new FakeRemoteParticipant({
        identifier: { kind: 'communicationUser', communicationUserId },
        state: 'Connected',
      });
      fakeCall(call).set({ remoteParticipants: [...call.remoteParticipants, participant] });
      return Promise.resolve();
    },
    leave: (call, user) => {
      const left = participantIn(call, user);
      left.set({ state: 'Disconnected' });
      fakeCall(call).set({ remoteParticipants: call.remoteParticipants.filter((other) => other !== left) });
      return Promise.resolve();
    },
    target: async (kind) =>
      targetOf(kind, nextUser(), (await client.createCallAgent(credential)).startCall([nextUser()]).id),
    sentTransfers: nothing,
    decline: (_call, transfer) => {
      fakeTransfer(transfer).set({ error: { code: 603, subCode: 0 }, state: 'Failed' });
      return Promise.resolve();
    },
    take: (_call, transfer) => {
      fakeTransfer(transfer).set({ state: 'Transferred' });
      return Promise.resolve();
    },
    runOut: nothing,
    requestTransfer: nothing,
    connected: async () => {
      const ownClient = new FakeCallClient();
      const ownCredential = newCredential();
      const agent = await ownClient.createCallAgent(ownCredential);
      assert(agent instanceof FakeCallAgent, 'The agent is no fake.');
      agent.set({ connectionState: 'Connected' });
      return {
        agent,
        client: ownClient,
        credential: ownCredential,
        drop: () => {
          agent.disconnect('connectionIssue');
          return Promise.resolve();
        },
        restore: () => {
          agent.set({ connectionState: 'Connected' });
          return Promise.resolve();
        },
        refuseTokens: nothing,
      };
    },
  };
}

function targetOf(
  kind: TargetKind,
  { communicationUserId }: CommunicationUserIdentifier,
  callId: string,
): TransferToParticipantLocator {
  const target =
    kind === 'participant'
      ? { targetParticipant: { communicationUserId } }
      : kind === 'call'
        ? { targetCallId: callId }
        : { targetParticipantVoicemail: { microsoftTeamsUserId: communicationUserId } };
  return target as TransferToParticipantLocator;
}

/** As long as the SDK waits for the end of a transfer, in milliseconds. */
const TRANSFER = 90_000;

/** The overloads of `schedule` are one at run time. */
type Work = Parameters<SchedulerLike['schedule']>[0];

/** A scheduler on which whatever takes as long as a transfer may waits until it is told to run out. */
function impatient(): { readonly scheduler: SchedulerLike; readonly runOut: () => void } {
  const waiting = new Set<() => void>();
  let turn = 0;
  const inTurn = (work: Work): Work =>
    function (this: SchedulerAction<unknown>, state) {
      turn++;
      work.call(this, state);
    };
  return {
    scheduler: {
      // The same for a whole turn, as in virtual time, also where a turn takes longer than a millisecond.
      now: () => turn,
      schedule: (work, delay = 0, state) => {
        if (delay < TRANSFER) {
          return asyncScheduler.schedule(inTurn(work as Work), delay, state);
        }
        const subscription = new Subscription();
        const act = (): void => {
          waiting.delete(act);
          subscription.add(asyncScheduler.schedule(work as Work, 0, state));
        };
        waiting.add(act);
        subscription.add(() => waiting.delete(act));
        return subscription;
      },
    },
    runOut: () => {
      const [first] = waiting;
      first?.();
    },
  };
}

/** How long the network is away, and until it is noticed that it is there again, in milliseconds. */
const [AWAY, BACK] = [50, 100];

/** What the one who is called has. */
interface Callee {
  /** How often it has rung. */
  rings: number;
  incomingCall?: IncomingCall;
  call?: Call;
}

/** Where the service moves the fakes, as fast as it can. */
export function serviceWorld(): World {
  const { scheduler, runOut } = impatient();
  const service = new SimulatedCallingService({ latency: 0, scheduler });
  const callees = new Map<string, Callee>();
  /** The targets of kind participant, in the order in which they were made. */
  const targets: Callee[] = [];
  const client = service.callClient();
  const newCredential = (): CommunicationTokenCredential => service.createUser(nextUser()).credential;
  const credential = newCredential();

  const calleeOf = ({ remoteParticipants: [participant] }: Call): Callee => {
    const callee = callees.get((participant?.identifier as CommunicationUserIdentifier).communicationUserId);
    assert(callee, 'There is no callee.');
    return callee;
  };

  const somebody = (): readonly [CommunicationUserIdentifier, Callee] => {
    const identifier = nextUser();
    const callee: Callee = { rings: 0 };
    callees.set(identifier.communicationUserId, callee);
    void service
      .callClient()
      .createCallAgent(service.createUser(identifier).credential)
      .then((agent) => {
        agent.on('incomingCall', ({ incomingCall }) => {
          callee.rings++;
          callee.incomingCall = incomingCall;
        });
      });
    return [identifier, callee];
  };

  const ringing = (): IncomingCall => {
    const incomingCall = targets.filter(({ rings }) => rings > 0).at(-1)?.incomingCall;
    assert(incomingCall, 'No target rings.');
    return incomingCall;
  };

  const agentOf = async (): Promise<CallAgent> => {
    const agent = await client.createCallAgent(credential);
    await moment();
    return agent;
  };

  const connect = async (call: Call): Promise<void> => {
    const callee = calleeOf(call);
    const accepted = await callee.incomingCall?.accept();
    assert(accepted, 'It does not ring.');
    // The SDK lets a call be transferred only if its transfer feature has been looked up.
    accepted.feature(FakeFeatures.Transfer);
    callee.call = accepted;
  };

  return {
    ...common,
    newClient: () => service.callClient(),
    newCredential,
    sameUser: (known) => ({ getToken: () => known.getToken(), dispose: () => undefined }),
    client,
    credential,
    agent: agentOf,
    somebody: () => somebody()[0],
    underWay: moment,
    lose: async (call) => {
      const { incomingCall, call: accepted } = calleeOf(call);
      await (accepted ? accepted.hangUp() : incomingCall?.reject());
      await moment();
    },
    bring: async (call, state) => {
      if (call.state === 'LocalHold') {
        await call.resume();
      }
      if (call.state !== 'Connected') {
        await connect(call);
      }
      if (state !== 'Connected') {
        await (state === 'LocalHold' ? call : calleeOf(call).call)?.hold();
      }
      await moment();
    },
    join: async (call, user) => {
      // The user's agent has connected by then.
      await moment();
      call.addParticipant(user);
      await moment();
      await callees.get(user.communicationUserId)?.incomingCall?.accept();
      await moment();
    },
    leave: async (call, user) => {
      await call.removeParticipant(user);
      await moment();
    },
    target: async (kind) => {
      const [identifier, callee] = somebody();
      if (kind === 'call') {
        const call = (await agentOf()).startCall([identifier]);
        await moment();
        await connect(call);
        return targetOf(kind, identifier, call.id);
      }
      targets.push(callee);
      return targetOf(kind, identifier, '');
    },
    sentTransfers: () => targets.reduce((sum, { rings }) => sum + rings, 0),
    decline: async () => {
      await ringing().reject();
      await moment();
    },
    take: async () => {
      await ringing().accept();
      await moment();
    },
    runOut: async () => {
      runOut();
      await moment();
    },
    requestTransfer: async (call) => {
      const { call: other } = calleeOf(call);
      const [target] = somebody();
      await other?.hold();
      await moment();
      other?.feature(FakeFeatures.Transfer).transfer({ targetParticipant: target });
      await moment();
    },
    connected: async () => {
      const user = service.createUser(nextUser());
      const ownClient = service.callClient();
      const agent = await ownClient.createCallAgent(user.credential);
      await moment();
      return {
        agent,
        client: ownClient,
        credential: user.credential,
        drop: async () => {
          service.script([{ fault: 'networkLoss', for: AWAY, user }]);
          await moment();
        },
        restore: () => new Promise((done) => setTimeout(done, BACK)),
        refuseTokens: async () => {
          service.script([{ fault: 'silentDisposal', user }]);
          await moment();
        },
      };
    },
  };
}
