/**
 * What the simulated service knows of a user: the devices, and what is to go wrong with them.
 */
import type { Endpoint } from './simulated-endpoint.js';
import type { SimulatedError, SimulatedRequest } from './simulated-faults.js';
import type { SimulatedUser } from './simulated-calling-service.js';

/** Concerns one device of a user, or all of them. */
interface Concern {
  readonly device: string | undefined;
}

interface Failure extends Concern {
  readonly request: SimulatedRequest;
  readonly error: SimulatedError | 'hangs';
}

export class Account {
  readonly user: SimulatedUser;
  /** From the request for the agent until its disposal has settled. */
  readonly endpoints: Set<Endpoint> = new Set();
  /** The networks that are down. */
  readonly outages: Set<Concern> = new Set();
  /** The tokens that are refused. */
  readonly refusals: Set<Concern> = new Set();
  readonly #failures: Failure[] = [];

  constructor(user: SimulatedUser) {
    this.user = user;
  }

  /** Those that have been made. */
  endpointsOn(device: string | undefined): readonly Endpoint[] {
    return [...this.endpoints].filter((endpoint) => endpoint.isMade && concerns({ device }, endpoint.device));
  }

  /** The one on a device that is made or being made, and not disposed of. */
  endpointInUse(device: string): Endpoint | undefined {
    return [...this.endpoints].find((endpoint) => endpoint.device === device && !endpoint.isDisposed);
  }

  hasNetwork(device: string): boolean {
    return ![...this.outages].some((outage) => concerns(outage, device));
  }

  isRefused(device: string): boolean {
    return [...this.refusals].some((refusal) => concerns(refusal, device));
  }

  /** Lets the next such request fail. */
  fail(failure: Failure): void {
    this.#failures.push(failure);
  }

  /** How the request that is being made fails, if it does. */
  failureOf(request: SimulatedRequest, device: string): Failure['error'] | undefined {
    const index = this.#failures.findIndex(
      (failure) => failure.request === request && concerns(failure, device),
    );
    return index < 0 ? undefined : this.#failures.splice(index, 1)[0]?.error;
  }
}

const concerns = (concern: Concern, device: string): boolean =>
  concern.device === undefined || concern.device === device;
