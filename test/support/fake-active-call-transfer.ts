/**
 * The fake feature of an agent for the user's calls on other devices.
 */
import type { ActiveCallDetails } from '@azure/communication-calling';
import { FakeActiveCallTransferFeature } from 'rx-acs-calling/testing';

/** Emits the calls also if the list is the same as before. */
export class FakeElsewhere extends FakeActiveCallTransferFeature {
  /** Emits the SDK's event for a change of the user's calls. */
  tell(activeCallDetails: readonly ActiveCallDetails[]): void {
    if (activeCallDetails.length) {
      this.emit('activeCallsUpdated', { activeCallDetails } as never);
    } else {
      this.emit('noActiveCalls');
    }
  }
}

/** A call on another device. */
export const callElsewhere = (callId: string): ActiveCallDetails => ({
  callId,
  participants: [],
  userJoinTime: new Date(0),
});
