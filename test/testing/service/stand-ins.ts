/**
 * A network without apps: it notes all that the apps would show. No fake is needed for it.
 */
import { VirtualTimeScheduler } from 'rxjs';
import { addAccount } from '../../../src/testing/service/model/accounts.js';
import { addLeg, newConversation } from '../../../src/testing/service/model/legs.js';
import type { Party } from '../../../src/testing/service/model/users.js';
import type { Account, Device, Leg } from '../../../src/testing/service/model/world.js';
import { newClock } from '../../../src/testing/service/transport/clock.js';
import { newNetwork, type Network } from '../../../src/testing/service/transport/network.js';
import { deviceOf, inWords, partyNamed } from './model/worlds.js';

export interface StandIns {
  readonly network: Network;
  /** All that the apps would show, each with its time; without the updates. */
  readonly log: readonly string[];
  readonly flush: () => void;
}

/** A network with a latency of 1, on which it rings for 30 and a connection is given up after 20. */
export function standIns(): StandIns {
  const scheduler = new VirtualTimeScheduler();
  const log: string[] = [];
  const network = newNetwork({
    clock: newClock(scheduler, 1, 1),
    ringTimeout: 30,
    reconnectTimeout: 20,
    apps: {
      show: (change) => {
        const words = inWords(change).filter((text) => !text.startsWith('updated'));
        log.push(...words.map((text) => `${String(scheduler.now())} ${text}`));
        if (change.type === 'disposing') {
          Object.assign(change.device, { isDisposed: true });
        }
      },
      acceptsTransfers: () => true,
    },
  });
  return {
    network,
    log,
    flush: () => {
      scheduler.flush();
    },
  };
}

/** A user with devices, by their names. */
export function userOf(
  { network }: StandIns,
  name: string,
  devices: Readonly<Record<string, Partial<Device>>>,
  options?: Partial<Party>,
): Account {
  const account = addAccount(network.world, partyNamed(name, options));
  for (const [device, values] of Object.entries(devices)) {
    deviceOf(account, { name: device, ...values });
  }
  return account;
}

/** Alice on the line, who has just called somebody. */
export function callFrom({ network: { world } }: StandIns, alice: Account, called: Party): Leg {
  const conversation = newConversation();
  const [device] = [...alice.devices] as [Device];
  addLeg(world, conversation, alice.party, device, { state: 'Connected', isOpen: true });
  return addLeg(world, conversation, called, undefined);
}
