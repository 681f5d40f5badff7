/**
 * The real SDK as a world of the contract. As it finds no network, it takes force to bring some of it about.
 */
import {
  LocalVideoStream,
  VideoStreamRenderer,
  type Call,
  type CallAgent,
  type CallClient as Client,
  type TransferToParticipantLocator,
} from '@azure/communication-calling';
import type { CommunicationTokenCredential } from '@azure/communication-common';
import { assert } from '../contract/assert.js';
import type { Connected, Devices, ReachableState, TargetKind, World } from '../contract/world.js';
import { wait } from './check.js';
import { legOf } from './leg.js';
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

// The SDK leaves a rejection of its own unhandled, some time after a client has been disposed of.
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof Error && event.reason.message === 'Raw stream client is already disposed') {
    event.preventDefault();
  }
});

/** Longer than the SDK takes for whatever it does by itself. */
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

const nameless = (kind: MediaDeviceKind): MediaDeviceInfo => {
  const info = { kind, deviceId: '', groupId: '', label: '' };
  return { ...info, toJSON: () => info };
};

/** The browser's devices, some of which it is made to hide. */
export function browserDevices(client: Client): Devices {
  const { mediaDevices } = navigator;
  const enumerateDevices = mediaDevices.enumerateDevices.bind(mediaDevices);
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const change = (): void => {
    mediaDevices.dispatchEvent(new Event('devicechange'));
  };
  return {
    manager: () => client.getDeviceManager(),
    unpermitted: () => {
      mediaDevices.enumerateDevices = () =>
        Promise.resolve((['audioinput', 'audiooutput', 'videoinput'] as const).map(nameless));
      mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
      return new CallClient().getDeviceManager();
    },
    unplug: (isUnplugged) => {
      mediaDevices.enumerateDevices = async () =>
        (await enumerateDevices()).filter(({ kind, label }) => kind !== 'audioinput' || !isUnplugged(label));
      change();
    },
    restore: () => {
      mediaDevices.enumerateDevices = enumerateDevices;
      mediaDevices.getUserMedia = getUserMedia;
      change();
    },
  };
}

/** Brings a call into a state, as the user, the other party and the service do. */
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

/** An agent on a client of its own, connected. */
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

/** @param ahead How many connected agents to make in advance, side by side, as each takes up to 14 s. */
export function sdkWorld({ connected: ahead = 0 } = {}): World {
  const tokens = new Map<CommunicationTokenCredential, string>();
  const credentialOf = (token: string): CommunicationTokenCredential => {
    const credential = new AzureCommunicationTokenCredential(token);
    tokens.set(credential, token);
    return credential;
  };
  const newCredential = (): CommunicationTokenCredential => credentialOf(fakeToken());
  const client = new CallClient();
  const credential = newCredential();
  const prepared = Array.from({ length: ahead }, () => connect(newCredential));
  const known = new WeakSet<CallAgent>();
  const agentOf = async (): Promise<CallAgent> => {
    const agent = await client.createCallAgent(credential);
    if (!known.has(agent)) {
      known.add(agent);
      watchAgent(agent);
    }
    return agent;
  };

  const localVideo = async (): Promise<LocalVideoStream> => {
    const manager = await client.getDeviceManager();
    const [camera] = await manager.getCameras();
    assert(camera, 'There is no camera.');
    return new LocalVideoStream(camera);
  };

  return {
    sdk: SDK_VERSION,
    newClient: () => new CallClient(),
    newCredential,
    sameUser: (known) => {
      const token = tokens.get(known);
      assert(token, 'Another world made this credential.');
      return credentialOf(token);
    },
    withClaims: (claims) =>
      new AzureCommunicationTokenCredential({ tokenRefresher: () => Promise.resolve(fakeToken(claims)) }),
    client,
    credential,
    agent: agentOf,
    somebody,
    transferFeature: Features.Transfer,
    underWay: (call) => reached(call, () => call.state !== 'None'),
    lose: (call) => {
      if (call.state !== 'Connecting') {
        legOf(call).end(LOST);
      }
      return reached(call, () => call.state === 'Disconnected');
    },
    bring,
    join: async (call, { communicationUserId: id }) => {
      legOf(call).join({ id });
      await wait(MOMENT);
    },
    leave: async (call, { communicationUserId }) => {
      legOf(call).leave(communicationUserId);
      await wait(MOMENT);
    },
    target: async (kind) => targetOf(await agentOf(), kind),
    sentTransfers: (call) => legOf(call).transfers.length,
    decline: async (call) => {
      legOf(call).complete(DECLINED);
      await wait(MOMENT);
    },
    take: async (call) => {
      legOf(call).complete({ code: 0 });
      await wait(MOMENT);
    },
    runOut: async (call) => {
      legOf(call).runOut();
      await wait(MOMENT);
    },
    requestTransfer: async (call) => {
      legOf(call).requestTransfer(somebody().communicationUserId, somebody().communicationUserId);
      await wait(MOMENT);
    },
    connected: () => prepared.shift() ?? connect(newCredential),
    moment: () => wait(MOMENT),
    localVideo,
    renderer: async () => new VideoStreamRenderer(await localVideo()),
    devices: browserDevices(client),
  };
}
