/**
 * How a conversation looks to one of its parties.
 */
import type { CallState } from '@azure/communication-calling';
import { isUp, othersOf } from './legs.js';
import type { Leg, LegState } from './world.js';

/** Of several legs of a party, the others see the one that is furthest along. */
const progress: readonly LegState[] = ['Idle', 'Connecting', 'Ringing', 'InLobby', 'Hold', 'Connected'];

const isFurther = (leg: Leg, other: Leg | undefined): boolean =>
  !other || progress.indexOf(other.state) < progress.indexOf(leg.state);

/** The others, as a party on the line sees them, by key: one leg for all devices of another party. */
export function partiesBefore(leg: Leg): ReadonlyMap<string, Leg> {
  const parties = new Map<string, Leg>();
  for (const other of isUp(leg) ? othersOf(leg) : []) {
    if (isFurther(other, parties.get(other.key))) {
      parties.set(other.key, other);
    }
  }
  return parties;
}

/** The state of the call that a party has. */
export function callStateOf(leg: Leg): CallState {
  if (leg.hangsUp) {
    return 'Disconnecting';
  }
  if (leg.state === 'InLobby') {
    return 'InLobby';
  }
  if (!isUp(leg) || leg.isBeginning) {
    return 'Connecting';
  }
  return leg.state === 'Hold' ? 'LocalHold' : stateByOthers(leg);
}

function stateByOthers(leg: Leg): CallState {
  const states = [...partiesBefore(leg).values()].map(({ state }) => state);
  if (states.length === 1 && states[0] === 'Hold') {
    return 'RemoteHold';
  }
  if (states.includes('Connected') || states.includes('Hold') || leg.conversation.isOpen) {
    return 'Connected';
  }
  return states.includes('Ringing') ? 'Ringing' : 'Connecting';
}
