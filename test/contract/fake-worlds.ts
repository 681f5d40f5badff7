/**
 * The worlds without the SDK: the fakes by themselves, and the fakes as the simulated service moves them.
 */
import type { Call, CallClient, IncomingCall } from '@azure/communication-calling';
import type { CommunicationTokenCredential, CommunicationUserIdentifier } from '@azure/communication-common';
import {
  FakeCall,
  FakeCallAgent,
  FakeCallClient,
  FakeDeviceManager,
  FakeFeatures,
  FakeTransfer,
  fakeDevice,
  SimulatedCallingService,
} from 'rx-acs-calling/testing';
import { assert } from './assert.js';
import type { Devices, World } from './world.js';

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
  bringTransfer: (_call, transfer, state) => {
    assert(transfer instanceof FakeTransfer, 'The transfer is no fake.');
    transfer.set({ ...(state === 'Failed' && { error: { code: 0, subCode: 0 } }), state });
  },
  bringConnection: (agent, state, reason) => {
    assert(agent instanceof FakeCallAgent, 'The agent is no fake.');
    if (state === 'Disconnected') {
      agent.disconnect(reason);
    } else {
      agent.set({ connectionState: state });
    }
  },
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
    bring: (call, state) => {
      fakeCall(call).set({ state });
      return Promise.resolve();
    },
  };
}

/** What the one who is called has. */
interface Callee {
  incomingCall?: IncomingCall;
  call?: Call;
}

/** Where the service moves the fakes, as fast as it can. */
export function serviceWorld(): World {
  const service = new SimulatedCallingService({ latency: 0 });
  const callees = new Map<string, Callee>();
  const client = service.callClient();
  const newCredential = (): CommunicationTokenCredential => service.createUser(nextUser()).credential;
  const credential = newCredential();

  const calleeOf = ({ remoteParticipants: [participant] }: Call): Callee => {
    const callee = callees.get((participant?.identifier as CommunicationUserIdentifier).communicationUserId);
    assert(callee, 'There is no callee.');
    return callee;
  };

  const connect = async (call: Call): Promise<void> => {
    const callee = calleeOf(call);
    const accepted = await callee.incomingCall?.accept();
    assert(accepted, 'It does not ring.');
    callee.call = accepted;
  };

  return {
    ...common,
    newClient: () => service.callClient(),
    newCredential,
    sameUser: (known) => ({ getToken: () => known.getToken(), dispose: () => undefined }),
    client,
    credential,
    agent: async () => {
      const agent = await client.createCallAgent(credential);
      await moment();
      return agent;
    },
    somebody: () => {
      const identifier = nextUser();
      const callee: Callee = {};
      callees.set(identifier.communicationUserId, callee);
      void service
        .callClient()
        .createCallAgent(service.createUser(identifier).credential)
        .then((agent) => {
          agent.on('incomingCall', ({ incomingCall }) => {
            callee.incomingCall = incomingCall;
          });
        });
      return identifier;
    },
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
  };
}
