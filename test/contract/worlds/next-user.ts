/**
 * The users of the worlds without the SDK. The counter is all that this file holds.
 */
import type { CommunicationUserIdentifier } from '@azure/communication-common';

let count = 0;

/** A new user. */
export const nextUser = (): CommunicationUserIdentifier => ({
  communicationUserId: `8:acs:${String(++count)}`,
});
