/**
 * The agents of the apps.
 */
import type { CallAgent, StartCallOptions } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { Observable } from 'rxjs';
import { checkCallees, checkLocator } from '../../fakes/agent-calls.js';
import { beginDisposal, disposalOf } from '../../fakes/agent-life.js';
import type { FakeCall } from '../../fakes/fake-call.js';
import { FakeCallAgent } from '../../fakes/fake-call-agent.js';
import type { FakeArguments } from '../../fakes/fake-object.js';
import { FakeSdkError } from '../../fakes/fake-sdk-error.js';
import { rawId } from '../../fakes/identifiers.js';
import { join, startCall } from '../behaviours/calls.js';
import { disposeDevice, disposeSilently } from '../behaviours/devices.js';
import { addDevice, partyOf } from '../model/accounts.js';
import { meetingOf } from '../model/meetings.js';
import type { Account, Device } from '../model/world.js';
import { now } from '../transport/clock.js';
import { callOf, remember, type Stage } from './stage.js';

/** The argument of `join`. */
export type Locator = FakeArguments<CallAgent, 'join'>[0];

export const keyOfLocator = (locator: Locator): string => JSON.stringify(locator);

/** Makes a device of a user, with the agent of the device. Its creation takes time from now on. */
export function makeDevice(stage: Stage, account: Account, name: string, displayName?: string): Device {
  const agent = makeAgent(stage, () => device, displayName ?? account.party.displayName);
  const device: Device = {
    account,
    name,
    since: now(stage.network.clock),
    isMade: false,
    isOnline: false,
    isCut: false,
    isClosed: false,
    // A test may have answered `dispose()` of the agent itself.
    get isDisposed() {
      return disposalOf(agent) !== undefined;
    },
  };
  stage.agents.set(device, agent);
  addDevice(device);
  return device;
}

function makeAgent(stage: Stage, device: () => Device, displayName: string | undefined): FakeCallAgent {
  const agent: FakeCallAgent = new FakeCallAgent({
    ...(displayName !== undefined && { displayName }),
    connectionState: 'Disconnected',
    startCall: (participants, options?: StartCallOptions) => call(stage, device(), participants, options),
    join: (...[locator]) => joinMeeting(stage, device(), locator),
    dispose: () => dispose(stage, device(), agent),
  });
  agent.disposeSilently = () => {
    disposeSilently(stage.network, device());
  };
  return remember(stage, agent);
}

/** Until the creation of the agent is done, it cannot call. */
function checkMade({ isMade }: Device): void {
  if (!isMade) {
    throw new FakeSdkError({ code: 500, subCode: 40208 });
  }
}

function call(
  stage: Stage,
  device: Device,
  participants: readonly CommunicationIdentifier[],
  options?: StartCallOptions,
): FakeCall {
  const { network } = stage;
  const own = rawId(device.account.party.identifier);
  checkMade(device);
  checkCallees(participants);
  if (participants.some((identifier) => rawId(identifier) === own)) {
    throw new FakeSdkError({ code: 400, subCode: 40202 });
  }
  const parties = participants.map((identifier) => partyOf(network.world, identifier));
  return callOf(stage, startCall(network, device, parties, options?.customContext)) as FakeCall;
}

function joinMeeting(stage: Stage, device: Device, locator: Locator): FakeCall {
  const { network } = stage;
  checkMade(device);
  checkLocator(locator);
  const meeting = meetingOf(network.world, keyOfLocator(locator));
  return callOf(stage, join(network, device, meeting)) as FakeCall;
}

function dispose({ network }: Stage, device: Device, agent: FakeCallAgent): Observable<void> {
  if (!beginDisposal(agent)) {
    throw new FakeSdkError({ code: 409, subCode: 40203 });
  }
  return disposeDevice(network, device);
}
