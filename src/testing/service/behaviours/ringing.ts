/**
 * How parties are called, and answer.
 */
import type { Observable } from 'rxjs';
import { devicesOf, isReachable } from '../model/accounts.js';
import { end } from '../model/conversations.js';
import { endings } from '../model/endings.js';
import {
  answer,
  claim,
  forward,
  giveUpRinging,
  isEngaged,
  prepareRinging,
  startRinging,
} from '../model/ringing.js';
import type { Device, Introduction, Leg, Ring } from '../model/world.js';
import { apply, startTimer, type Network } from '../transport/network.js';
import { request } from './requests.js';

/** Rings at the party of a leg, or at the party that takes its calls, until there is an answer. */
export function ring(network: Network, called: Leg, introduction: Introduction): void {
  const { world } = network;
  if (called.endReason) {
    return;
  }
  const leg = introduction.disableForwardingAndUnanswered ? called : forward(world, called);
  const registered = devicesOf(world, leg.party);
  const reachable = registered.filter(isReachable);
  if (leg.party.busyOnBusy && isEngaged(world, leg)) {
    apply(network, end(world, leg, endings.busy));
  } else if (reachable.length) {
    ringOn(network, leg, introduction, reachable);
  } else {
    apply(network, end(world, leg, registered.length ? endings.notOnline : endings.notRegistered));
  }
}

function ringOn(network: Network, leg: Leg, introduction: Introduction, devices: readonly Device[]): void {
  const { ringTimeout, world } = network;
  const ringing = prepareRinging(leg, introduction, devices);
  startTimer(
    network,
    ringing,
    () => {
      apply(network, giveUpRinging(world, ringing));
    },
    ringTimeout,
  );
  apply(network, startRinging(ringing));
}

/** A device answers, and has a leg from now on: the `claim` of the ring. */
export function accept(network: Network, ring: Ring): Observable<void> {
  const { world } = network;
  return request(
    network,
    ring,
    'accept',
    () => {
      apply(network, answer(world, ring));
    },
    () => {
      apply(network, claim(world, ring));
    },
  );
}

/** A device declines, for the party. */
export function reject(network: Network, ring: Ring): Observable<void> {
  return request(
    network,
    ring,
    'reject',
    () => {
      apply(network, end(network.world, ring.ringing.leg, endings.declined));
    },
    () => {
      network.apps.show({ type: 'declined', ring });
    },
  );
}
