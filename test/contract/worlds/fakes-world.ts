/**
 * The world of the fakes by themselves: the world moves them.
 */
import type { Call, CallClient } from '@azure/communication-calling';
import type { CommunicationTokenCredential, CommunicationUserIdentifier } from '@azure/communication-common';
import { FakeCallClient, FakeRemoteParticipant } from 'rx-acs-calling/testing';
import { assert } from '../assert.js';
import type { Connected, World } from '../world.js';
import { common, fakeAgent, fakeCall, fakeTransfer, nothing, targetOf } from './common.js';
import { fakeDevices } from './fake-devices.js';
import { fakeVideos } from './fake-videos.js';
import { nextUser } from './next-user.js';

const LOST = { code: 490, subCode: 4525 };

const newCredential = (): CommunicationTokenCredential => ({
  getToken: () => Promise.resolve({ token: '', expiresOnTimestamp: 0 }),
  dispose: () => undefined,
});

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

const calls = {
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
  change: (call, changes) => {
    fakeCall(call).set(changes);
    return Promise.resolve();
  },
  failMicrophone: nothing,
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
} satisfies Partial<World>;

const transfers = {
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
} satisfies Partial<World>;

async function connected(): Promise<Connected> {
  const client: CallClient = new FakeCallClient();
  const credential = newCredential();
  const agent = fakeAgent(await client.createCallAgent(credential));
  agent.set({ connectionState: 'Connected' });
  return {
    agent,
    client,
    credential,
    drop: () => {
      agent.disconnect('connectionIssue');
      return Promise.resolve();
    },
    restore: () => {
      agent.set({ connectionState: 'Connected' });
      return Promise.resolve();
    },
    planSwitch: nothing,
    finishSwitch: nothing,
    refuseTokens: nothing,
  };
}

export function fakesWorld(): World {
  const client: CallClient = new FakeCallClient();
  const credential = newCredential();
  const agent = (): ReturnType<World['agent']> => client.createCallAgent(credential);
  return {
    ...common,
    ...fakeVideos(),
    ...calls,
    ...transfers,
    devices: fakeDevices(client),
    newClient: () => new FakeCallClient(),
    newCredential,
    // A fake client knows a user by the credential.
    sameUser: (known) => known,
    client,
    credential,
    agent,
    somebody: nextUser,
    target: async (kind) => targetOf(kind, nextUser(), (await agent()).startCall([nextUser()]).id),
    connected,
  };
}
