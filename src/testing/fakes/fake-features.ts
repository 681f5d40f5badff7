/**
 * The factories of all fake features.
 */
import type {
  AudioStreamFeatureFactory,
  CallClientFeatureFactory,
  CallFeatureFactory,
  VideoStreamFeatureFactory,
} from '@azure/communication-calling';
import type { FakeCallAgentFeatureFactory } from './fake-feature.js';
import { FakeDataChannelCallFeature } from './fake-data-channel.js';
import {
  FakeCallSurveyFeature,
  FakeDebugInfoCallClientFeature,
  FakeMediaStatsCallFeature,
  FakeUserFacingDiagnosticsFeature,
} from './fake-diagnostics.js';
import {
  FakeDominantSpeakersCallFeature,
  FakeRaiseHandCallFeature,
  FakeReactionCallFeature,
  FakeSpotlightCallFeature,
} from './fake-attention.js';
import { FakeCapabilitiesFeature, FakeMediaAccessCallFeature } from './fake-rights.js';
import {
  FakeOptimalVideoCountCallFeature,
  FakePPTLiveCallFeature,
  FakeTogetherModeCallFeature,
} from './fake-meeting-view.js';
import {
  FakeBreakoutRoomsCallFeature,
  FakeTeamsMeetingAudioConferencingCallFeature,
} from './fake-meeting-rooms.js';
import {
  FakeCaptionsCallFeature,
  FakeRealTimeTextFeature,
  FakeRecordingCallFeature,
  FakeTranscriptionCallFeature,
} from './fake-recording.js';
import { FakeAudioEffectsFeature, FakeVideoEffectsFeature } from './fake-streams.js';
import { FakeActiveCallTransferFeature, FakeTransferCallFeature } from './fake-transfers.js';

/**
 * Replaces the SDK's `Features`, which cannot be loaded outside a browser. It has the same names. As in the SDK, an object
 * has one feature of each constructor.
 *
 * The SDK has `ActiveCallTransfer`, a feature of agents, at run time only. Other features that it has at run time only
 * (`Copilot`, `LocalRecording`, `LiveStream`, `PreCallDiagnostics`, …) have no types at all, and no fake.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.Transfer);
 * const transfer = feature.transfer({ targetParticipant: { communicationUserId: '8:acs:bob' } });
 * ```
 */
export const FakeFeatures: {
  readonly Recording: CallFeatureFactory<FakeRecordingCallFeature>;
  readonly Transfer: CallFeatureFactory<FakeTransferCallFeature>;
  readonly Transcription: CallFeatureFactory<FakeTranscriptionCallFeature>;
  readonly Captions: CallFeatureFactory<FakeCaptionsCallFeature>;
  readonly RaiseHand: CallFeatureFactory<FakeRaiseHandCallFeature>;
  readonly Reaction: CallFeatureFactory<FakeReactionCallFeature>;
  readonly Spotlight: CallFeatureFactory<FakeSpotlightCallFeature>;
  readonly PPTLive: CallFeatureFactory<FakePPTLiveCallFeature>;
  readonly BreakoutRooms: CallFeatureFactory<FakeBreakoutRoomsCallFeature>;
  readonly Capabilities: CallFeatureFactory<FakeCapabilitiesFeature>;
  readonly DominantSpeakers: CallFeatureFactory<FakeDominantSpeakersCallFeature>;
  readonly CallSurvey: CallFeatureFactory<FakeCallSurveyFeature>;
  readonly UserFacingDiagnostics: CallFeatureFactory<FakeUserFacingDiagnosticsFeature>;
  readonly MediaStats: CallFeatureFactory<FakeMediaStatsCallFeature>;
  readonly DataChannel: CallFeatureFactory<FakeDataChannelCallFeature>;
  readonly OptimalVideoCount: CallFeatureFactory<FakeOptimalVideoCountCallFeature>;
  readonly TeamsMeetingAudioConferencing: CallFeatureFactory<FakeTeamsMeetingAudioConferencingCallFeature>;
  readonly TogetherMode: CallFeatureFactory<FakeTogetherModeCallFeature>;
  readonly MediaAccess: CallFeatureFactory<FakeMediaAccessCallFeature>;
  readonly RealTimeText: CallFeatureFactory<FakeRealTimeTextFeature>;
  readonly DebugInfo: CallClientFeatureFactory<FakeDebugInfoCallClientFeature>;
  readonly VideoEffects: VideoStreamFeatureFactory<FakeVideoEffectsFeature>;
  readonly AudioEffects: AudioStreamFeatureFactory<FakeAudioEffectsFeature>;
  readonly ActiveCallTransfer: FakeCallAgentFeatureFactory<FakeActiveCallTransferFeature>;
} = {
  Recording: { callApiCtor: FakeRecordingCallFeature },
  Transfer: { callApiCtor: FakeTransferCallFeature },
  Transcription: { callApiCtor: FakeTranscriptionCallFeature },
  Captions: { callApiCtor: FakeCaptionsCallFeature },
  RaiseHand: { callApiCtor: FakeRaiseHandCallFeature },
  Reaction: { callApiCtor: FakeReactionCallFeature },
  Spotlight: { callApiCtor: FakeSpotlightCallFeature },
  PPTLive: { callApiCtor: FakePPTLiveCallFeature },
  BreakoutRooms: { callApiCtor: FakeBreakoutRoomsCallFeature },
  Capabilities: { callApiCtor: FakeCapabilitiesFeature },
  DominantSpeakers: { callApiCtor: FakeDominantSpeakersCallFeature },
  CallSurvey: { callApiCtor: FakeCallSurveyFeature },
  UserFacingDiagnostics: { callApiCtor: FakeUserFacingDiagnosticsFeature },
  MediaStats: { callApiCtor: FakeMediaStatsCallFeature },
  DataChannel: { callApiCtor: FakeDataChannelCallFeature },
  OptimalVideoCount: { callApiCtor: FakeOptimalVideoCountCallFeature },
  TeamsMeetingAudioConferencing: { callApiCtor: FakeTeamsMeetingAudioConferencingCallFeature },
  TogetherMode: { callApiCtor: FakeTogetherModeCallFeature },
  MediaAccess: { callApiCtor: FakeMediaAccessCallFeature },
  RealTimeText: { callApiCtor: FakeRealTimeTextFeature },
  DebugInfo: { callClientApiCtor: FakeDebugInfoCallClientFeature },
  VideoEffects: { videoStreamApiCtor: FakeVideoEffectsFeature },
  AudioEffects: { audioStreamApiCtor: FakeAudioEffectsFeature },
  ActiveCallTransfer: { callAgentApiCtor: FakeActiveCallTransferFeature },
};
