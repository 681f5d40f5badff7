/**
 * How parties connect to a conversation, and leave it.
 */
import type { CallEndReason } from '@azure/communication-calling';
import type { Changes } from './change.js';
import { exclude, patch, put } from './draft.js';
import { endings } from './endings.js';
import { isUp, othersOf, render } from './legs.js';
import { failBy, passOn, succeedBy } from './transfers.js';
import type { Leg, Ring, Ringing, World } from './world.js';

export function* connect(world: World, leg: Leg): Changes {
  if (leg.conversation.legs.has(leg)) {
    patch(leg, { state: 'Connected' });
    yield* succeedBy(world, leg);
    yield* render(leg.conversation);
  }
}

/** Puts another leg in the place of one that rings: that of the device which answers, or of another party. */
export function replace(world: World, before: Leg, after: Leg): void {
  depart(world, before, endings.cancelled);
  passOn(world, before, after);
}

/** Takes a leg out; says whether it was still in. */
function depart(world: World, leg: Leg, endReason: CallEndReason): boolean {
  const isIn = exclude(world.legs, leg);
  if (isIn) {
    exclude(leg.conversation.legs, leg);
    patch(leg, { endReason });
    put(leg.conversation.departed, leg.key, endReason);
  }
  return isIn;
}

/** Takes a leg out, and leaves all others as they are. */
export function* remove(world: World, leg: Leg, reason: CallEndReason): Changes {
  if (!depart(world, leg, reason)) {
    return;
  }
  if (leg.ringing) {
    yield* stopRinging(world, leg.ringing, reason);
  }
  yield { type: 'ended', leg, reason };
  yield* failBy(world, leg, reason);
  yield { type: 'timersStopped', of: leg };
}

/** Takes a leg out. A party that is left alone, or rings for nobody, goes with it. */
export function* end(
  world: World,
  leg: Leg,
  reason: CallEndReason,
  reasonOfOthers: CallEndReason = reason,
): Changes {
  if (!world.legs.has(leg)) {
    return;
  }
  yield* remove(world, leg, reason);
  const rest = [...leg.conversation.legs];
  if (isOver(leg)) {
    const reasonOfRest = rest.some(isUp) ? reasonOfOthers : endings.cancelled;
    for (const other of rest) {
      yield* end(world, other, reasonOfRest);
    }
  } else {
    yield* render(leg.conversation);
  }
}

/** Nobody with a device is on the line, or only one party is left. */
function isOver({ conversation: { legs, isOpen } }: Leg): boolean {
  const rest = [...legs];
  return (
    !rest.some((leg) => leg.device && (isOpen || isUp(leg))) ||
    (!isOpen && new Set(rest.map(({ key }) => key)).size === 1)
  );
}

/** A leg hangs up, alone or with all others. */
export function* hangUp(world: World, leg: Leg, isForEveryone: boolean): Changes {
  const others = othersOf(leg);
  if (isForEveryone) {
    yield* end(world, leg, endings.hungUp, endings.removed);
    for (const other of others) {
      yield* end(world, other, endings.removed);
    }
  } else {
    const isPhone = leg.party.identifier.kind === 'phoneNumber';
    yield* end(world, leg, endings.hungUp, isPhone ? endings.hungUpByPhone : endings.hungUp);
  }
}

/** Removes a party, on all its devices, for another. */
export function* removeParty(world: World, leg: Leg, key: string): Changes {
  for (const other of othersOf(leg)) {
    if (other.key === key) {
      yield* end(world, other, endings.removed, endings.hungUp);
    }
  }
}

/** It rings no more, on any device. */
export function* stopRinging(world: World, ringing: Ringing, reason: CallEndReason): Changes {
  yield { type: 'timersStopped', of: ringing };
  // The device that has declined knows; the other devices learn that there is nothing left to answer.
  const told = reason === endings.declined ? endings.declinedEverywhere : reason;
  const rings = [...ringing.rings];
  patch(ringing, { rings: new Set() });
  for (const ring of rings) {
    yield* endRing(world, ring, told);
  }
}

/** Ends the call of a device that has answered, or else the ringing on it. */
export function* endRing(world: World, ring: Ring, reason: CallEndReason): Changes {
  patch(ring, { endReason: reason });
  if (ring.claim) {
    yield* remove(world, ring.claim, reason);
  } else {
    yield { type: 'ringEnded', ring, reason };
  }
}
