/**
 * The actions of a party in its call: hold, mute, invite.
 */
import type { Changes } from './change.js';
import { patch } from './draft.js';
import { addLeg, isUp, othersOf, render } from './legs.js';
import type { Refusal } from './refusals.js';
import type { SimulatedRequest } from './requests.js';
import type { Party } from './users.js';
import type { Leg, World } from './world.js';

/** The app has a call for the leg. */
export function open(leg: Leg): void {
  patch(leg, { isOpen: true });
}

/** A party is about to leave; the service has yet to hear of it. */
export function* beginHangUp(leg: Leg): Changes {
  patch(leg, { hangsUp: true });
  yield { type: 'hangingUp', leg };
}

export function* hold(leg: Leg, request: Extract<SimulatedRequest, 'hold' | 'resume'>): Changes {
  patch(leg, { state: request === 'hold' ? 'Hold' : 'Connected' });
  yield* render(leg.conversation);
}

/** Mutes or unmutes the own microphone, before the others are told. */
export function* muteItself(leg: Leg, isMuted: boolean): Changes {
  patch(leg, { isMuted });
  if (!leg.endReason) {
    yield { type: 'mutedItself', leg };
  }
}

/** The others learn of a muted microphone. */
export function* tellOfMute(leg: Leg): Changes {
  if (!leg.endReason) {
    yield* render(leg.conversation);
  }
}

/** Others can mute a party on the line, unless it is a phone. */
const isMutable = (leg: Leg): boolean => isUp(leg) && leg.party.identifier.kind !== 'phoneNumber';

/** The parties that are muted when one mutes all others, and the error if that leaves a party out. */
export function mutableBefore(leg: Leg): { readonly keys: readonly string[]; readonly refusal: Refusal } {
  const others = othersOf(leg);
  const keys = others.filter(isMutable).map(({ key }) => key);
  const hasPhone = others.some(({ party }) => party.identifier.kind === 'phoneNumber');
  const subCode = hasPhone ? 41086 : keys.length < others.length ? 41092 : undefined;
  return { keys, refusal: subCode === undefined ? undefined : { code: 405, subCode } };
}

/** Mutes others. They may unmute again. */
export function* muteOthers(leg: Leg, keys: readonly string[]): Changes {
  for (const other of othersOf(leg)) {
    if (isUp(other) && keys.includes(other.key)) {
      patch(other, { isMuted: true });
    }
  }
  yield* render(leg.conversation);
}

/** Somebody is about to be called into the call of a leg. */
export function addGuest(world: World, { conversation }: Leg, party: Party): Leg {
  const guest = addLeg(world, conversation, party, undefined, { state: 'Idle' });
  patch(conversation, { isGroup: true });
  return guest;
}
