/**
 * Adding participants to a call, and removing them.
 */
import type { CallCommon, RemoteParticipant } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { checkConnected } from './call-refusals.js';
import type { Fake } from './fake-object.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { kindOf, rawId, without } from './identifiers.js';

/** Throws the SDK's error if this user cannot be added to the call. */
export function checkGuest(call: CallCommon, guest: CommunicationIdentifier): void {
  checkConnected(call, 412, 41089);
  if (call.remoteParticipants.some(({ identifier }) => rawId(identifier) === rawId(guest))) {
    throw new FakeSdkError({ code: 400, subCode: 41053 });
  }
}

/** Adds a participant to the array in place, as the SDK does. When a participant leaves, there is a new array. */
export function addGuest<P extends RemoteParticipant>(
  call: Pick<CallCommon, 'remoteParticipants'> & {
    emit(event: 'remoteParticipantsUpdated', update: { added: P[]; removed: P[] }): void;
  },
  guest: P,
): P {
  (call.remoteParticipants as RemoteParticipant[]).push(guest);
  call.emit('remoteParticipantsUpdated', { added: [guest], removed: [] });
  return guest;
}

/** The `addParticipant` of a call. */
export function addParticipant(
  this: Fake<CallCommon>,
  ...[identifier]: readonly [identifier: CommunicationIdentifier, options?: unknown]
): RemoteParticipant {
  checkGuest(this, identifier);
  return addGuest(this, new FakeRemoteParticipant({ identifier: kindOf(identifier) }));
}

/** The `removeParticipant` of a call. */
export function removeParticipant(this: Fake<CallCommon>, identifier: CommunicationIdentifier): void {
  checkConnected(this, 412, 41090);
  this.set({ remoteParticipants: without(this.remoteParticipants, identifier) });
}
