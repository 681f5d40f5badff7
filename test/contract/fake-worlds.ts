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

/** The devices of a client, which the world plugs in and out as the SDK finds them. */
function fakeDevices(client: CallClient): Devices {
  const named = <Type extends string>(deviceType: Type, name: string, isSystemDefault = false) => ({
    id: name,
    name,
    isSystemDefault,
    deviceType,
  });
  const microphones = [
    named('Microphone', 'first', true),
    named('Microphone', 'second'),
    named('Microphone', 'third'),
  ] as const;
  const ready = client.getDeviceManager().then((manager) => {
    assert(manager instanceof FakeDeviceManager, 'The device manager is no fake.');
    manager.set({
      cameras: [named('UsbCamera', 'camera')],
      microphones,
      speakers: [named('Speaker', 'speaker', true)],
      selectedMicrophone: microphones[0],
    });
    return manager;
  });
  return {
    manager: () => ready,
    unpermitted: nothing,
    unplug: (name) => {
      void ready.then((manager) => {
        const rest = manager.microphones.filter((microphone) => microphone.name !== name);
        manager.set({ microphones: rest });
        manager.set({ selectedMicrophone: rest[0] });
      });
    },
    restore: () => {
      void ready.then((manager) => {
        manager.set({ microphones });
      });
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
