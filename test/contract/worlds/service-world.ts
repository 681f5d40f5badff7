/**
 * The world of the simulated service, which moves the fakes as fast as it can.
 */
import type { CallAgent, IncomingCall } from '@azure/communication-calling';
import type { CommunicationTokenCredential } from '@azure/communication-common';
import { FakeFeatures, SimulatedCallingService } from 'rx-acs-calling/testing';
import { assert } from '../assert.js';
import type { Connected, World } from '../world.js';
import { Callees, type Callee } from './callees.js';
import { common, moment, nothing, targetOf } from './common.js';
import { ImpatientScheduler } from './impatient.js';
import { fakeVideos } from './fake-videos.js';
import { nextUser } from './next-user.js';

/** How long the network is away, and the time until the service notices that it is back. In milliseconds. */
const [AWAY, BACK] = [50, 100];

type Part<K extends keyof World> = Pick<World, K>;

const moveCalls = (callees: Callees): Part<'underWay' | 'lose' | 'bring' | 'join' | 'leave'> => ({
  underWay: moment,
  lose: async (call) => {
    const { incomingCall, call: accepted } = callees.of(call);
    await (accepted ? accepted.hangUp() : incomingCall?.reject());
    await moment();
  },
  bring: async (call, state) => {
    if (call.state === 'LocalHold') {
      await call.resume();
    }
    if (call.state !== 'Connected') {
      await callees.connect(call);
    }
    if (state !== 'Connected') {
      await (state === 'LocalHold' ? call : callees.of(call).call)?.hold();
    }
    await moment();
  },
  join: async (call, user) => {
    // The user's agent has connected by then.
    await moment();
    call.addParticipant(user);
    await moment();
    await callees.by(user).incomingCall?.accept();
    await moment();
  },
  leave: async (call, user) => {
    await call.removeParticipant(user);
    await moment();
  },
});

/** The id of a connected call with this callee. */
async function callWith(callees: Callees, { identifier }: Callee, agent: CallAgent): Promise<string> {
  const call = agent.startCall([identifier]);
  await moment();
  await callees.connect(call);
  return call.id;
}

function moveTransfers(
  callees: Callees,
  agent: () => Promise<CallAgent>,
): Part<'target' | 'sentTransfers' | 'decline' | 'take' | 'requestTransfer'> {
  /** The targets that are not in a call, in order. */
  const targets: Callee[] = [];
  const ringing = (): IncomingCall => {
    const incomingCall = targets.filter(({ rings }) => rings > 0).at(-1)?.incomingCall;
    assert(incomingCall, 'No target has an incoming call.');
    return incomingCall;
  };
  return {
    target: async (kind) => {
      const callee = callees.create();
      if (kind === 'call') {
        return targetOf(kind, callee.identifier, await callWith(callees, callee, await agent()));
      }
      targets.push(callee);
      return targetOf(kind, callee.identifier, '');
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
    requestTransfer: async (call) => {
      const { call: other } = callees.of(call);
      const { identifier } = callees.create();
      await other?.hold();
      await moment();
      other?.feature(FakeFeatures.Transfer).transfer({ targetParticipant: identifier });
      await moment();
    },
  };
}

async function connected(service: SimulatedCallingService): Promise<Connected> {
  const user = service.createUser(nextUser());
  const client = service.callClient();
  const agent = await client.createCallAgent(user.credential);
  await moment();
  return {
    agent,
    client,
    credential: user.credential,
    drop: async () => {
      service.script([{ fault: 'networkLoss', for: AWAY, user }]);
      await moment();
    },
    restore: () => new Promise((done) => setTimeout(done, BACK)),
    planSwitch: nothing,
    finishSwitch: nothing,
    refuseTokens: async () => {
      service.script([{ fault: 'silentDisposal', user }]);
      await moment();
    },
  };
}

export function serviceWorld(): World {
  const scheduler = new ImpatientScheduler();
  const service = new SimulatedCallingService({ latency: 0, scheduler });
  const callees = new Callees(service);
  const client = service.callClient();
  const newCredential = (): CommunicationTokenCredential => service.createUser(nextUser()).credential;
  const user = service.createUser(nextUser());
  const { credential } = user;
  const agent = async (): Promise<CallAgent> => {
    const created = await client.createCallAgent(credential);
    await moment();
    return created;
  };
  return {
    ...common,
    ...fakeVideos(),
    ...moveCalls(callees),
    ...moveTransfers(callees, agent),
    newClient: () => service.callClient(),
    newCredential,
    sameUser: (known) => ({ getToken: () => known.getToken(), dispose: () => undefined }),
    client,
    credential,
    agent,
    somebody: () => callees.create().identifier,
    change: nothing,
    failMicrophone: async () => {
      service.script([{ fault: 'microphoneFails', user }]);
      await moment();
    },
    runOut: async () => {
      scheduler.runOut();
      await moment();
    },
    connected: () => connected(service),
  };
}
