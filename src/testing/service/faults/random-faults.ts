/**
 * Scripts of faults at random.
 */
import type { CommunicationIdentifier } from '@azure/communication-common';
import { endings } from '../model/endings.js';
import { failures, type SimulatedRequest } from '../model/requests.js';
import type { SimulatedUser } from '../model/users.js';
import { seededRandom } from '../transport/random.js';
import type { FaultKind, SimulatedFault } from './faults.js';

/** Options of {@link randomFaults}. */
export interface RandomFaultsConfig {
  /** Fixes everything: the same seed makes the same script. */
  readonly seed: number;
  /** The users that the faults may hit. */
  readonly users: readonly (SimulatedUser | CommunicationIdentifier)[];
  /** How many there are; 5 by default. */
  readonly count?: number;
  /** The time in which they all happen, in milliseconds; 10,000 by default. */
  readonly within?: number;
  /** The kinds of faults; all by default. */
  readonly kinds?: readonly SimulatedFault['fault'][];
}

const allKinds: Readonly<Record<SimulatedFault['fault'], true>> = {
  networkLoss: true,
  connectionLoss: true,
  invalidToken: true,
  silentDisposal: true,
  microphoneFails: true,
  answerElsewhere: true,
  callDrop: true,
  requestFails: true,
  requestHangs: true,
};

const requests = Object.keys(failures) as readonly SimulatedRequest[];

/**
 * A script of faults at random times, the same one for the same seed.
 *
 * A test that fails with such a script names the seed, or prints {@link SimulatedCallingService.faults} and keeps
 * them as a script of its own.
 *
 * @example
 * ```ts
 * import { randomFaults, SimulatedCallingService } from 'rx-acs-calling/testing';
 *
 * const service = new SimulatedCallingService();
 * const alice = service.createUser({ communicationUserId: '8:acs:alice' });
 * const bob = service.createUser({ communicationUserId: '8:acs:bob' });
 * service.script(randomFaults({ seed: 42, users: [alice, bob], kinds: ['networkLoss', 'callDrop'] }));
 * ```
 */
export function randomFaults({
  seed,
  users,
  count = 5,
  within = 10_000,
  kinds = Object.keys(allKinds) as readonly SimulatedFault['fault'][],
}: RandomFaultsConfig): readonly SimulatedFault[] {
  const random = seededRandom(seed);
  const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const moment = (): number => Math.floor(random() * within);
  const kindOf = (fault: SimulatedFault['fault']): FaultKind => {
    switch (fault) {
      case 'networkLoss':
        return { fault, for: moment() };
      case 'callDrop':
        return { fault, reason: oneOf(Object.values(endings)) };
      case 'requestFails':
      case 'requestHangs':
        return { fault, request: oneOf(requests) };
      default:
        return { fault };
    }
  };
  return Array.from({ length: count }, () => ({
    at: moment(),
    user: oneOf(users),
    ...kindOf(oneOf(kinds)),
  })).sort((a, b) => a.at - b.at);
}
