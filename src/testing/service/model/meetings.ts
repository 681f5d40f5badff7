/**
 * The conversations that one can join: meetings, which have an organizer, and group calls.
 */
import type { Changes } from './change.js';
import { connect } from './conversations.js';
import { patch, put } from './draft.js';
import { newConversation, render } from './legs.js';
import type { Leg, Meeting, World } from './world.js';

export function addMeeting(
  world: World,
  locator: string,
  options: Omit<Meeting, 'conversation'> = {},
): Meeting {
  const meeting: Meeting = { ...options, conversation: newConversation(true) };
  put(world.meetings, locator, meeting);
  return meeting;
}

/** The meeting of a locator, or else a group call, which begins when the first one joins. */
export const meetingOf = (world: World, locator: string): Meeting =>
  world.meetings.get(locator) ?? addMeeting(world, locator);

const roleIn = ({ organizer }: Meeting, { party }: Leg): Leg['role'] =>
  organizer ? (organizer === party ? 'Organizer' : 'Attendee') : 'Unknown';

/** The service hears of a party that joins. */
export function* arrive(leg: Leg, meeting: Meeting): Changes {
  patch(leg, { role: roleIn(meeting, leg) });
  yield* render(leg.conversation);
}

/** Lets a party in that joins, or makes it wait in the lobby. */
export function* letIn(world: World, leg: Leg, { lobby, organizer }: Meeting): Changes {
  if (lobby && organizer !== leg.party) {
    patch(leg, { state: 'InLobby' });
    yield* render(leg.conversation);
  } else {
    yield* connect(world, leg);
  }
}
