/**
 * How devices connect to the service and lose the connection, and how their calls end then.
 */
import type { CallEndReason, ConnectionStateChangedReason } from '@azure/communication-calling';
import { NEVER, type Observable } from 'rxjs';
import { changeDevice, hasNetwork, isRefused, removeDevice, takeFailure } from '../model/accounts.js';
import { beginHangUp } from '../model/calls.js';
import { end } from '../model/conversations.js';
import { endings } from '../model/endings.js';
import { legsOn } from '../model/legs.js';
import type { SimulatedError } from '../model/requests.js';
import { leaveRinging } from '../model/ringing.js';
import type { Device } from '../model/world.js';
import { later, schedule } from '../transport/clock.js';
import { catchUp, deliver, giveUp } from '../transport/link.js';
import { apply, hasTimer, linkOf, startTimer, stopTimers, type Network } from '../transport/network.js';
import { check } from './requests.js';

/** The creation of an agent is done, or has failed. */
export function finishCreation(network: Network, device: Device, failure: SimulatedError | undefined): void {
  const error = failure ?? (isRefused(device) ? { code: 401, subCode: 40235 } : undefined);
  if (error) {
    removeDevice(device);
  }
  check(error);
  changeDevice(device, { isMade: true });
  connectDevice(network, device);
}

/** Connects a device, if there is a network by then. */
export function connectDevice(network: Network, device: Device): void {
  schedule(network.clock, () => {
    const { isCut, isDisposed, isOnline } = device;
    if (isOnline || isCut || isDisposed) {
      return;
    }
    if (hasNetwork(device)) {
      goOnline(network, device);
    } else {
      goOffline(network, device, 'connectionIssue');
    }
  });
}

function goOnline(network: Network, device: Device): void {
  const link = linkOf(network, device);
  stopTimers(network, device);
  changeDevice(device, { isOnline: true });
  network.apps.show({ type: 'connected', device });
  catchUp(link);
  deliver(link);
}

function goOffline({ apps }: Network, device: Device, reason: ConnectionStateChangedReason): void {
  changeDevice(device, { isOnline: false });
  apps.show({ type: 'disconnected', device, reason });
}

/** The connection is lost; the service waits for it to return, but not for ever. */
export function loseDevice(network: Network, device: Device): void {
  if (device.isOnline && !device.isDisposed) {
    startTimer(
      network,
      device,
      () => {
        abandon(network, device);
      },
      network.reconnectTimeout,
    );
    goOffline(network, device, 'connectionIssue');
  }
}

/** The connection is lost for good. */
export function cutDevice(network: Network, device: Device): void {
  changeDevice(device, { isCut: true });
  loseDevice(network, device);
}

/** The connection has not returned in time. */
function abandon(network: Network, device: Device): void {
  network.apps.show({ type: 'callsClosed', device, reason: endings.networkLost });
  leaveCalls(network, device, endings.abruptDisconnect, endings.calleeLost);
  giveUp(linkOf(network, device));
}

/** The token is no longer good. */
export function refuseDevice(network: Network, device: Device): void {
  changeDevice(device, { isCut: true });
  stopTimers(network, device);
  goOffline(network, device, 'invalidToken');
  network.apps.show({ type: 'callsClosed', device, reason: endings.tokenInvalid });
  leaveCalls(network, device, endings.hungUp, endings.notRegistered);
  giveUp(linkOf(network, device));
  if (!device.isDisposed) {
    network.apps.show({ type: 'disposing', device });
    schedule(network.clock, () => {
      finishDisposal(network, device);
    });
  }
}

/** The SDK disposes of the agent by itself. One without a connection tells that its token was refused. */
export function disposeSilently(network: Network, device: Device): void {
  if (!device.isOnline) {
    goOffline(network, device, 'invalidToken');
  }
  if (!device.isDisposed) {
    network.apps.show({ type: 'disposing', device });
    finishDisposal(network, device);
  }
}

/** The app disposes of the agent, which can be without a connection, too. */
export function disposeDevice(network: Network, device: Device): Observable<void> {
  const failure = takeFailure(device, 'dispose');
  if (failure === 'hangs') {
    return NEVER;
  }
  return later(network.clock, () => {
    check(failure);
    finishDisposal(network, device);
  });
}

function finishDisposal(network: Network, device: Device): void {
  const { apps, world } = network;
  const link = linkOf(network, device);
  for (const leg of legsOn(world, device)) {
    apply(network, beginHangUp(leg));
  }
  apps.show({ type: 'callsClosed', device, reason: endings.hungUp });
  // Without a connection the others learn of it when the service waits no more.
  if (device.isOnline || !hasTimer(network, device)) {
    leaveCalls(network, device, endings.hungUp, endings.notRegistered);
  } else if (!legsOn(world, device).length) {
    stopTimers(network, device);
  }
  changeDevice(device, { isClosed: true, isOnline: false });
  giveUp(link);
  catchUp(link);
  removeDevice(device);
  apps.show({ type: 'disposed', device });
}

/** Takes the device out of its calls, and those that ring at it. */
function leaveCalls(
  network: Network,
  device: Device,
  reason: CallEndReason,
  reasonOfCaller: CallEndReason,
): void {
  const { world } = network;
  for (const leg of world.legs) {
    if (leg.device === device) {
      apply(network, end(world, leg, reason));
    }
    if (leg.ringing) {
      apply(network, leaveRinging(world, leg.ringing, device, reasonOfCaller));
    }
  }
}
