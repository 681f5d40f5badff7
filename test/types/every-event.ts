/**
 * Every event of every SDK object that has any: `fromSdkEvent` knows it, and what it hands to its listeners. This
 * file is compiled only, against SDK 2.0.0 and against 1.46.1 (tsconfig.sdk1.json).
 */
/* eslint-disable @typescript-eslint/no-invalid-void-type -- as RxJS has it in an `Observable<void>` */
import type * as Sdk from '@azure/communication-calling';
import { expectTypeOf } from 'expect-type';
import type { SdkEmitter, SdkEvent, SdkEventPayload } from '../../src/index.js';

/** The events of an SDK object with their payloads. */
type Events<S extends SdkEmitter> = { [E in SdkEvent<S>]: SdkEventPayload<S, E> };

interface Updated<T> {
  added: T[];
  removed: T[];
}

expectTypeOf<Events<Sdk.ActiveCallTransferFeature>>().toEqualTypeOf<{
  activeCallsUpdated: { activeCalls: (Sdk.ActiveCallDetails | Sdk.ActiveMeetingDetails)[] };
  noActiveCalls: void;
}>();
expectTypeOf<Events<Sdk.AudioEffectsFeature>>().toEqualTypeOf<{
  effectsStarted: Sdk.ActiveAudioEffects;
  effectsStopped: Sdk.ActiveAudioEffects;
  effectsError: Sdk.CommunicationServicesError;
}>();
expectTypeOf<Events<Sdk.BreakoutRoomsCallFeature>>().toEqualTypeOf<{
  breakoutRoomsUpdated: Sdk.BreakoutRoomsEventData;
}>();
expectTypeOf<Events<Sdk.CallAgent>>().toEqualTypeOf<{
  handleIncomingCall: { callId: string; participantId: string } & Sdk.CallEndReason;
  incomingCall: { incomingCall: Sdk.IncomingCall };
  callsUpdated: Updated<Sdk.Call>;
  connectionStateChanged: {
    newValue: Sdk.ConnectionState;
    oldValue: Sdk.ConnectionState;
    reason?: Sdk.ConnectionStateChangedReason;
  };
}>();
expectTypeOf<Events<Sdk.CallCommon>>().toEqualTypeOf<{
  stateChanged: void;
  idChanged: void;
  isMutedChanged: void;
  isIncomingAudioMutedChanged: void;
  isScreenSharingOnChanged: void;
  isLocalVideoStartedChanged: void;
  remoteParticipantsUpdated: Updated<Sdk.RemoteParticipant>;
  localVideoStreamsUpdated: Updated<Sdk.LocalVideoStream>;
  localAudioStreamsUpdated: Updated<Sdk.LocalAudioStream>;
  remoteAudioStreamsUpdated: Updated<Sdk.RemoteAudioStream>;
  roleChanged: void;
  mutedByOthers: void;
  callerInfoChanged: void;
  transferorInfoChanged: void;
}>();
expectTypeOf<Events<Sdk.CapabilitiesFeature>>().toEqualTypeOf<{
  capabilitiesChanged: Sdk.CapabilitiesChangeInfo;
}>();
expectTypeOf<Events<Sdk.Captions>>().toEqualTypeOf<{
  CaptionsReceived: Sdk.CaptionsInfo;
  CaptionsActiveChanged: void;
  SpokenLanguageChanged: void;
}>();
expectTypeOf<Events<Sdk.CaptionsCallFeature>>().toEqualTypeOf<{ CaptionsKindChanged: void }>();
expectTypeOf<Events<Sdk.DataChannelCallFeature>>().toEqualTypeOf<{
  dataChannelReceiverCreated: Sdk.DataChannelReceiver;
}>();
expectTypeOf<Events<Sdk.DataChannelReceiver>>().toEqualTypeOf<{ messageReady: void; close: void }>();
expectTypeOf<Events<Sdk.DebugInfoCallClientFeature>>().toEqualTypeOf<{
  isCallClientActiveInAnotherTabChanged: void;
}>();
expectTypeOf<Events<Sdk.DeviceManager>>().toEqualTypeOf<{
  videoDevicesUpdated: Updated<Sdk.VideoDeviceInfo>;
  audioDevicesUpdated: Updated<Sdk.AudioDeviceInfo>;
  selectedMicrophoneChanged: void;
  selectedSpeakerChanged: void;
}>();
expectTypeOf<Events<Sdk.DominantSpeakersCallFeature>>().toEqualTypeOf<{ dominantSpeakersChanged: void }>();
expectTypeOf<Events<Sdk.IncomingCallCommon>>().toEqualTypeOf<{
  callEnded: { callEndReason: Sdk.CallEndReason };
  callerInfoChanged: void;
  transferorInfoChanged: void;
}>();
expectTypeOf<Events<Sdk.Lobby>>().toEqualTypeOf<{
  lobbyParticipantsUpdated: Updated<Sdk.RemoteParticipant>;
}>();
expectTypeOf<Events<Sdk.LocalAudioStream>>().toEqualTypeOf<{
  audioSourceChanged: { source: Sdk.LocalAudioStream };
}>();
expectTypeOf<Events<Sdk.LocalVideoStream>>().toEqualTypeOf<{
  videoSourceChanged: { source: Sdk.LocalVideoStream };
}>();
expectTypeOf<Events<Sdk.MediaAccessCallFeature>>().toEqualTypeOf<{
  mediaAccessChanged: Sdk.MediaAccessChangedEvent;
  meetingMediaAccessChanged: Sdk.MeetingMediaAccessChangedEvent;
}>();
expectTypeOf<Events<Sdk.MediaDiagnostics>>().toEqualTypeOf<{
  diagnosticChanged: Sdk.MediaDiagnosticChangedEventArgs;
}>();
expectTypeOf<Events<Sdk.MediaStatsCollector>>().toEqualTypeOf<{
  sampleReported: Sdk.MediaStatsReportSample;
  summaryReported: Sdk.MediaStatsReportSummary;
}>();
expectTypeOf<Events<Sdk.NetworkDiagnostics>>().toEqualTypeOf<{
  diagnosticChanged: Sdk.NetworkDiagnosticChangedEventArgs;
}>();
expectTypeOf<Events<Sdk.OptimalVideoCountCallFeature>>().toEqualTypeOf<{ optimalVideoCountChanged: void }>();
expectTypeOf<Events<Sdk.PPTLiveCallFeature>>().toEqualTypeOf<{ isActiveChanged: void }>();
expectTypeOf<Events<Sdk.RaiseHandCallFeature>>().toEqualTypeOf<{
  raisedHandEvent: Sdk.RaisedHandChangedEvent;
  loweredHandEvent: Sdk.RaisedHandChangedEvent;
}>();
expectTypeOf<Events<Sdk.ReactionCallFeature>>().toEqualTypeOf<{ reaction: Sdk.ReactionEventPayload }>();
expectTypeOf<Events<Sdk.RealTimeTextFeature>>().toEqualTypeOf<{
  realTimeTextReceived: Sdk.RealTimeTextInfo;
}>();
expectTypeOf<Events<Sdk.RecordingCallFeature>>().toEqualTypeOf<{
  isRecordingActiveChanged: void;
  recordingsUpdated: Updated<Sdk.RecordingInfo>;
}>();
expectTypeOf<Events<Sdk.RecordingInfo>>().toEqualTypeOf<{ recordingStateChanged: void }>();
expectTypeOf<Events<Sdk.RemoteDiagnostics>>().toEqualTypeOf<{
  diagnosticChanged: Sdk.RemoteParticipantDiagnosticsData;
}>();
expectTypeOf<Events<Sdk.RemoteParticipant>>().toEqualTypeOf<{
  stateChanged: void;
  isMutedChanged: void;
  displayNameChanged: void | { newValue?: string; oldValue?: string; reason?: Sdk.DisplayNameChangedReason };
  roleChanged: void;
  isSpeakingChanged: void;
  videoStreamsUpdated: Updated<Sdk.RemoteVideoStream>;
}>();
expectTypeOf<Events<Sdk.RemoteVideoStream>>().toEqualTypeOf<{
  isAvailableChanged: void;
  sizeChanged: void;
  isReceivingChanged: void;
}>();
expectTypeOf<Events<Sdk.SpotlightCallFeature>>().toEqualTypeOf<{
  spotlightChanged: Updated<Sdk.SpotlightedParticipant>;
}>();
expectTypeOf<Events<Sdk.TeamsCallAgent>>().toEqualTypeOf<{
  incomingCall: { incomingCall: Sdk.TeamsIncomingCall };
  callsUpdated: Updated<Sdk.TeamsCall>;
  connectionStateChanged: {
    newValue: Sdk.ConnectionState;
    oldValue: Sdk.ConnectionState;
    reason?: Sdk.ConnectionStateChangedReason;
  };
}>();
expectTypeOf<Events<Sdk.TeamsCaptions>>().toEqualTypeOf<{
  CaptionsActiveChanged: void;
  CaptionsReceived: Sdk.TeamsCaptionsInfo;
  CaptionLanguageChanged: void;
  SpokenLanguageChanged: void;
}>();
expectTypeOf<Events<Sdk.TogetherModeCallFeature>>().toEqualTypeOf<{
  togetherModeStreamsUpdated: Updated<Sdk.TogetherModeVideoStream>;
  togetherModeSceneUpdated: Sdk.TogetherModeSeatingMap;
  togetherModeSeatingUpdated: Sdk.TogetherModeSeatingMap;
}>();
expectTypeOf<Events<Sdk.TogetherModeVideoStream>>().toEqualTypeOf<{
  isAvailableChanged: void;
  sizeChanged: void;
  isReceivingChanged: void;
}>();
expectTypeOf<Events<Sdk.TranscriptionCallFeature>>().toEqualTypeOf<{ isTranscriptionActiveChanged: void }>();
expectTypeOf<Events<Sdk.Transfer>>().toEqualTypeOf<{ stateChanged: void }>();
expectTypeOf<Events<Sdk.TransferCallFeature>>().toEqualTypeOf<{ transferAccepted: Sdk.TransferEventArgs }>();
expectTypeOf<Events<Sdk.VideoEffectsFeature>>().toEqualTypeOf<{
  effectsStarted: Sdk.VideoEffectName[];
  effectsStopped: Sdk.VideoEffectName[];
  effectsError: Sdk.VideoEffectErrorPayload;
  fpsWarningThresholdReached: Sdk.VideoEffectName[];
  timeForEffectsWarningReached: Sdk.VideoEffectName[];
}>();
expectTypeOf<Events<Sdk.Volume>>().toEqualTypeOf<{ levelChanged: void }>();
expectTypeOf<Events<Sdk.WbLocalVideoStream>>().toEqualTypeOf<{ sourceChanged: MediaStreamTrack }>();
