/**
 * A fake of the lobby of a call, where participants wait.
 */
import type { Lobby } from '@azure/communication-calling';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { without } from './identifiers.js';

/** A fake `Lobby`. Default: empty. `admit` and `reject` remove the participant. */
export const FakeLobby: FakeClass<Lobby> = fakeClass('FakeLobby', () => ({
  events: { lobbyParticipantsUpdated: 'participants' },
  properties: { participants: [] },
  promises: {
    admit(participant) {
      this.set({ participants: without(this.participants, participant) });
    },
    reject(participant) {
      this.set({ participants: without(this.participants, participant) });
    },
    admitAll() {
      const successCount = this.participants.length;
      this.set({ participants: [] });
      return { successCount, failureCount: 0 };
    },
  },
}));
export type FakeLobby = Fake<Lobby>;
