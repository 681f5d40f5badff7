/**
 * The tools of the behaviours: the model, the clock, the links to the devices, and the apps.
 */
import type { Subscription } from 'rxjs';
import { newWorld } from '../model/accounts.js';
import type { Change, Shown } from '../model/change.js';
import type { Device, Leg, World } from '../model/world.js';
import { schedule, type Clock } from './clock.js';
import { newLink, send, tell, type Link } from './link.js';

/** The apps, as the service knows them. */
export interface Apps {
  show(change: Shown): void;
  /** Whether the app of a leg accepts to be transferred. */
  acceptsTransfers(leg: Leg): boolean;
}

export interface Network {
  readonly world: World;
  readonly clock: Clock;
  readonly apps: Apps;
  /** How long it rings, in milliseconds. */
  readonly ringTimeout: number;
  /** How long calls survive without a network, in milliseconds. */
  readonly reconnectTimeout: number;
  readonly links: WeakMap<Device, Link>;
  /** The timers that can be stopped, by the object they belong to. */
  readonly timers: WeakMap<object, Subscription[]>;
}

export const newNetwork = (
  config: Pick<Network, 'apps' | 'clock' | 'reconnectTimeout' | 'ringTimeout'>,
): Network => ({ ...config, world: newWorld(), links: new WeakMap(), timers: new WeakMap() });

/** Shows each change before the next one is made. */
export function apply(network: Network, changes: Iterable<Change>): void {
  for (const change of changes) {
    if (change.type === 'timersStopped') {
      stopTimers(network, change.of);
    } else {
      network.apps.show(change);
    }
  }
}

export function linkOf({ links }: Network, device: Device): Link {
  const link = links.get(device) ?? newLink(device);
  links.set(device, link);
  return link;
}

/** Shows the app of a leg something, as soon as it can hear of it. */
export function tellApp(network: Network, { device }: Pick<Leg, 'device'>, show: () => void): void {
  if (device) {
    tell(linkOf(network, device), show);
  }
}

/** Sends the service a request without an answer. */
export function sendFrom(network: Network, device: Device, act: () => void, otherwise?: () => void): void {
  send(network.clock, linkOf(network, device), act, otherwise);
}

/** Does something later, unless the timers of an object are stopped before. */
export function startTimer(network: Network, of: object, action: () => void, delay: number): void {
  const running = runningTimers(network, of);
  network.timers.set(of, [...running, schedule(network.clock, action, delay)]);
}

export function stopTimers(network: Network, of: object): void {
  for (const timer of runningTimers(network, of)) {
    timer.unsubscribe();
  }
  network.timers.delete(of);
}

export const hasTimer = (network: Network, of: object): boolean => runningTimers(network, of).length > 0;

const runningTimers = ({ timers }: Network, of: object): readonly Subscription[] =>
  (timers.get(of) ?? []).filter(({ closed }) => !closed);
