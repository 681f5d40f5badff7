/**
 * The types of the fakes: each passes for what it is a fake of, and a description has to be whole. This file is
 * compiled only, against SDK 2.0.0, 1.46.1 (tsconfig.sdk1.json) and 1.40.1 (tsconfig.sdk1-40.json).
 */
import type * as Sdk from '@azure/communication-calling';
import { expectTypeOf } from 'expect-type';
import type { ActiveCallTransferFeature, WbLocalVideoStream } from '../../src/bridge/sdk-types.js';
import {
  fakeClass,
  FakeDeviceManager,
  FakeFeatures,
  fakeFeatureClass,
  FakeRaiseHandCallFeature,
  FakeRecordingCallFeature,
} from '../../src/testing/index.js';
import type * as Fakes from '../../src/testing/index.js';

expectTypeOf<Fakes.FakeActiveCallTransferFeature>().toExtend<ActiveCallTransferFeature>();
expectTypeOf<Fakes.FakeAudioEffectsFeature>().toExtend<Sdk.AudioEffectsFeature>();
expectTypeOf<Fakes.FakeBreakoutRoom>().toExtend<Sdk.BreakoutRoom>();
expectTypeOf<Fakes.FakeBreakoutRoomsCallFeature>().toExtend<Sdk.BreakoutRoomsCallFeature>();
expectTypeOf<Fakes.FakeCall>().toExtend<Sdk.Call>();
expectTypeOf<Fakes.FakeCallAgent>().toExtend<Sdk.CallAgent>();
expectTypeOf<Fakes.FakeCallClient>().toExtend<Sdk.CallClient>();
expectTypeOf<Fakes.FakeCallInfo>().toExtend<Sdk.CallInfo>();
expectTypeOf<Fakes.FakeCallSurveyFeature>().toExtend<Sdk.CallSurveyFeature>();
expectTypeOf<Fakes.FakeCapabilitiesFeature>().toExtend<Sdk.CapabilitiesFeature>();
expectTypeOf<Fakes.FakeCaptions>().toExtend<Sdk.Captions>();
expectTypeOf<Fakes.FakeCaptionsCallFeature>().toExtend<Sdk.CaptionsCallFeature>();
expectTypeOf<Fakes.FakeDataChannelCallFeature>().toExtend<Sdk.DataChannelCallFeature>();
expectTypeOf<Fakes.FakeDataChannelReceiver>().toExtend<Sdk.DataChannelReceiver>();
expectTypeOf<Fakes.FakeDataChannelSender>().toExtend<Sdk.DataChannelSender>();
expectTypeOf<Fakes.FakeDebugInfoCallClientFeature>().toExtend<Sdk.DebugInfoCallClientFeature>();
expectTypeOf<Fakes.FakeDeviceManager>().toExtend<Sdk.DeviceManager>();
expectTypeOf<Fakes.FakeDominantSpeakersCallFeature>().toExtend<Sdk.DominantSpeakersCallFeature>();
expectTypeOf<Fakes.FakeIncomingCall>().toExtend<Sdk.IncomingCall>();
expectTypeOf<Fakes.FakeLobby>().toExtend<Sdk.Lobby>();
expectTypeOf<Fakes.FakeLocalAudioStream>().toExtend<Sdk.LocalAudioStream>();
expectTypeOf<Fakes.FakeLocalVideoStream>().toExtend<Sdk.LocalVideoStream>();
expectTypeOf<Fakes.FakeMediaAccessCallFeature>().toExtend<Sdk.MediaAccessCallFeature>();
expectTypeOf<Fakes.FakeMediaDiagnostics>().toExtend<Sdk.MediaDiagnostics>();
expectTypeOf<Fakes.FakeMediaStatsCallFeature>().toExtend<Sdk.MediaStatsCallFeature>();
expectTypeOf<Fakes.FakeMediaStatsCollector>().toExtend<Sdk.MediaStatsCollector>();
expectTypeOf<Fakes.FakeNetworkDiagnostics>().toExtend<Sdk.NetworkDiagnostics>();
expectTypeOf<Fakes.FakeOptimalVideoCountCallFeature>().toExtend<Sdk.OptimalVideoCountCallFeature>();
expectTypeOf<Fakes.FakePPTLiveCallFeature>().toExtend<Sdk.PPTLiveCallFeature>();
expectTypeOf<Fakes.FakeRaiseHandCallFeature>().toExtend<Sdk.RaiseHandCallFeature>();
expectTypeOf<Fakes.FakeReactionCallFeature>().toExtend<Sdk.ReactionCallFeature>();
expectTypeOf<Fakes.FakeRealTimeTextFeature>().toExtend<Sdk.RealTimeTextFeature>();
expectTypeOf<Fakes.FakeRecordingCallFeature>().toExtend<Sdk.RecordingCallFeature>();
expectTypeOf<Fakes.FakeRecordingInfo>().toExtend<Sdk.RecordingInfo>();
expectTypeOf<Fakes.FakeRemoteAudioStream>().toExtend<Sdk.RemoteAudioStream>();
expectTypeOf<Fakes.FakeRemoteDiagnostics>().toExtend<Sdk.RemoteDiagnostics>();
expectTypeOf<Fakes.FakeRemoteParticipant>().toExtend<Sdk.RemoteParticipant>();
expectTypeOf<Fakes.FakeRemoteVideoStream>().toExtend<Sdk.RemoteVideoStream>();
expectTypeOf<Fakes.FakeSpotlightCallFeature>().toExtend<Sdk.SpotlightCallFeature>();
expectTypeOf<Fakes.FakeTeamsCall>().toExtend<Sdk.TeamsCall>();
expectTypeOf<Fakes.FakeTeamsCallAgent>().toExtend<Sdk.TeamsCallAgent>();
expectTypeOf<Fakes.FakeTeamsCallInfo>().toExtend<Sdk.TeamsCallInfo>();
expectTypeOf<Fakes.FakeTeamsCaptions>().toExtend<Sdk.TeamsCaptions>();
expectTypeOf<Fakes.FakeTeamsIncomingCall>().toExtend<Sdk.TeamsIncomingCall>();
expectTypeOf<Fakes.FakeTeamsMeetingAudioConferencingCallFeature>().toExtend<Sdk.TeamsMeetingAudioConferencingCallFeature>();
expectTypeOf<Fakes.FakeTogetherModeCallFeature>().toExtend<Sdk.TogetherModeCallFeature>();
expectTypeOf<Fakes.FakeTogetherModeVideoStream>().toExtend<Sdk.TogetherModeVideoStream>();
expectTypeOf<Fakes.FakeTranscriptionCallFeature>().toExtend<Sdk.TranscriptionCallFeature>();
expectTypeOf<Fakes.FakeTransfer>().toExtend<Sdk.Transfer>();
expectTypeOf<Fakes.FakeTransferCallFeature>().toExtend<Sdk.TransferCallFeature>();
expectTypeOf<Fakes.FakeUserFacingDiagnosticsFeature>().toExtend<Sdk.UserFacingDiagnosticsFeature>();
expectTypeOf<Fakes.FakeVideoEffectsFeature>().toExtend<Sdk.VideoEffectsFeature>();
expectTypeOf<Fakes.FakeVolume>().toExtend<Sdk.Volume>();
expectTypeOf<Fakes.FakeVideoStreamRenderer>().toExtend<Sdk.VideoStreamRenderer>();
expectTypeOf<Fakes.FakeVideoStreamRendererView>().toExtend<Sdk.VideoStreamRendererView>();
expectTypeOf<Fakes.FakeWbLocalVideoStream>().toExtend<WbLocalVideoStream>();

