/**
 * Conversations and their legs.
 */
import type { CallerInfo } from '@azure/communication-calling';
import { rawId } from '../../fakes/identifiers.js';
import type { Changes } from './change.js';
import { include } from './draft.js';
import type { Party } from './users.js';
import type { Conversation, Device, Leg, LegOnDevice, World } from './world.js';

/** @param isOpen Whether parties can join it, as a meeting or group call. */
export const newConversation = (isOpen = false): Conversation => ({
  legs: new Set(),
  isGroup: isOpen,
  isOpen,
  departed: new Map(),
});

/** Makes a leg that the others do not know of until it enters. */
export function prepareLeg<D extends Device | undefined>(
  world: World,
  conversation: Conversation,
  party: Party,
  device: D,
  values: Partial<Leg> = {},
): Leg & { readonly device: D } {
  const leg: Leg & { readonly device: D } = {
    conversation,
    party,
    key: rawId(party.identifier),
    state: 'Connecting',
    role: 'Unknown',
    isMuted: false,
    isOpen: false,
    hangsUp: false,
    isBeginning: false,
    isTransferred: false,
    failing: undefined,
    ringing: undefined,
    endReason: undefined,
    ...values,
    device,
  };
  include(world.legs, leg);
  return leg;
}

/** The others get to know of a leg. */
export function enter(leg: Leg): void {
  include(leg.conversation.legs, leg);
}

/** A leg that the others know of at once. Without a device, it is that of a called party, or of a voicemail. */
export function addLeg<D extends Device | undefined>(
  world: World,
  conversation: Conversation,
  party: Party,
  device: D,
  values?: Partial<Leg>,
): Leg & { readonly device: D } {
  const leg = prepareLeg(world, conversation, party, device, values);
  enter(leg);
  return leg;
}

export const isOnDevice = (leg: Leg): leg is LegOnDevice => leg.device !== undefined;

/** On the line, be it on hold. */
export const isUp = ({ state }: Leg): boolean => state === 'Connected' || state === 'Hold';

/** How a party is introduced to others. */
export const infoOf = ({ party: { identifier, displayName } }: Leg): CallerInfo =>
  displayName === undefined ? { identifier } : { identifier, displayName };

/** The legs of the other parties. That of another device of the same party is no other. */
export const othersOf = (leg: Leg): readonly Leg[] =>
  [...leg.conversation.legs].filter(({ key }) => key !== leg.key);

/** The legs of a device. */
export const legsOn = (world: World, device: Device): readonly Leg[] =>
  [...world.legs].filter((leg) => leg.device === device);

/** Brings each party's call up to date with the conversation. */
export function* render({ legs }: Conversation): Changes {
  for (const leg of legs) {
    yield { type: 'updated', leg };
  }
}
