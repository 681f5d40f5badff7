/**
 * Fakes of a call.
 */
import type { Call, CallAgent, CallKind, TeamsCall, TeamsCallAgent } from '@azure/communication-calling';
import type { FakeAgent } from './agent-types.js';
import { describeCall } from './call-description.js';
import { setInOrder } from './call-order.js';
import { addParticipant, removeParticipant } from './call-participants.js';
import { FakeCallInfo, FakeTeamsCallInfo } from './fake-call-info.js';
import { FakeObject, type FakeChanges, type FakeInit } from './fake-object.js';

const describe = <I>(kind: `${CallKind}`, info: I) => {
  const { properties, methods, promises, ...common } = describeCall(kind);
  return {
    ...common,
    properties: { ...properties, info },
    methods: { ...methods, addParticipant },
    promises: { ...promises, removeParticipant },
  };
};

/**
 * A fake `Call`. Default: outgoing, in state `None`, without participants.
 *
 * A call that ends, by `hangUp()` or by `set({ state: 'Disconnected' })`, keeps the SDK's order: `callEndReason` is set,
 * the participants and streams leave, the call leaves its agent's `calls` with its `state` already `Disconnected`, and
 * only then its own `stateChanged` fires, for the listeners that were attached before. `hangUp()` of an ended call rejects
 * with the codes of its `callEndReason`. Requests in a wrong state are refused with the SDK's codes. A feature is kept by
 * the constructor of its factory, also after the end; a wrong factory throws 500/41001 (observed with SDK 1.46.1 and 2.0.0
 * in Chromium).
 *
 * `set` of several properties fires one event after the other, those of `id`, `state`, `isScreenSharingOn`, `isMuted` and
 * `role` in this order, `isMuted` right after a new `state`: in an earlier event a later property is still old. `hold()` ends screen sharing. A call sends one
 * video: it is on once `startVideo()` has settled. Until then a further `startVideo()` changes nothing, and `stopVideo()`
 * rejects with 400/41030.
 *
 * @example
 * ```ts
 * import { FakeCall } from 'rx-acs-calling/testing';
 * import { NEVER } from 'rxjs';
 *
 * const call = new FakeCall({ state: 'Connected', hangUp: () => NEVER });
 * call.set({ state: 'RemoteHold' });
 * call.answer('mute', () => Promise.reject(new Error('no')));
 * ```
 */
export class FakeCall extends FakeObject<Call> implements Call {
  /** The agent that has the call among its `calls`. The agent sets it. */
  agent: FakeAgent<CallAgent> | undefined;

  constructor(init?: FakeInit<Call>) {
    super(describe('Call', new FakeCallInfo()), init);
  }

  override set(changes: FakeChanges<Call>): void {
    setInOrder(this, changes, (some) => {
      super.set(some);
    });
  }
}

/**
 * A fake `TeamsCall`, the call of a `FakeTeamsCallAgent`. It behaves like a {@link FakeCall}.
 *
 * @example
 * ```ts
 * import { FakeFeatures, FakeTeamsCall } from 'rx-acs-calling/testing';
 *
 * const call = new FakeTeamsCall({ state: 'LocalHold', isEmergencyCall: false });
 * const transfer = call.feature(FakeFeatures.Transfer);
 * ```
 */
export class FakeTeamsCall extends FakeObject<TeamsCall> implements TeamsCall {
  /** The agent that has the call among its `calls`. The agent sets it. */
  agent: FakeAgent<TeamsCallAgent> | undefined;

  constructor(init?: FakeInit<TeamsCall>) {
    super(describe('TeamsCall', new FakeTeamsCallInfo()), init);
  }

  override set(changes: FakeChanges<TeamsCall>): void {
    setInOrder(this, changes, (some) => {
      super.set(some);
    });
  }
}
