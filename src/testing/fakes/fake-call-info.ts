/**
 * Fakes of the info of a call: its ids at the service.
 */
import type { CallInfo, CallInfoCommon, TeamsCallInfo } from '@azure/communication-calling';
import { fakeClass, type Fake, type FakeClass, type FakeDescription } from './fake-object.js';
import { nextId } from './next-id.js';

// At run time every fake has `on` and `off`, also where its SDK object has other names for them.
const emitter = (
  fake: object,
): { on: CallInfoCommon['onCallInfoChanged']; off: CallInfoCommon['offCallInfoChanged'] } => fake as never;

const describeInfo = (): FakeDescription<CallInfoCommon> => ({
  events: { callInfoChanged: 'threadId' },
  properties: { threadId: undefined, participantId: nextId('participant') },
  methods: {
    onCallInfoChanged(event, listener) {
      emitter(this).on(event, listener);
    },
    offCallInfoChanged(event, listener) {
      emitter(this).off(event, listener);
    },
  },
  promises: { getServerCallId: () => nextId('server-call') },
});

/** A fake `CallInfo`. The SDK names its `on` and `off` `onCallInfoChanged` and `offCallInfoChanged`. */
export const FakeCallInfo: FakeClass<CallInfo> = fakeClass<CallInfo>('FakeCallInfo', () => {
  const { properties, ...description } = describeInfo();
  return { ...description, properties: { ...properties, groupId: undefined } };
});
export type FakeCallInfo = Fake<CallInfo>;

/** A fake `TeamsCallInfo`. It has the SDK's names for `on` and `off`, as {@link FakeCallInfo} has. */
export const FakeTeamsCallInfo: FakeClass<TeamsCallInfo> = fakeClass('FakeTeamsCallInfo', describeInfo);
export type FakeTeamsCallInfo = Fake<TeamsCallInfo>;
