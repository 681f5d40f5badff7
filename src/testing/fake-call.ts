/**
 * Fakes of a call and of what it holds.
 */
import type {
  Call,
  CallAgentCommon,
  CallFeature,
  CallInfo,
  CallKind,
  Lobby,
} from '@azure/communication-calling';
import type { CommunicationIdentifier, CommunicationIdentifierKind } from '@azure/communication-common';
import { FakeObject, type FakeChanges, type FakeInit } from './fake-object.js';
import type { FakeCallAgent } from './fake-call-agent.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { kindOf, rawId } from './identifiers.js';
import { nextId } from './next-id.js';

/** A fake `CallInfo`. The SDK names its `on` and `off` `onCallInfoChanged` and `offCallInfoChanged`. */
export class FakeCallInfo extends FakeObject<CallInfo> implements CallInfo {
  constructor(init?: FakeInit<CallInfo>) {
    super(
      {
        events: { callInfoChanged: 'threadId' },
        properties: { threadId: undefined, participantId: nextId('participant'), groupId: undefined },
        methods: {
          onCallInfoChanged(event, listener) {
            emitter(this).on(event, listener);
          },
          offCallInfoChanged(event, listener) {
            emitter(this).off(event, listener);
          },
        },
        promises: { getServerCallId: () => nextId('server-call') },
      },
      init,
    );
  }
}

// Every fake has `on` and `off` at run time, whether or not its SDK object has them by these names.
const emitter = (fake: object): { on: CallInfo['onCallInfoChanged']; off: CallInfo['offCallInfoChanged'] } =>
  fake as never;

/** A fake `Lobby`, empty unless said otherwise. Admitting or rejecting takes a participant out of it. */
export class FakeLobby extends FakeObject<Lobby> implements Lobby {
  constructor(init?: FakeInit<Lobby>) {
    super(
      {
        events: { lobbyParticipantsUpdated: 'participants' },
        properties: { participants: [] },
        methods: {},
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
      },
      init,
    );
  }
}

/**
 * A fake `Call`: outgoing, in state `None`, with nobody in it, unless said otherwise.
 *
 * Ending it, by `hangUp()` or by `set({ state: 'Disconnected' })`, keeps the SDK's order: `callEndReason` is set,
 * the participants and streams leave, the call leaves its agent's `calls` with its `state` already
 * `Disconnected`, and only then its own `stateChanged` fires. Hanging up an ended call rejects with 490/4525.
 * Features are kept by the constructor of their factory, also after the end; a wrong factory throws 500/41001
 * (observed with SDK 1.46.1 and 2.0.0 in Chromium).
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
    const features = new Map<unknown, CallFeature>();
    super(
      {
        events: {
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
        },
        properties: {
          // The SDK's enums exist at run time only in the SDK.
          kind: 'Call' satisfies `${CallKind}` as never,
          id: nextId('call'),
          info: new FakeCallInfo(),
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
          addParticipant(...args) {
            const participant = new FakeRemoteParticipant({ identifier: kindOf(args[0]) });
            this.set({ remoteParticipants: [...this.remoteParticipants, participant] });
            return participant;
          },
          feature(factory) {
            // An app in JavaScript may pass anything.
            const constructor = (factory as Partial<typeof factory> | undefined)?.callApiCtor;
            if (typeof constructor !== 'function') {
              throw new FakeSdkError({ code: 500, subCode: 41001 });
            }
            const { agent } = this as unknown as FakeCall;
            const context = { call: this, callAgent: agent as CallAgentCommon };
            const feature = features.get(constructor) ?? new constructor(context);
            features.set(constructor, feature);
            return feature;
          },
          stopAudio() {
            this.set({ localAudioStreams: [] });
          },
          dispose: () => undefined,
        },
        promises: {
          hangUp() {
            if (this.state === 'Disconnected') {
              throw new FakeSdkError({ code: 490, subCode: 4525 });
            }
            this.set({ state: 'Disconnecting' });
            this.set({ state: 'Disconnected' });
          },
          hold() {
            if (this.state !== 'Connected' && this.state !== 'RemoteHold') {
              throw new FakeSdkError({ code: 500, subCode: 41033 });
            }
            this.set({ state: 'LocalHold' });
          },
          resume() {
            if (this.state !== 'LocalHold') {
              throw new FakeSdkError({ code: 500, subCode: 41034 });
            }
            this.set({ state: 'Connected' });
          },
          mute() {
            this.set({ isMuted: true });
          },
          unmute() {
            this.set({ isMuted: false });
          },
          muteIncomingAudio() {
            this.set({ isIncomingAudioMuted: true });
          },
          unmuteIncomingAudio() {
            this.set({ isIncomingAudioMuted: false });
          },
          startVideo(stream) {
            this.set({ localVideoStreams: [...this.localVideoStreams, stream], isLocalVideoStarted: true });
          },
          stopVideo(stream) {
            const rest = this.localVideoStreams.filter((other) => other !== stream);
            this.set({ localVideoStreams: rest, isLocalVideoStarted: rest.length > 0 });
          },
          startScreenSharing() {
            this.set({ isScreenSharingOn: true });
          },
          stopScreenSharing() {
            this.set({ isScreenSharingOn: false });
          },
          startAudio(stream) {
            this.set({ localAudioStreams: [stream] });
          },
          removeParticipant(identifier) {
            this.set({ remoteParticipants: without(this.remoteParticipants, identifier) });
          },
          muteAllRemoteParticipants: () => undefined,
          sendDtmf: () => undefined,
          setConstraints: () => undefined,
        },
      },
      init,
    );
  }

  override set(changes: FakeChanges<Call>): void {
    if (changes.state !== 'Disconnected' || this.state === 'Disconnected') {
      super.set(changes);
      return;
    }
    const { state, ...rest } = changes;
    super.set({
      callEndReason: { code: 0, subCode: 0 },
      remoteParticipants: [],
      localVideoStreams: [],
      localAudioStreams: [],
      remoteAudioStreams: [],
      ...rest,
    });
    const emit = this.write({ state });
    this.agent?.set({ calls: this.agent.calls.filter((call) => call !== this) });
    emit();
  }
}

const without = <P extends { readonly identifier: CommunicationIdentifierKind }>(
  participants: readonly P[],
  identifier: CommunicationIdentifier,
): P[] => participants.filter((participant) => rawId(participant.identifier) !== rawId(identifier));
