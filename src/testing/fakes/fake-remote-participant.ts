/**
 * A fake of another participant of a call.
 */
import type { RemoteParticipant } from '@azure/communication-calling';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { nextId } from './next-id.js';

/**
 * A fake `RemoteParticipant`. Default: a new ACS user in state `Idle`.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeRemoteParticipant } from 'rx-acs-calling/testing';
 *
 * const bob = new FakeRemoteParticipant({ displayName: 'Bob', state: 'Connected' });
 * const call = new FakeCall({ state: 'Connected', remoteParticipants: [bob] });
 * bob.set({ state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } });
 * call.set({ remoteParticipants: [] });
 * ```
 */
export const FakeRemoteParticipant: FakeClass<RemoteParticipant> = fakeClass('FakeRemoteParticipant', () => ({
  events: {
    stateChanged: 'state',
    isMutedChanged: 'isMuted',
    displayNameChanged: { displayName: (newValue = '', oldValue = '') => [{ newValue, oldValue }] },
    roleChanged: 'role',
    isSpeakingChanged: 'isSpeaking',
    videoStreamsUpdated: 'videoStreams',
  },
  properties: {
    identifier: { kind: 'communicationUser', communicationUserId: nextId('8:acs:user') },
    endpointDetails: [],
    state: 'Idle',
    videoStreams: [],
    isMuted: false,
    isSpeaking: false,
    role: 'Unknown',
  },
  promises: {
    mute() {
      this.set({ isMuted: true });
    },
  },
}));
export type FakeRemoteParticipant = Fake<RemoteParticipant>;
