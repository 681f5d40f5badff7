/**
 * The feature of an agent that knows the user's calls on other devices.
 */
import type { ActiveCallDetails } from '@azure/communication-calling';
import { FakeActiveCallTransferFeature } from 'rx-acs-calling/testing';

/** Tells of calls also when its list is the same as before. */
export class FakeElsewhere extends FakeActiveCallTransferFeature {
  /** What the SDK emits when the user's calls have changed. */
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
