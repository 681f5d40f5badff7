/**
 * Fakes of a call and of what it holds.
 */
import type {
  Call,
  CallCommon,
  CallInfo,
  CallInfoCommon,
  CallKind,
  LocalVideoStream,
  Lobby,
  RemoteParticipant,
  TeamsCall,
  TeamsCallInfo,
} from '@azure/communication-calling';
import type { CommunicationIdentifier, CommunicationIdentifierKind } from '@azure/communication-common';
import { asapScheduler, scheduled } from 'rxjs';
import { wholeReason } from './call-end-reason.js';
import { featuresOf } from './fake-feature.js';
import {
  fakeClass,
  FakeObject,
  snapshotOf,
  type Fake,
  type FakeChanges,
  type FakeClass,
  type FakeDescription,
  type FakeInit,
} from './fake-object.js';
import type { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { kindOf, rawId } from './identifiers.js';
import { nextId } from './next-id.js';

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

// Every fake has `on` and `off` at run time, whether or not its SDK object has them by these names.
const emitter = (
  fake: object,
): { on: CallInfoCommon['onCallInfoChanged']; off: CallInfoCommon['offCallInfoChanged'] } => fake as never;

/** A fake `CallInfo`. The SDK names its `on` and `off` `onCallInfoChanged` and `offCallInfoChanged`. */
export const FakeCallInfo: FakeClass<CallInfo> = fakeClass<CallInfo>('FakeCallInfo', () => {
  const { properties, ...description } = describeInfo();
  return { ...description, properties: { ...properties, groupId: undefined } };
});
export type FakeCallInfo = Fake<CallInfo>;

/** A fake `TeamsCallInfo`, with the SDK's names for `on` and `off`, too. */
export const FakeTeamsCallInfo: FakeClass<TeamsCallInfo> = fakeClass('FakeTeamsCallInfo', describeInfo);
export type FakeTeamsCallInfo = Fake<TeamsCallInfo>;

/** A fake `Lobby`, empty unless said otherwise. Admitting or rejecting takes a participant out of it. */
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

/**
 * A call sends one video, which is on when `startVideo()` has settled (observed with SDK 1.46.1 and 2.0.0 in Chromium; the
 * codes 41027 and 41032 were read in them).
 */
function describeVideo(): Pick<FakeDescription<CallCommon>['promises'], 'startVideo' | 'stopVideo'> {
  const starting = new Set<LocalVideoStream>();
  return {
    startVideo(stream) {
      // An app in JavaScript may pass anything.
      if (!(stream as unknown)) {
        throw new FakeSdkError({ code: 400, subCode: 41025 });
      }
      if (this.localVideoStreams.length > 0 && !starting.size) {
        throw new FakeSdkError({ code: 400, subCode: 41027 });
      }
      if (!starting.size) {
        starting.add(stream);
        asapScheduler.schedule(() => starting.delete(stream));
        this.set({ localVideoStreams: [stream], isLocalVideoStarted: true });
      }
      return scheduled([undefined], asapScheduler);
    },
    stopVideo(stream) {
      const isOnHold = this.state === 'LocalHold' || this.state === 'RemoteHold';
      if (!this.localVideoStreams.length || (starting.size > 0 && !isOnHold)) {
        throw new FakeSdkError({ code: 400, subCode: 41030 });
      }
      if (!this.localVideoStreams.includes(stream)) {
        throw new FakeSdkError({ code: 400, subCode: 41032 });
      }
      this.set({ localVideoStreams: [], isLocalVideoStarted: false });
    },
  };
}

const events = {
  stateChanged: 'state',
  idChanged: 'id',
  isMutedChanged: 'isMuted',
  isIncomingAudioMutedChanged: 'isIncomingAudioMuted',
  isScreenSharingOnChanged: 'isScreenSharingOn',
  isLocalVideoStartedChanged: 'isLocalVideoStarted',
  remoteParticipantsUpdated: 'remoteParticipants',
  localVideoStreamsUpdated: 'localVideoStreams',
  localAudioStreamsUpdated: 'localAudioStreams',
  remoteAudioStreamsUpdated: 'remoteAudioStreams',
  roleChanged: 'role',
  mutedByOthers: null,
  callerInfoChanged: 'callerInfo',
  transferorInfoChanged: 'transferorInfo',
} as const;

const toldOf: ReadonlySet<string | null> = new Set(Object.values(events));

const describeCall = (kind: `${CallKind}`): FakeDescription<CallCommon> => ({
  events,
  // `on` of SDK 1.46.1 and 2.0.0 accepts these, too (read in it).
  untyped: ['transportStateChanged', 'localCandidateTypeChanged', 'totalParticipantCountChanged'],
  properties: {
    // The SDK's enums exist at run time only in the SDK.
    kind: kind as never,
    id: nextId('call'),
    callerInfo: { identifier: undefined },
    state: 'None',
    direction: 'Outgoing',
    isMuted: false,
    isIncomingAudioMuted: false,
    isScreenSharingOn: false,
    isLocalVideoStarted: false,
    localVideoStreams: [],
    localAudioStreams: [],
    remoteAudioStreams: [],
    remoteParticipants: [],
    role: 'Unknown',
    lobby: new FakeLobby(),
  },
  methods: {
    feature: featuresOf('callApiCtor', (call) => ({
      call,
      callAgent: (call as Fake<CallCommon> & Pick<FakeCall, 'agent'>).agent,
    })),
    stopAudio() {
      checkConnected(this, 412, 41088);
      this.set({ localAudioStreams: [] });
    },
    dispose: () => undefined,
  },
  promises: {
    hangUp() {
      if (this.state === 'Disconnected') {
        throw new FakeSdkError(this.callEndReason ?? { code: 0, subCode: 0 });
      }
      this.set({ state: 'Disconnecting' });
      this.set({ state: 'Disconnected' });
    },
    hold() {
      if (this.state !== 'Connected' && this.state !== 'RemoteHold') {
        throw new FakeSdkError({ code: 500, subCode: 41033 });
      }
      // The SDK ends screen sharing before it asks for the hold, and does not bring it back (1.46.1 and 2.0.0).
      this.set({ isScreenSharingOn: false });
      this.set({ state: 'LocalHold' });
    },
    resume() {
      if (this.state !== 'LocalHold') {
        throw new FakeSdkError({ code: 500, subCode: 41034 });
      }
      this.set({ state: 'Connected' });
    },
    mute() {
      checkNotEnded(this, 500, 41015);
      this.set({ isMuted: true });
    },
    unmute() {
      checkNotEnded(this, 400, 41016);
      this.set({ isMuted: false });
    },
    muteIncomingAudio() {
      checkNotEnded(this, 500, 41020);
      this.set({ isIncomingAudioMuted: true });
    },
    unmuteIncomingAudio() {
      checkNotEnded(this, 500, 41021);
      this.set({ isIncomingAudioMuted: false });
    },
    ...describeVideo(),
    startScreenSharing() {
      checkConnected(this, 412, 41071);
      this.set({ isScreenSharingOn: true });
    },
    stopScreenSharing() {
      checkConnected(this, 412, 41072);
      this.set({ isScreenSharingOn: false });
    },
    startAudio(stream) {
      this.set({ localAudioStreams: [stream] });
    },
    muteAllRemoteParticipants: () => undefined,
    sendDtmf() {
      checkConnected(this, 400, 41022);
    },
    setConstraints: () => undefined,
  },
});

function addParticipant(
  this: Fake<CallCommon>,
  ...[identifier]: readonly [identifier: CommunicationIdentifier, options?: unknown]
): RemoteParticipant {
  checkGuest(this, identifier);
  return addGuest(this, new FakeRemoteParticipant({ identifier: kindOf(identifier) }));
}

/** Throws for a call that takes something only while it is connected. */
export function checkConnected({ state }: CallCommon, code: number, subCode: number): void {
  if (state !== 'Connected') {
    throw new FakeSdkError({ code, subCode });
  }
}

function checkNotEnded({ state }: CallCommon, code: number, subCode: number): void {
  if (state === 'Disconnected') {
    throw new FakeSdkError({ code, subCode });
  }
}

/** Throws what the SDK throws for somebody who cannot be added to a call. */
export function checkGuest(call: CallCommon, guest: CommunicationIdentifier): void {
  checkConnected(call, 412, 41089);
  if (call.remoteParticipants.some(({ identifier }) => rawId(identifier) === rawId(guest))) {
    throw new FakeSdkError({ code: 400, subCode: 41053 });
  }
}

/** Adds to the array in place, as the SDK does; when somebody leaves there is a new one. */
export function addGuest<P extends RemoteParticipant>(
  call: Pick<FakeCall, 'remoteParticipants'> & {
    emit(event: 'remoteParticipantsUpdated', update: { added: P[]; removed: P[] }): void;
  },
  guest: P,
): P {
  (call.remoteParticipants as RemoteParticipant[]).push(guest);
  call.emit('remoteParticipantsUpdated', { added: [guest], removed: [] });
  return guest;
}

function removeParticipant(this: Fake<CallCommon>, identifier: CommunicationIdentifier): void {
  checkConnected(this, 412, 41090);
  this.set({ remoteParticipants: without(this.remoteParticipants, identifier) });
}

type Changes = FakeChanges<CallCommon>;

/** What one pass of the SDK over a call tells, in its order (observed with SDK 1.46.1 and 2.0.0). */
const pass = ['id', 'state', 'isScreenSharingOn', 'isMuted', 'isIncomingAudioMuted', 'role'];

/**
 * Sets what is new of a call one after the other, as the SDK does: in the event of one property those behind it are
 * still old. Properties without an event are set first.
 */
function setOneByOne(changes: Changes, set: (changes: Changes) => void): void {
  const names = Object.keys(changes);
  const inPass = pass.filter((name) => names.includes(name));
  const told = names
    .filter((name) => toldOf.has(name))
    .map((name) => (pass.includes(name) ? (inPass.shift() ?? name) : name));
  const pick = (some: readonly string[]): Changes =>
    Object.fromEntries(some.map((name) => [name, changes[name as keyof Changes]]));
  set(pick(names.filter((name) => !toldOf.has(name))));
  for (const name of told) {
    set(pick([name]));
  }
}

/**
 * Sets what is new of a call, in the SDK's order.
 *
 * @param set The call's own `set`.
 * @param leave Takes the call from its agent.
 */
function setInOrder(
  call: Fake<CallCommon>,
  changes: Changes,
  set: (changes: Changes) => void,
  leave: () => void,
): void {
  if (changes.state !== 'Disconnected' || call.state === 'Disconnected') {
    setOneByOne(changes, set);
    return;
  }
  const { state, callEndReason = wholeReason({ code: 0, subCode: 0 }), ...rest } = changes;
  set({ callEndReason });
  for (const participant of call.remoteParticipants) {
    if (participant instanceof FakeRemoteParticipant && participant.state !== 'Disconnected') {
      participant.set({ callEndReason, state: 'Disconnected' });
    }
  }
  const streams = { localVideoStreams: [], localAudioStreams: [], remoteAudioStreams: [] };
  setOneByOne({ remoteParticipants: [], ...streams, ...rest }, set);
  // The agent is a listener of its calls. What is attached while it tells that the call has left misses the event.
  const tell = snapshotOf(call, 'stateChanged');
  call.write({ state });
  leave();
  tell();
}

/**
 * A fake `Call`: outgoing, in state `None`, with nobody in it, unless said otherwise.
 *
 * Ending it, by `hangUp()` or by `set({ state: 'Disconnected' })`, keeps the SDK's order: `callEndReason` is set,
 * the participants and streams leave, the call leaves its agent's `calls` with its `state` already
 * `Disconnected`, and only then its own `stateChanged` fires, for the listeners that were attached before. Hanging up an
 * ended call rejects with the codes of its `callEndReason`; what else it takes only while it is connected, or not ended,
 * it refuses with the SDK's codes. Features are kept by the constructor of their factory, also after the end; a wrong
 * factory throws 500/41001 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * `set` tells of several properties one after the other, of `id`, `state`, `isScreenSharingOn`, `isMuted` and `role` in this
 * order: in an earlier event a later property is still old. `hold()` ends screen sharing. A call sends one video: it
 * is on when `startVideo()` has settled, and until then `startVideo()` changes nothing and `stopVideo()` rejects with
 * 400/41030.
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
  /** The agent that has the call among its `calls`: set by the agent. */
  agent: FakeCallAgent | undefined;

  constructor(init?: FakeInit<Call>) {
    const { properties, methods, promises, ...common } = describeCall('Call');
    super(
      {
        ...common,
        properties: { ...properties, info: new FakeCallInfo() },
        methods: { ...methods, addParticipant },
        promises: { ...promises, removeParticipant },
      },
      init,
    );
  }

  override set(changes: FakeChanges<Call>): void {
    setInOrder(
      this,
      changes,
      (some) => {
        super.set(some);
      },
      () => this.agent?.set({ calls: this.agent.calls.filter((call) => call !== this) }),
    );
  }
}

/**
 * A fake `TeamsCall`, of a {@link FakeTeamsCallAgent}; in all it does like a {@link FakeCall}.
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
  /** The agent that has the call among its `calls`: set by the agent. */
  agent: FakeTeamsCallAgent | undefined;

  constructor(init?: FakeInit<TeamsCall>) {
    const { properties, methods, promises, ...common } = describeCall('TeamsCall');
    super(
      {
        ...common,
        properties: { ...properties, info: new FakeTeamsCallInfo() },
        methods: { ...methods, addParticipant },
        promises: { ...promises, removeParticipant },
      },
      init,
    );
  }

  override set(changes: FakeChanges<TeamsCall>): void {
    setInOrder(
      this,
      changes,
      (some) => {
        super.set(some);
      },
      () => this.agent?.set({ calls: this.agent.calls.filter((call) => call !== this) }),
    );
  }
}

const without = <P extends { readonly identifier: CommunicationIdentifierKind }>(
  participants: readonly P[],
  identifier: CommunicationIdentifier,
): P[] => participants.filter((participant) => rawId(participant.identifier) !== rawId(identifier));
