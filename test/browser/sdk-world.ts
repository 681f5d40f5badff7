/**
 * The real SDK as a world of the contract. It has no network: the legs of the calls and the socket stand in for the service.
 */
import {
  LocalVideoStream,
  VideoStreamRenderer,
  type Call,
  type CallAgent,
  type TransferToParticipantLocator,
} from '@azure/communication-calling';
import type { CommunicationTokenCredential } from '@azure/communication-common';
import { assert } from '../contract/assert.js';
import type { Connected, ReachableState, TargetKind, World } from '../contract/world.js';
import { browserDevices, endMicrophones } from './browser-devices.js';
import { watchCamera } from './camera.js';
import { wait } from './check.js';
import { legOf } from './leg.js';
import { remoteVideoOf } from './remote-video.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  connected,
  createAgent,
  fakeToken,
  Features,
  SDK_VERSION,
  somebody,
  watchAgent,
} from './sdk.js';
import { socketOf } from './socket.js';

/** Longer than the SDK needs for its own work. */
const MOMENT = 200;

const DECLINED = { code: 603, subCode: 0 };
const LOST = { code: 487, subCode: 0 };

const reached = (call: Call, isReached: () => boolean): Promise<void> =>
  new Promise((done) => {
    const look = (): void => {
      if (isReached()) {
        call.off('stateChanged', look);
        done();
      }
    };
    call.on('stateChanged', look);
    look();
  });

/** Brings a call into a state, by actions of the user, the other party and the service. */
async function bring(call: Call, state: ReachableState): Promise<void> {
  const leg = legOf(call);
  if (call.state === state) {
    return;
  }
  if (call.state === 'LocalHold') {
    await call.resume();
  } else if (call.state === 'RemoteHold') {
    await leg.hold(false);
  } else if (call.state !== 'Connected') {
    await leg.accept();
  }
  if (state === 'LocalHold') {
    await call.hold();
  } else if (state === 'RemoteHold') {
    await leg.hold(true);
  }
}

/** Makes a connected agent on a client of its own. */
async function connect(credentialOf: () => CommunicationTokenCredential): Promise<Connected> {
  const client = new CallClient();
  const credential = credentialOf();
  const agent = await createAgent(client, credential);
  const socket = socketOf(agent);
  socket.open();
  socket.register();
  return {
    agent,
    client,
    credential,
    drop: () => {
      socket.drop();
      return Promise.resolve();
    },
    restore: () => {
      socket.open();
      return Promise.resolve();
    },
    planSwitch: async () => {
      await socket.planSwitch();
      socket.register();
    },
    finishSwitch: () => {
      socket.finishSwitch();
      return Promise.resolve();
    },
    refuseTokens: () => socket.refuseTokens(),
  };
}

async function targetOf(agent: CallAgent, kind: TargetKind): Promise<TransferToParticipantLocator> {
  const target =
    kind === 'participant'
      ? { targetParticipant: somebody() }
      : kind === 'call'
        ? { targetCallId: (await connected(agent)).id }
        : { targetParticipantVoicemail: { microsoftTeamsUserId: crypto.randomUUID() } };
  return target as TransferToParticipantLocator;
}

/** Lets the SDK finish its own work after an action. */
const andWait =
  <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
  async (...args: Args): Promise<void> => {
    act(...args);
    await wait(MOMENT);
  };

/** The other party and the service. */
const others: Pick<
  World,
  | 'underWay'
  | 'lose'
  | 'bring'
  | 'change'
  | 'failMicrophone'
  | 'join'
  | 'leave'
  | 'sentTransfers'
  | 'decline'
  | 'take'
  | 'runOut'
  | 'requestTransfer'
  | 'moment'
> = {
  underWay: (call) => reached(call, () => call.state !== 'None'),
  lose: (call) => {
    if (call.state !== 'Connecting') {
      legOf(call).end(LOST);
    }
    return reached(call, () => call.state === 'Disconnected');
  },
  bring,
  change: andWait((call, changes) => {
    legOf(call).change(changes);
  }),
  failMicrophone: andWait(endMicrophones),
  join: andWait((call, { communicationUserId: id }) => {
    legOf(call).join({ id });
  }),
  leave: andWait((call, { communicationUserId }) => {
    legOf(call).leave(communicationUserId);
  }),
  sentTransfers: (call) => legOf(call).transfers.length,
  decline: andWait((call) => {
    legOf(call).complete(DECLINED);
  }),
  take: andWait((call) => {
    legOf(call).complete({ code: 0 });
  }),
  runOut: andWait((call) => {
    legOf(call).runOut();
  }),
  requestTransfer: andWait((call) => {
    legOf(call).requestTransfer(somebody().communicationUserId, somebody().communicationUserId);
  }),
  moment: () => wait(MOMENT),
};

/** Makes credentials. Remembers their tokens, for a second credential of the same user. */
const credentials = (): Pick<World, 'newCredential' | 'sameUser' | 'withClaims'> => {
  const tokens = new Map<CommunicationTokenCredential, string>();
  const credentialOf = (token: string): CommunicationTokenCredential => {
    const credential = new AzureCommunicationTokenCredential(token);
    tokens.set(credential, token);
    return credential;
  };
  return {
    newCredential: () => credentialOf(fakeToken()),
    sameUser: (known) => {
      const token = tokens.get(known);
      assert(token, 'Another world made this credential.');
      return credentialOf(token);
    },
    withClaims: (claims) =>
      new AzureCommunicationTokenCredential({ tokenRefresher: () => Promise.resolve(fakeToken(claims)) }),
  };
};

/** Makes the agent of a client. Watches its listeners. */
const agentOf = (client: CallClient, credential: CommunicationTokenCredential): World['agent'] => {
  const known = new WeakSet<CallAgent>();
  return async () => {
    const agent = await client.createCallAgent(credential);
    if (!known.has(agent)) {
      known.add(agent);
      watchAgent(agent);
    }
    return agent;
  };
};

const localVideoOf = async (client: CallClient): Promise<LocalVideoStream> => {
  const manager = await client.getDeviceManager();
  const [camera] = await manager.getCameras();
  assert(camera, 'There is no camera.');
  return new LocalVideoStream(camera);
};

/** @param ahead The number of connected agents to make in advance, side by side: each takes up to 14 s. */
export function sdkWorld({ connected: ahead = 0 } = {}): World {
  const makers = credentials();
  const { newCredential } = makers;
  const client = new CallClient();
  const credential = newCredential();
  const prepared = Array.from({ length: ahead }, () => connect(newCredential));
  const agent = agentOf(client, credential);
  return {
    ...others,
    ...makers,
    sdk: SDK_VERSION,
    newClient: () => new CallClient(),
    client,
    credential,
    agent,
    somebody,
    transferFeature: Features.Transfer,
    target: async (kind) => targetOf(await agent(), kind),
    connected: () => prepared.shift() ?? connect(newCredential),
    localVideo: () => localVideoOf(client),
    rendererOf: (stream) => new VideoStreamRenderer(stream),
    isCameraOn: watchCamera(),
    remoteVideo: async () => remoteVideoOf(await connected(await agent())),
    devices: browserDevices(client),
  };
}
