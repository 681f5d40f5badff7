/**
 * The contract: sentences that are true of the SDK's objects, and must be true of the objects that replace them.
 *
 * All of them were observed with SDK 1.40.1, 1.46.1 and 2.0.0. The order matters in the world of the real SDK: it takes up
 * to 14 s to make an agent, so all checks share one. The checks that dispose come last.
 */
import { agents } from './checks/agents.js';
import { calls } from './checks/calls.js';
import { clients, disposals } from './checks/clients.js';
import { devices } from './checks/devices.js';
import { emitters } from './checks/emitters.js';
import { errors } from './checks/errors.js';
import { transfers } from './checks/transfers.js';
import { views } from './checks/views.js';
import type { Check } from './world.js';

export type ContractPart = 'calling' | 'transfers' | 'agents' | 'devices';

/** Each part has a world of its own. */
export const contract: Readonly<Record<ContractPart, readonly Check[]>> = {
  calling: [...clients, ...emitters, ...errors, ...calls, ...views, ...disposals],
  transfers,
  agents,
  devices,
};
