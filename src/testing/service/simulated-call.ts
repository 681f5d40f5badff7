/**
 * A call on the simulated service: what each of its methods asks the service for.
 */
import type { Call, CallState, HangUpOptions } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { Observable } from 'rxjs';
import type { Leg, Network } from './conversation.js';
import { endings } from './endings.js';
import { addGuest, checkGuest, FakeCall } from '../fakes/fake-call.js';
import type { FakeInit } from '../fakes/fake-object.js';
import type { FakeRemoteParticipant } from '../fakes/fake-remote-participant.js';
import { FakeSdkError } from '../fakes/fake-sdk-error.js';
import { FakeFeatures } from '../fakes/fake-features.js';
import { rawId } from '../fakes/identifiers.js';
import { ring } from './ringing.js';
import type { Endpoint } from './simulated-endpoint.js';
import { lobbyOf } from './simulated-lobby.js';
import { muteAll, muteOwn } from './simulated-mute.js';
import { transferLeg } from './simulated-transfer.js';

/** Gives a leg its call, which is then among the calls of its agent. */
export function openCall(network: Network, leg: Leg, endpoint: Endpoint, init: FakeInit<Call>): FakeCall {
  const { agent, legs } = endpoint;
  const lobby = network.made(lobbyOf(leg));
  const call: FakeCall = network.made(
    new FakeCall({
      ...init,
      lobby,
      hangUp: (options) => hangUp(leg, options),
      hold: () => change(leg, 'hold', ['Connected', 'RemoteHold'], 'Hold', 41033),
      resume: () => change(leg, 'resume', ['LocalHold'], 'Connected', 41034),
      mute: () => muteOwn(leg, true),
      unmute: () => muteOwn(leg, false),
      muteAllRemoteParticipants: () => muteAll(leg),
      addParticipant: (...[identifier]) => invite(network, leg, call, identifier),
      removeParticipant: (identifier) => remove(leg, identifier),
    }),
  );
  leg.transferFeature = network
    .made(call.feature(FakeFeatures.Transfer))
    .answer('transfer', (...[target, options]) => transferLeg(network, leg, target, options));
  leg.call = call;
  leg.lobby = lobby;
  legs.add(leg);
  agent.set({ calls: [...agent.calls, call] });
  return call;
}

function hangUp(leg: Leg, options?: HangUpOptions): Observable<void> {
  const { call, conversation, party } = leg;
  if (call?.state === 'Disconnected') {
    throw new FakeSdkError(call.callEndReason ?? { code: 0, subCode: 0 });
  }
  return leg.request(
    'hangUp',
    () => {
      const others = conversation.othersOf(leg);
      if (options?.forEveryone) {
        conversation.end(leg, endings.hungUp, endings.removed);
        for (const other of others) {
          conversation.end(other, endings.removed);
        }
      } else {
        const isPhone = party.identifier.kind === 'phoneNumber';
        conversation.end(leg, endings.hungUp, isPhone ? endings.hungUpByPhone : endings.hungUp);
      }
    },
    () => {
      leg.hangsUp = true;
      call?.set({ state: 'Disconnecting' });
    },
  );
}

function change(
  leg: Leg,
  request: 'hold' | 'resume',
  from: readonly CallState[],
  to: Leg['state'],
  subCode: number,
): Observable<void> {
  const { conversation } = leg;
  // Checked again when the request arrives: the call may have ended by then.
  const check = (): void => {
    if (leg.endReason || !from.includes(conversation.stateOf(leg))) {
      throw new FakeSdkError({ code: 500, subCode });
    }
  };
  check();
  return leg.request(
    request,
    () => {
      check();
      leg.state = to;
      conversation.render();
    },
    () => {
      if (request === 'hold') {
        // Ended before the hold, for good (observed with SDK 1.46.1 and 2.0.0 in Chromium).
        leg.call?.set({ isScreenSharingOn: false });
      }
    },
  );
}

/** Calls somebody into the call. */
function invite(
  network: Network,
  leg: Leg,
  call: FakeCall,
  identifier: CommunicationIdentifier,
): FakeRemoteParticipant {
  const { conversation } = leg;
  checkGuest(call, identifier);
  const guest = conversation.add(network.party(identifier));
  guest.state = 'Idle';
  conversation.isGroup = true;
  // The SDK has a participant to return at once, whether or not the service can hear of it.
  const participant = conversation.introduce(leg, guest);
  addGuest(call, participant);
  conversation.render();
  leg.endpoint?.send(() => {
    ring(network, guest, { callerInfo: leg.info });
  });
  return participant;
}

function remove(leg: Leg, identifier: CommunicationIdentifier): Observable<void> {
  const { call, conversation } = leg;
  const check = (isConnected: boolean): void => {
    if (!isConnected) {
      throw new FakeSdkError({ code: 412, subCode: 41090 });
    }
  };
  check(call?.state === 'Connected');
  return leg.request('removeParticipant', () => {
    check(!leg.endReason);
    for (const other of conversation.othersOf(leg)) {
      if (other.key === rawId(identifier)) {
        conversation.end(other, endings.removed, endings.hungUp);
      }
    }
  });
}
