/**
 * The others, as a party sees them.
 */
import type { Observable } from 'rxjs';
import { wholeReason } from '../../fakes/call-end-reason.js';
import { FakeRemoteParticipant } from '../../fakes/fake-remote-participant.js';
import { rawId } from '../../fakes/identifiers.js';
import { muteParties } from '../behaviours/mute.js';
import { check } from '../behaviours/requests.js';
import { infoOf } from '../model/legs.js';
import { refusalOfMute } from '../model/refusals.js';
import { partiesBefore } from '../model/views.js';
import type { Leg } from '../model/world.js';
import { remember, surroundingsOf, type Stage } from './stage.js';

/** The participant as which a party sees another one. */
export function introduce(stage: Stage, leg: Leg, other: Leg): FakeRemoteParticipant {
  const { others } = surroundingsOf(stage, leg);
  const known = others.get(other.key);
  if (known) {
    return known;
  }
  const { isMuted, party, role, state } = other;
  const participant: FakeRemoteParticipant = new FakeRemoteParticipant({
    ...infoOf(other),
    identifier: party.identifier,
    isMuted,
    role,
    state,
    mute: () => mute(stage, leg, participant),
  });
  others.set(other.key, participant);
  return remember(stage, participant);
}

function mute({ network }: Stage, leg: Leg, participant: FakeRemoteParticipant): Observable<void> {
  check(refusalOfMute(leg, participant));
  return muteParties(network, leg, [rawId(participant.identifier)]);
}

/** Brings the participants of a call up to date, and returns them. */
export function showParticipants(stage: Stage, leg: Leg): FakeRemoteParticipant[] {
  const { others } = surroundingsOf(stage, leg);
  const present = partiesBefore(leg);
  for (const [key, participant] of others) {
    if (!present.has(key)) {
      const reason = leg.conversation.departed.get(key);
      participant.set({ state: 'Disconnected', callEndReason: reason && wholeReason(reason) });
      others.delete(key);
    }
  }
  for (const other of present.values()) {
    const { isMuted, role, state } = other;
    introduce(stage, leg, other).set({ state, isMuted, role });
  }
  return [...others.values()];
}
