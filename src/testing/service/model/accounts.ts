/**
 * The users with their devices, and the faults that wait for them.
 */
import type { CommunicationIdentifier } from '@azure/communication-common';
import { kindOf, rawId } from '../../fakes/identifiers.js';
import { exclude, include, patch, put } from './draft.js';
import type { SimulatedError, SimulatedRequest } from './requests.js';
import type { Party } from './users.js';
import type { Account, Concern, Device, Failure, World } from './world.js';

export const newWorld = (): World => ({
  accounts: new Map(),
  meetings: new Map(),
  legs: new Set(),
  transfers: new Set(),
});

export function addAccount(world: World, party: Party): Account {
  const account: Account = {
    party,
    devices: new Set(),
    outages: new Set(),
    refusals: new Set(),
    failures: [],
  };
  put(world.accounts, rawId(party.identifier), account);
  return account;
}

export const accountOf = (world: World, identifier: CommunicationIdentifier): Account | undefined =>
  world.accounts.get(rawId(identifier));

/** The user of an identifier, or a party without an account. */
export const partyOf = (world: World, identifier: CommunicationIdentifier): Party =>
  accountOf(world, identifier)?.party ?? { identifier: kindOf(identifier) };

const concerns = (concern: Concern, device: string): boolean =>
  concern.device === undefined || concern.device === device;

/** The devices whose agents have been made: all of the account, or those of a name. */
export const devicesOn = ({ devices }: Account, name?: string): readonly Device[] =>
  [...devices].filter((device) => device.isMade && concerns({ device: name }, device.name));

/** The party's devices, also those that have no connection just now. */
export function devicesOf(world: World, { identifier }: Party): readonly Device[] {
  const account = accountOf(world, identifier);
  return account ? devicesOn(account) : [];
}

/** Can be called. */
export const isReachable = ({ isOnline, isDisposed }: Device): boolean => isOnline && !isDisposed;

export const hasNetwork = ({ account: { outages }, name }: Device): boolean =>
  ![...outages].some((outage) => concerns(outage, name));

export const isRefused = ({ account: { refusals }, name }: Device): boolean =>
  [...refusals].some((refusal) => concerns(refusal, name));

/** The answer to a request for an agent: an error, or the device that there is already, or neither, for a new one. */
export interface Admission {
  readonly refusal?: SimulatedError;
  readonly present?: Device | undefined;
}

/**
 * Admits a request for an agent on a device.
 *
 * @param own The device of the client that asks, from its last request.
 */
export function admission(account: Account, name: string, own: Device | undefined, now: number): Admission {
  // Only at the very moment of the first request the SDK takes another one for that of a second agent.
  const isNew = ({ isMade, since }: Device): boolean => !isMade && since === now;
  if (own) {
    return own.account !== account || isNew(own)
      ? { refusal: { code: 400, subCode: 40008 } }
      : { present: own };
  }
  const present = [...account.devices].find((device) => device.name === name && !device.isDisposed);
  return present && isNew(present) ? { refusal: { code: 409, subCode: 40228 } } : { present };
}

/** A device is in use until the disposal of its agent has settled. */
export const isInUse = (device: Device): boolean => device.account.devices.has(device);

export function addDevice(device: Device): void {
  include(device.account.devices, device);
}

export function removeDevice(device: Device): void {
  exclude(device.account.devices, device);
}

export function changeDevice(
  device: Device,
  values: Partial<Pick<Device, 'isClosed' | 'isCut' | 'isMade' | 'isOnline'>>,
): void {
  patch(device, values);
}

/** Begins an outage, or a time in which tokens are refused. Returns the function that ends it. */
export function suffer(account: Account, what: 'outages' | 'refusals', concern: Concern): () => void {
  include(account[what], concern);
  return () => {
    exclude(account[what], concern);
  };
}

/** Lets the next such request fail. */
export function addFailure(account: Account, failure: Failure): void {
  patch(account, { failures: [...account.failures, failure] });
}

/** How the request that is being made fails, if it does. Each failure is for one request. */
export function takeFailure(
  { account, name }: Pick<Device, 'account' | 'name'>,
  request: SimulatedRequest,
): Failure['error'] | undefined {
  const failure = account.failures.find((next) => next.request === request && concerns(next, name));
  patch(account, { failures: account.failures.filter((next) => next !== failure) });
  return failure?.error;
}
