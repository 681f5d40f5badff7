/**
 * The feature of an agent that knows the user's calls on other devices.
 */
import type { ActiveCallDetails, ActiveCallTransferFeature } from '@azure/communication-calling';
import { FakeCall, FakeObject, type FakeInit } from 'rx-acs-calling/testing';

/** Tells of calls as the SDK does, not as it declares it. Nobody has a call elsewhere unless the test says so. */
export class FakeElsewhere
  extends FakeObject<ActiveCallTransferFeature>
  implements ActiveCallTransferFeature
{
  constructor(init?: FakeInit<ActiveCallTransferFeature>) {
    super(
      {
        events: { activeCallsUpdated: null, noActiveCalls: null },
        properties: { name: 'ActiveCallTransfer' },
        methods: { dispose: () => undefined },
        promises: { activeCallTransfer: () => new FakeCall(), getActiveCallDetails: () => undefined },
        lenient: true,
      },
      init,
    );
  }

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
