/**
 * The events, properties and methods that all calls have, of either kind.
 */
import type { CallAgentCommon, CallCommon, CallKind } from '@azure/communication-calling';
import { audio, describeVideo, screenSharing } from './call-media.js';
import { checkConnected } from './call-refusals.js';
import { featuresOf } from './fake-feature.js';
import { FakeLobby } from './fake-lobby.js';
import type { FakeDescription } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { nextId } from './next-id.js';

type Description = FakeDescription<CallCommon>;

/** The event of each property. */
export const callEvents = {
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

const describeProperties = (kind: `${CallKind}`): Description['properties'] => ({
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
});

const connection: Pick<Description['promises'], 'hangUp' | 'hold' | 'resume'> = {
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
};

export const describeCall = (kind: `${CallKind}`): Description => ({
  events: callEvents,
  // `on` of SDK 1.46.1 and 2.0.0 accepts these, too (read in the SDK).
  untyped: ['transportStateChanged', 'localCandidateTypeChanged', 'totalParticipantCountChanged'],
  properties: describeProperties(kind),
  methods: {
    feature: featuresOf('callApiCtor', (call: CallCommon & { readonly agent?: CallAgentCommon }) => ({
      call,
      callAgent: call.agent,
    })),
    stopAudio() {
      checkConnected(this, 412, 41088);
      this.set({ localAudioStreams: [] });
    },
    dispose: () => undefined,
  },
  promises: {
    ...connection,
    ...audio,
    ...describeVideo(),
    ...screenSharing,
    sendDtmf() {
      checkConnected(this, 400, 41022);
    },
    setConstraints: () => undefined,
  },
});
