/**
 * The real SDK as a world of the contract. As it finds no network, it takes force to bring some of it about.
 */
import type { Call, CallClient as Client } from '@azure/communication-calling';
import type { CommunicationTokenCredential } from '@azure/communication-common';
import { assert } from '../contract/assert.js';
import type { Devices, World } from '../contract/world.js';
import { wait } from './check.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  fakeToken,
  Features,
  pretendConnection,
  pretendState,
  pretendTransfer,
  SDK_VERSION,
  somebody,
} from './sdk.js';

// The SDK leaves a rejection of its own unhandled, some time after a client has been disposed of.
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof Error && event.reason.message === 'Raw stream client is already disposed') {
    event.preventDefault();
  }
});

/** Longer than the SDK takes for whatever it does by itself. */
const MOMENT = 300;

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

export function sdkWorld(): World {
  const tokens = new Map<CommunicationTokenCredential, string>();
  const credentialOf = (token: string): CommunicationTokenCredential => {
    const credential = new AzureCommunicationTokenCredential(token);
    tokens.set(credential, token);
    return credential;
  };
  const newCredential = (): CommunicationTokenCredential => credentialOf(fakeToken());
  const client = new CallClient();
  const credential = newCredential();

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
    agent: () => client.createCallAgent(credential),
    somebody,
    transferFeature: Features.Transfer,
    underWay: (call) => reached(call, () => call.state !== 'None'),
    lose: (call) => reached(call, () => call.state === 'Disconnected'),
    bring: (call, state) => {
      pretendState(call, state);
      return Promise.resolve();
    },
    bringTransfer: (call, _transfer, state) => {
      assert(state !== 'None', 'A transfer begins in state None.');
      pretendTransfer(call, state);
    },
    bringConnection: pretendConnection,
    moment: () => wait(MOMENT),
    devices: browserDevices(client),
  };
}
