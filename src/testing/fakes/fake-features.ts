/**
 * The features of the SDK, as fakes.
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
  FakeBreakoutRoomsCallFeature,
  FakeCapabilitiesFeature,
  FakeDominantSpeakersCallFeature,
  FakeMediaAccessCallFeature,
  FakeOptimalVideoCountCallFeature,
  FakePPTLiveCallFeature,
  FakeRaiseHandCallFeature,
  FakeReactionCallFeature,
  FakeSpotlightCallFeature,
  FakeTeamsMeetingAudioConferencingCallFeature,
  FakeTogetherModeCallFeature,
} from './fake-meeting.js';
import {
  FakeCaptionsCallFeature,
  FakeRealTimeTextFeature,
  FakeRecordingCallFeature,
  FakeTranscriptionCallFeature,
} from './fake-recording.js';
import { FakeAudioEffectsFeature, FakeVideoEffectsFeature } from './fake-streams.js';
import { FakeActiveCallTransferFeature, FakeTransferCallFeature } from './fake-transfers.js';

/**
 * Stands in for the SDK's `Features`, which cannot be loaded outside a browser. It has the same names, and as in the
 * SDK there is one feature for each constructor, however often it is asked for.
 *
 * `ActiveCallTransfer`, a feature of agents, is in the SDK at run time only. What else is there at run time only
 * (`Copilot`, `LocalRecording`, `LiveStream`, `PreCallDiagnostics`, …) has no types at all, and no fake.
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
