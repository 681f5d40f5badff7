/**
 * Fakes of the SDK's objects that keep its habits, for tests without an account, a network or a browser.
 */
export { drive, listenerCount } from './drive.js';
export { FakeCall, FakeTeamsCall } from './fakes/fake-call.js';
export { FakeCallInfo, FakeTeamsCallInfo } from './fakes/fake-call-info.js';
export { FakeLobby } from './fakes/fake-lobby.js';
export { FakeCallAgent, FakeTeamsCallAgent } from './fakes/fake-call-agent.js';
export { FakeCallClient } from './fakes/fake-call-client.js';
export {
  FakeDataChannelCallFeature,
  FakeDataChannelReceiver,
  FakeDataChannelSender,
  type FakeInbox,
} from './fakes/fake-data-channel.js';
export type { FakeDevices } from './fakes/device-lists.js';
export { fakeDevice } from './fakes/fake-device.js';
export { FakeDeviceManager } from './fakes/fake-device-manager.js';
export {
  FakeCallSurveyFeature,
  FakeDebugInfoCallClientFeature,
  FakeMediaDiagnostics,
  FakeMediaStatsCallFeature,
  FakeMediaStatsCollector,
  FakeNetworkDiagnostics,
  FakeRemoteDiagnostics,
  FakeUserFacingDiagnosticsFeature,
  type FakeDiagnostics,
  type FakeLatest,
} from './fakes/fake-diagnostics.js';
export {
  fakeFeatureClass,
  type FakeCallAgentFeatureFactory,
  type FakeFeatureClass,
  type FakeFeatureContext,
  type FakeFeatureDescription,
  type WithAgentFeatures,
} from './fakes/fake-feature.js';
export { FakeFeatures } from './fakes/fake-features.js';
export { FakeIncomingCall, FakeTeamsIncomingCall } from './fakes/fake-incoming-call.js';
export {
  FakeDominantSpeakersCallFeature,
  FakeRaiseHandCallFeature,
  FakeReactionCallFeature,
  FakeSpotlightCallFeature,
  type FakeRaisedHands,
  type FakeSpotlight,
} from './fakes/fake-attention.js';
export {
  FakeCapabilitiesFeature,
  FakeMediaAccessCallFeature,
  type FakeMediaAccess,
} from './fakes/fake-rights.js';
export {
  FakeOptimalVideoCountCallFeature,
  FakePPTLiveCallFeature,
  FakeTogetherModeCallFeature,
} from './fakes/fake-meeting-view.js';
export {
  FakeBreakoutRoom,
  FakeBreakoutRoomsCallFeature,
  FakeTeamsMeetingAudioConferencingCallFeature,
} from './fakes/fake-meeting-rooms.js';
export {
  fakeClass,
  FakeObject,
  type Fake,
  type FakeAnswer,
  type FakeArguments,
  type FakeChanges,
  type FakeClass,
  type FakeDescription,
  type FakeEvent,
  type FakeEventPayload,
  type FakeInit,
  type FakeMethod,
  type FakeObjectConstructor,
} from './fakes/fake-object.js';
export {
  FakeCaptions,
  FakeCaptionsCallFeature,
  FakeRealTimeTextFeature,
  FakeRecordingCallFeature,
  FakeRecordingInfo,
  FakeTeamsCaptions,
  FakeTranscriptionCallFeature,
} from './fakes/fake-recording.js';
export { FakeRemoteParticipant } from './fakes/fake-remote-participant.js';
export { FakeSdkError, type FakeSdkErrorDetails } from './fakes/fake-sdk-error.js';
export {
  FakeAudioEffectsFeature,
  FakeLocalAudioStream,
  FakeLocalVideoStream,
  FakeRemoteAudioStream,
  FakeRemoteVideoStream,
  FakeTogetherModeVideoStream,
  FakeVideoEffectsFeature,
  FakeVolume,
  FakeWbLocalVideoStream,
} from './fakes/fake-streams.js';
export {
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
  type FakeRendering,
} from './fakes/fake-video-views.js';
export {
  FakeActiveCallTransferFeature,
  FakeTransfer,
  FakeTransferCallFeature,
  type FakeActiveCalls,
} from './fakes/fake-transfers.js';
export {
  marbleHelpers,
  type Attachable,
  type MarbleExpectation,
  type MarbleHelpers,
} from './marble-helpers.js';
export { ObservablePromise } from './fakes/observable-promise.js';
export {
  type SimulatedCallingServiceConfig,
  type SimulatedClientOptions,
  type SimulatedMeetingOptions,
} from './service/config.js';
export { type SimulatedFault } from './service/faults/faults.js';
export { randomFaults, type RandomFaultsConfig } from './service/faults/random-faults.js';
export { endings } from './service/model/endings.js';
export { type SimulatedError, type SimulatedRequest } from './service/model/requests.js';
export { type SimulatedUser, type SimulatedUserOptions } from './service/model/users.js';
export { SimulatedCallingService } from './service/simulated-calling-service.js';
export { type SimulatedLatency } from './service/transport/clock.js';
