/**
 * How it rings at a party: on all its devices, until one of them answers or declines.
 */
import type { CallEndReason } from '@azure/communication-calling';
import { rawId } from '../../fakes/identifiers.js';
import { partyOf } from './accounts.js';
import type { Changes } from './change.js';
import { connect, end, endRing, replace, stopRinging } from './conversations.js';
import { exclude, patch } from './draft.js';
import { endings } from './endings.js';
import { addLeg, render } from './legs.js';
import type { Party } from './users.js';
import type { Device, Introduction, Leg, Ring, Ringing, World } from './world.js';

/** The party that takes the calls to another. Forwarding in a circle ends with the last new party. */
export function forwardedFrom(world: World, called: Party): Party {
  const seen = new Set([rawId(called.identifier)]);
  let party = called;
  while (party.forwardTo && !seen.has(rawId(party.forwardTo))) {
    seen.add(rawId(party.forwardTo));
    party = partyOf(world, party.forwardTo);
  }
  return party;
}

/** Puts the party that takes the calls in the place of the called one. */
export function forward(world: World, called: Leg): Leg {
  const party = forwardedFrom(world, called.party);
  if (party === called.party) {
    return called;
  }
  const leg = addLeg(world, called.conversation, party, undefined);
  replace(world, called, leg);
  return leg;
}

/** Another call of the party rings or is up. */
export const isEngaged = (world: World, called: Leg): boolean =>
  [...world.legs].some(
    (leg) => leg !== called && leg.key === called.key && (leg.isOpen || leg.ringing !== undefined),
  );

/** A leg rings on some devices. They do not know yet. */
export function prepareRinging(leg: Leg, introduction: Introduction, devices: readonly Device[]): Ringing {
  const rings = new Set<Ring>();
  const ringing: Ringing = { leg, introduction, rings };
  for (const device of devices) {
    rings.add({ ringing, device, claim: undefined, endReason: undefined });
  }
  patch(leg, { state: 'Ringing', ringing });
  return ringing;
}

/** All devices ring, but for those where it has ended meanwhile. */
export function* startRinging(ringing: Ringing): Changes {
  for (const ring of [...ringing.rings]) {
    yield { type: 'called', ring };
  }
  yield* render(ringing.leg.conversation);
  for (const ring of [...ringing.rings]) {
    yield { type: 'rings', ring };
  }
}

/** A device no longer takes part. When it was the last one, nobody can answer any more. */
export function* leaveRinging(
  world: World,
  ringing: Ringing,
  device: Device,
  reason: CallEndReason,
): Changes {
  const ring = [...ringing.rings].find((other) => other.device === device);
  if (!ring) {
    return;
  }
  exclude(ringing.rings, ring);
  yield* endRing(world, ring, reason);
  if (!ringing.rings.size) {
    yield* end(world, ringing.leg, reason);
  }
}

/** A voicemail answers, or a device that is not simulated. */
export function* answeredBySomebody(world: World, ringing: Ringing, reason: CallEndReason): Changes {
  yield* stopRinging(world, ringing, reason);
  patch(ringing.leg, { ringing: undefined });
  yield* connect(world, ringing.leg);
}

/** Nobody has answered in time. */
export function giveUpRinging(world: World, ringing: Ringing): Changes {
  const { introduction, leg } = ringing;
  return leg.party.voicemail && !introduction.disableForwardingAndUnanswered
    ? answeredBySomebody(world, ringing, endings.noAnswer)
    : end(world, leg, endings.noAnswer);
}

/** A device answers: it has a call, and the service has yet to hear of it. */
export function* claim(world: World, ring: Ring): Changes {
  const { conversation, party } = ring.ringing.leg;
  const leg = addLeg(world, conversation, party, ring.device);
  patch(ring, { claim: leg });
  yield { type: 'answered', ring, leg };
}

/** The service hears of an answer. The first one takes the call. */
export function* answer(world: World, ring: Ring): Changes {
  const { claim: leg, endReason, ringing } = ring;
  if (!leg || leg.endReason) {
    return;
  }
  if (endReason) {
    // It rang no more, and the device could not hear of that.
    yield* end(world, leg, endReason);
    return;
  }
  exclude(ringing.rings, ring);
  replace(world, ringing.leg, leg);
  yield* stopRinging(world, ringing, endings.answeredElsewhere);
  yield* connect(world, leg);
}
