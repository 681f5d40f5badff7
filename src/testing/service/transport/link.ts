/**
 * The line between a device and the service: requests one way, news the other way. Both wait for a connection.
 */
import type { Device } from '../model/world.js';
import { schedule, type Clock } from './clock.js';

/** A request on its way to the service. */
interface Message {
  readonly act: () => void;
  /** Runs instead of `act` if there is no connection on arrival. A request without this waits for one. */
  readonly otherwise: (() => void) | undefined;
  hasArrived: boolean;
}

export interface Link {
  readonly device: Device;
  /** In the order in which they were sent. */
  readonly messages: Message[];
  /** The news that the app cannot hear of yet. */
  readonly untold: (() => void)[];
}

export const newLink = (device: Device): Link => ({ device, messages: [], untold: [] });

/** Shows the app something, now, or as soon as it can hear of it. */
export function tell({ device, untold }: Link, show: () => void): void {
  if (device.isOnline || device.isDisposed) {
    show();
  } else {
    untold.push(show);
  }
}

/** A request, which arrives when the latency has passed, but never before an earlier one of the same device. */
export function send(clock: Clock, link: Link, act: () => void, otherwise?: () => void): void {
  const message: Message = { act, otherwise, hasArrived: false };
  link.messages.push(message);
  schedule(clock, () => {
    message.hasArrived = true;
    drop(link, message);
    deliver(link);
  });
}

/** A request that cannot wait for a connection does not get through. */
function drop({ device, messages }: Link, message: Message): void {
  const { act, otherwise } = message;
  const index = messages.indexOf(message);
  if (index >= 0 && !device.isOnline && (otherwise || device.isClosed)) {
    messages.splice(index, 1);
    (otherwise ?? act)();
  }
}

/** Lets the requests through that have arrived. */
export function deliver({ device, messages }: Link): void {
  while (device.isOnline && messages[0]?.hasArrived) {
    messages.shift()?.act();
  }
}

/** Tells the app all that it has missed. */
export function catchUp({ untold }: Link): void {
  for (const show of untold.splice(0)) {
    show();
  }
}

/** Lets all requests through that wait for a connection, as there is nothing left that they could change. */
export function giveUp({ messages }: Link): void {
  for (const { act } of messages.splice(0)) {
    act();
  }
}