// The factories stand in for the SDK's own, and none is missing.
expectTypeOf(FakeFeatures).toExtend<typeof Sdk.Features>();

declare const call: Sdk.Call;
declare const fakeCall: Fakes.FakeCall;
declare const agent: Fakes.FakeCallAgent;
expectTypeOf(call.feature(FakeFeatures.Recording)).toEqualTypeOf<Fakes.FakeRecordingCallFeature>();
expectTypeOf(fakeCall.feature(FakeFeatures.Recording)).toEqualTypeOf<Fakes.FakeRecordingCallFeature>();
expectTypeOf(
  agent.feature(FakeFeatures.ActiveCallTransfer),
).toEqualTypeOf<Fakes.FakeActiveCallTransferFeature>();

// A description is whole.
interface Source {
  readonly level: number;
  readonly names: readonly string[];
  mute(): Promise<void>;
  reset(): void;
  on(event: 'levelChanged', listener: () => void): void;
  on(event: 'renamed', listener: (name: string) => void): void;
  off(event: 'levelChanged', listener: () => void): void;
  off(event: 'renamed', listener: (name: string) => void): void;
}
const properties = { level: 0, names: [] };
const methods = { reset: () => undefined };
const promises = { mute: () => undefined };
fakeClass<Source>('Fake', () => ({
  events: { levelChanged: 'level', renamed: { names: (now) => now } },
  ...{ properties, methods, promises },
}));
fakeClass<Source>('Fake', () => ({
  events: { levelChanged: null, renamed: null },
  ...{ properties, methods: { reset: null }, promises: { mute: null } },
}));
// @ts-expect-error -- an event is missing
fakeClass<Source>('Fake', () => ({ events: { levelChanged: 'level' }, properties, methods, promises }));
// @ts-expect-error -- all events are missing
fakeClass<Source>('Fake', () => ({ properties, methods, promises }));
const events = { levelChanged: 'level', renamed: null } as const;
// @ts-expect-error -- a property is missing
fakeClass<Source>('Fake', () => ({ events, properties: { level: 0 }, methods, promises }));
// @ts-expect-error -- a method is missing
fakeClass<Source>('Fake', () => ({ events, properties, promises }));
// @ts-expect-error -- a method that returns a promise is missing
fakeClass<Source>('Fake', () => ({ events, properties, methods, promises: {} }));
fakeClass<Source>('Fake', () => ({
  // @ts-expect-error -- there is no such property
  events: { levelChanged: 'volume', renamed: null },
  ...{ properties, methods, promises },
}));
fakeClass<Source>('Fake', () => ({
  // @ts-expect-error -- a list of numbers is no list of payloads
  events: { levelChanged: 'level', renamed: { names: (now) => now.map(({ length }) => length) } },
  ...{ properties, methods, promises },
}));
// @ts-expect-error -- a feature has a name
fakeFeatureClass<Sdk.CallFeature>('Fake', () => ({ properties: {} }));
fakeFeatureClass<Sdk.CallFeature>('Fake', () => ({ properties: { name: 'Fake' } }));

// What is set and answered is of the SDK's types.
new FakeRecordingCallFeature({ isRecordingActive: true, grantTeamsConsent: () => Promise.resolve() });
new FakeRaiseHandCallFeature().set({ raisedHands: [] });
new FakeDeviceManager().set({ selectedMicrophone: undefined });
// @ts-expect-error -- misspelt
new FakeRecordingCallFeature({ isRecording: true });
// @ts-expect-error -- a boolean
new FakeRecordingCallFeature().set({ isRecordingActive: 'yes' });
// @ts-expect-error -- no such event
new FakeRecordingCallFeature().emit('recordingChanged');
// @ts-expect-error -- hands are raised by somebody
new FakeRaiseHandCallFeature().emit('raisedHandEvent');
// @ts-expect-error -- no such method
new FakeDeviceManager().answer('getLamps', () => []);
