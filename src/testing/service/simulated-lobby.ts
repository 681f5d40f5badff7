/**
 * Who lets whom in on the simulated service. The errors are those of the SDK (2.0.0).
 */
import type { ParticipantRole } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { Observable } from 'rxjs';
import type { Leg } from './conversation.js';
import { endings } from './endings.js';
import { FakeLobby } from '../fakes/fake-call.js';
import { FakeSdkError } from '../fakes/fake-sdk-error.js';
import { rawId } from '../fakes/identifiers.js';

const doorkeepers: readonly ParticipantRole[] = ['Organizer', 'Co-organizer', 'Presenter'];

/** The lobby as one of the parties has it. */
export const lobbyOf = (leg: Leg): FakeLobby =>
  new FakeLobby({
    admit: (...[identifier]) => decide(leg, identifier, admit),
    reject: (...[identifier]) =>
      decide(leg, identifier, (waiting) => {
        leg.conversation.end(waiting, endings.removed);
      }),
    admitAll: () => {
      check(leg);
      return leg.request('admit', () => {
        check(leg);
        const waiting = othersOf(leg).filter(({ state }) => state === 'InLobby');
        waiting.forEach(admit);
        return { successCount: waiting.length, failureCount: 0 };
      });
    },
  });

const admit = (waiting: Leg): void => {
  waiting.conversation.connect(waiting);
};

/** Who has left has nobody to let in any more. */
const othersOf = (leg: Leg): readonly Leg[] => (leg.endReason ? [] : leg.conversation.othersOf(leg));

function decide(
  leg: Leg,
  identifier: CommunicationIdentifier,
  act: (waiting: Leg) => void,
): Observable<void> {
  const find = (): readonly Leg[] => {
    check(leg);
    const legs = othersOf(leg).filter(({ key }) => key === rawId(identifier));
    const waiting = legs.filter(({ state }) => state === 'InLobby');
    if (!waiting.length) {
      throw new FakeSdkError({ code: 400, subCode: legs.some(({ isUp }) => isUp) ? 41803 : 41804 });
    }
    return waiting;
  };
  find();
  // Looked for again when the request arrives: somebody else may have decided by then.
  return leg.request('admit', () => {
    find().forEach(act);
  });
}

function check(leg: Leg): void {
  if (!leg.conversation.isGroup) {
    throw new FakeSdkError({ code: 400, subCode: 41802 });
  }
  // Without a meeting there are no roles, and anybody may.
  if (leg.role !== 'Unknown' && !doorkeepers.includes(leg.role)) {
    throw new FakeSdkError({ code: 403, subCode: 41805 });
  }
}
