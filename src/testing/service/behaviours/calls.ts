/**
 * How calls begin and end, and how parties hold, invite and remove.
 */
import type { CustomContext } from '@azure/communication-calling';
import type { Observable } from 'rxjs';
import { beginHangUp, hold } from '../model/calls.js';
import { connect, end, hangUp, removeParty } from '../model/conversations.js';
import { endings } from '../model/endings.js';
import { addLeg, enter, infoOf, newConversation, prepareLeg, render } from '../model/legs.js';
import { arrive, letIn } from '../model/meetings.js';
import { refusalOfHold, refusalOfRemoval, refusalOfResume } from '../model/refusals.js';
import type { Party } from '../model/users.js';
import type { Conversation, Device, Leg, LegOnDevice, Meeting } from '../model/world.js';
import { schedule } from '../transport/clock.js';
import { apply, sendFrom, type Network } from '../transport/network.js';
import { check, request } from './requests.js';
import { ring } from './ringing.js';

/** Calls one party or several. */
export function startCall(
  network: Network,
  device: Device,
  parties: readonly Party[],
  customContext?: CustomContext,
): Leg {
  const { clock, world } = network;
  const conversation: Conversation = { ...newConversation(), isGroup: parties.length > 1 };
  const callees = parties.map((party) => addLeg(world, conversation, party, undefined));
  return begin(network, device, conversation, callees, (leg) => {
    apply(network, connect(world, leg));
    schedule(clock, () => {
      for (const callee of callees) {
        ring(network, callee, { callerInfo: infoOf(leg), customContext });
      }
    });
  });
}

/** Joins a meeting or group call. The app learns of the others when it is connected. */
export function join(network: Network, device: Device, meeting: Meeting): Leg {
  return begin(network, device, meeting.conversation, [], (leg) => {
    apply(network, arrive(leg, meeting));
    schedule(network.clock, () => {
      apply(network, letIn(network.world, leg, meeting));
    });
  });
}

/** Opens a call, and goes on when the service has heard of it; without a connection it never does. */
function begin(
  network: Network,
  device: Device,
  conversation: Conversation,
  callees: readonly Leg[],
  proceed: (leg: Leg) => void,
): Leg {
  const leg = prepareLeg(network.world, conversation, device.account.party, device);
  network.apps.show({ type: 'opened', leg, callees });
  sendFrom(
    network,
    device,
    unlessEnded(leg, () => {
      enter(leg);
      proceed(leg);
    }),
    unlessEnded(leg, () => {
      endOffline(network, leg);
    }),
  );
  return leg;
}

/** Ends a call that was started without a connection. */
function endOffline(network: Network, leg: Leg): void {
  const reason = endings.offline;
  network.apps.show({ type: 'connecting', leg });
  schedule(network.clock, () => {
    network.apps.show({ type: 'closed', leg, reason });
    apply(network, end(network.world, leg, reason));
  });
}

/** Does something later, if the leg is still there. */
export const unlessEnded = (leg: Leg, act: () => void) => (): void => {
  if (!leg.endReason) {
    act();
  }
};

export function leave(network: Network, leg: Leg, isForEveryone: boolean): Observable<void> {
  return request(
    network,
    leg,
    'hangUp',
    () => {
      apply(network, hangUp(network.world, leg, isForEveryone));
    },
    () => {
      apply(network, beginHangUp(leg));
    },
  );
}

/** Holds or resumes. */
export function changeHold(network: Network, leg: Leg, name: 'hold' | 'resume'): Observable<void> {
  const refusalOf = name === 'hold' ? refusalOfHold : refusalOfResume;
  check(refusalOf(leg));
  return request(
    network,
    leg,
    name,
    () => {
      // Checked again when the request arrives: the call may have ended by then.
      check(refusalOf(leg));
      apply(network, hold(leg, name));
    },
    () => {
      if (name === 'hold') {
        network.apps.show({ type: 'holding', leg });
      }
    },
  );
}

/** Calls a guest into the call. The app has the participant already. */
export function callGuest(network: Network, leg: LegOnDevice, guest: Leg): void {
  apply(network, render(leg.conversation));
  sendFrom(network, leg.device, () => {
    ring(network, guest, { callerInfo: infoOf(leg) });
  });
}

/** Removes somebody from the call. */
export function removeOther(network: Network, leg: Leg, key: string): Observable<void> {
  return request(network, leg, 'removeParticipant', () => {
    check(refusalOfRemoval(!leg.endReason));
    apply(network, removeParty(network.world, leg, key));
  });
}
