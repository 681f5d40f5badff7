/**
 * The contract: what is true of the SDK's objects, and therefore of all that stand in for them.
 *
 * Whatever is checked here was observed of SDK 1.40.1, 1.46.1 and 2.0.0. The order matters where a world is shared by all checks,
 * as that of the real SDK is, which takes up to 14 s for an agent: what disposes comes last.
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
