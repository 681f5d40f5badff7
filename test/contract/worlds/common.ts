/**
 * The parts that the worlds without the SDK share.
 */
import type { Call, CallClient, Transfer, TransferToParticipantLocator } from '@azure/communication-calling';
import type { CommunicationUserIdentifier } from '@azure/communication-common';
import {
  FakeCall,
  FakeCallAgent,
  fakeDevice,
  FakeFeatures,
  FakeLocalVideoStream,
  FakeTransfer,
} from 'rx-acs-calling/testing';
import { assert } from '../assert.js';
import type { TargetKind, World } from '../world.js';

/** A part of the world that no check needs here. */
export const nothing = (): never => {
  throw new Error('This world has none.');
};

/** Resolves after all promises, and after a few turns of the scheduler. */
export const moment = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) {
    await new Promise((done) => setTimeout(done, 0));
  }
};

export const common = {
  transferFeature: FakeFeatures.Transfer,
  withClaims: nothing,
  moment,
  localVideo: () => Promise.resolve(new FakeLocalVideoStream({ source: fakeDevice('UsbCamera', 'camera') })),
} satisfies Partial<World>;

export function fakeCall(call: Call): FakeCall {
  assert(call instanceof FakeCall, 'The call is no fake.');
  return call;
}

export function fakeTransfer(transfer: Transfer): FakeTransfer {
  assert(transfer instanceof FakeTransfer, 'The transfer is no fake.');
  return transfer;
}

export function fakeAgent(agent: Awaited<ReturnType<CallClient['createCallAgent']>>): FakeCallAgent {
  assert(agent instanceof FakeCallAgent, 'The agent is no fake.');
  return agent;
}

/** A target of a transfer: the user, the call with this id, or the voicemail of the user. */
export function targetOf(
  kind: TargetKind,
  { communicationUserId }: CommunicationUserIdentifier,
  callId: string,
): TransferToParticipantLocator {
  const targets = {
    participant: { targetParticipant: { communicationUserId } },
    call: { targetCallId: callId },
    voicemail: { targetParticipantVoicemail: { microsoftTeamsUserId: communicationUserId } },
  };
  return targets[kind] as TransferToParticipantLocator;
}
