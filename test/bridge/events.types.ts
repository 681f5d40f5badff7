/**
 * The types of the bridge and of the streams on it. This file is compiled only, against SDK 2.0.0, 1.46.1
 * (types/tsconfig.sdk1.json) and 1.40.1 (types/tsconfig.sdk1-40.json); sdk-declarations.test.ts goes through all events.
 */
/* eslint-disable rxjs-x/no-floating-observables, @typescript-eslint/no-invalid-void-type -- nothing of it runs */
import type {
  AudioEffectsFeature,
  BreakoutRoom,
  BreakoutRoomsCallFeature,
  Call,
  CallAgent,
  CallCommon,
  CallEndReason,
  CallerInfo,
  CallState,
  Captions,
  ConnectionState,
  DeviceManager,
  DisplayNameChangedReason,
  IncomingCall,
  Lobby,
  LocalVideoStream,
  RaiseHandCallFeature,
  RemoteParticipant,
  RemoteParticipantState,
  TeamsCall,
  TeamsCallAgent,
  TeamsCaptions,
  TeamsIncomingCall,
  Transfer,
  TransferCallFeature,
  TransferState,
} from '@azure/communication-calling';
import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import {
  callAgent$,
  calls$,
  callEnded$,
  callState$,
  collection$,
  connectionState$,
  fromSdkEvent,
  incomingCalls$,
  participantState$,
  property$,
  remoteParticipants$,
  transferAccepted$,
  transferState$,
  type IncomingCallOf,
  type SdkCollection,
  type SdkElement,
  type SdkEvent,
  type SdkEventPayload,
  type SdkProperty,
} from '../../src/index.js';

declare const call: Call;
declare const teamsCall: TeamsCall;
declare const agent: CallAgent;
declare const teamsAgent: TeamsCallAgent;
declare const anyAgent: CallAgent | TeamsCallAgent;
declare const participant: RemoteParticipant;
declare const transfer: Transfer;
declare const feature: TransferCallFeature;
declare const devices: DeviceManager;
declare const lobby: Lobby;
declare const captions: Captions;
declare const anyCaptions: Captions | TeamsCaptions;
declare const hands: RaiseHandCallFeature;
declare const effects: AudioEffectsFeature;
declare const rooms: BreakoutRoomsCallFeature;

// fromSdkEvent: the payload is what the listener gets.
expectTypeOf(fromSdkEvent(call, 'stateChanged')).toEqualTypeOf<Observable<void>>();
expectTypeOf(fromSdkEvent(call, 'remoteParticipantsUpdated')).toEqualTypeOf<
  Observable<{ added: RemoteParticipant[]; removed: RemoteParticipant[] }>
>();
expectTypeOf(fromSdkEvent(agent, 'incomingCall')).toEqualTypeOf<Observable<{ incomingCall: IncomingCall }>>();
expectTypeOf(fromSdkEvent(teamsAgent, 'incomingCall')).toEqualTypeOf<
  Observable<{ incomingCall: TeamsIncomingCall }>
>();
expectTypeOf(fromSdkEvent(agent, 'handleIncomingCall')).toEqualTypeOf<
  Observable<{ callId: string; participantId: string } & CallEndReason>
>();
expectTypeOf(fromSdkEvent(participant, 'displayNameChanged')).toEqualTypeOf<
  Observable<void | { newValue?: string; oldValue?: string; reason?: DisplayNameChangedReason }>
>();

// The events of `call.info` have methods of their own.
expectTypeOf(fromSdkEvent(call.info, 'callInfoChanged')).toEqualTypeOf<Observable<void>>();
expectTypeOf(fromSdkEvent(teamsCall.info, 'callInfoChanged')).toEqualTypeOf<Observable<void>>();

// Either of two objects has the events that both have.
expectTypeOf<SdkEvent<Call | Transfer>>().toEqualTypeOf<'stateChanged'>();
expectTypeOf<SdkEvent<typeof anyCaptions>>().toEqualTypeOf<SdkEvent<Captions>>();
expectTypeOf(fromSdkEvent(anyAgent, 'incomingCall')).toEqualTypeOf<
  Observable<{ incomingCall: IncomingCall } | { incomingCall: TeamsIncomingCall }>
>();

// A call of any kind has the events that all have.
expectTypeOf<SdkEvent<Call>>().toEqualTypeOf<SdkEvent<CallCommon>>();
expectTypeOf<SdkEvent<TeamsCall>>().toEqualTypeOf<SdkEvent<CallCommon>>();

// Either of two events has either payload.
expectTypeOf<SdkEventPayload<Call, 'stateChanged' | 'localVideoStreamsUpdated'>>().toEqualTypeOf<void | {
  added: LocalVideoStream[];
  removed: LocalVideoStream[];
}>();

// @ts-expect-error -- misspelt
fromSdkEvent(call, 'stateChange');
// @ts-expect-error -- the event of another object
fromSdkEvent(call, 'callsUpdated');
// @ts-expect-error -- an agent of a Teams user has no push notifications
fromSdkEvent(teamsAgent, 'handleIncomingCall');
// @ts-expect-error -- nor has, then, an agent of which it is not known
fromSdkEvent(anyAgent, 'handleIncomingCall');
// @ts-expect-error -- misspelt
fromSdkEvent(call.info, 'infoChanged');
// @ts-expect-error -- an event of two objects that have none in common
fromSdkEvent(lobby as Lobby | Transfer, 'stateChanged');
declare const name: string;
// @ts-expect-error -- not every string is an event
fromSdkEvent(call, name);
// @ts-expect-error -- not an SDK object
fromSdkEvent({}, 'stateChanged');

// property$: exactly the properties that have a change event.
expectTypeOf<SdkProperty<CallCommon>>().toEqualTypeOf<
  | 'state'
  | 'id'
  | 'isMuted'
  | 'isIncomingAudioMuted'
  | 'isScreenSharingOn'
  | 'isLocalVideoStarted'
  | 'role'
  | 'callerInfo'
  | 'transferorInfo'
>();
expectTypeOf<SdkProperty<Call>>().toEqualTypeOf<SdkProperty<CallCommon>>();
expectTypeOf<SdkProperty<TeamsCall>>().toEqualTypeOf<SdkProperty<CallCommon>>();
expectTypeOf<SdkProperty<CallAgent>>().toEqualTypeOf<'connectionState'>();
expectTypeOf<SdkProperty<TeamsCallAgent>>().toEqualTypeOf<'connectionState'>();
expectTypeOf<SdkProperty<RemoteParticipant>>().toEqualTypeOf<
  'state' | 'isMuted' | 'displayName' | 'role' | 'isSpeaking'
>();
expectTypeOf<SdkProperty<Transfer>>().toEqualTypeOf<'state'>();
expectTypeOf<SdkProperty<DeviceManager>>().toEqualTypeOf<'selectedMicrophone' | 'selectedSpeaker'>();
expectTypeOf<SdkProperty<TransferCallFeature>>().toBeNever();

expectTypeOf(property$(call, 'isMuted')).toEqualTypeOf<Observable<boolean>>();
expectTypeOf(property$(call, 'state')).toEqualTypeOf<Observable<CallState>>();
expectTypeOf(property$(call, 'transferorInfo')).toEqualTypeOf<Observable<CallerInfo | undefined>>();
expectTypeOf(property$(participant, 'displayName')).toEqualTypeOf<Observable<string | undefined>>();
expectTypeOf(property$(anyAgent, 'connectionState')).toEqualTypeOf<Observable<ConnectionState>>();
expectTypeOf(property$(devices, 'selectedSpeaker')).toEqualTypeOf<
  Observable<DeviceManager['selectedSpeaker']>
>();

// @ts-expect-error -- misspelt
property$(call, 'isMute');
// @ts-expect-error -- a property that never changes
property$(call, 'direction');
// @ts-expect-error -- a collection
property$(call, 'remoteParticipants');
// @ts-expect-error -- an event, not a property
property$(call, 'stateChanged');
// @ts-expect-error -- a method
property$(call, 'mute');
// @ts-expect-error -- a property that only one of them has
property$(anyCaptions, 'activeCaptionLanguage', 'SpokenLanguageChanged');

// Where the event has another name, it is to be given.
expectTypeOf(property$(captions, 'isCaptionsFeatureActive', 'CaptionsActiveChanged')).toEqualTypeOf<
  Observable<boolean>
>();
expectTypeOf(property$(anyCaptions, 'activeSpokenLanguage', 'SpokenLanguageChanged')).toEqualTypeOf<
  Observable<string>
>();
expectTypeOf(property$(effects, 'activeEffects', 'effectsStarted')).toEqualTypeOf<
  Observable<AudioEffectsFeature['activeEffects']>
>();
// What the rule would find may be given, too.
expectTypeOf(property$(call, 'isMuted', 'isMutedChanged')).toEqualTypeOf<Observable<boolean>>();

// @ts-expect-error -- no event by the rule, and none given
property$(captions, 'isCaptionsFeatureActive');
// @ts-expect-error -- misspelt event
property$(captions, 'isCaptionsFeatureActive', 'captionsActiveChanged');
// @ts-expect-error -- misspelt property
property$(captions, 'isCaptionsActive', 'CaptionsActiveChanged');
// @ts-expect-error -- the event of another object
property$(captions, 'isCaptionsFeatureActive', 'stateChanged');
// @ts-expect-error -- a method
property$(hands, 'getRaisedHands', 'raisedHandEvent');
// @ts-expect-error -- an event that only one of them has
property$(anyCaptions, 'activeSpokenLanguage', 'CaptionLanguageChanged');

// collection$: exactly the collections that have an update event.
expectTypeOf<SdkCollection<CallCommon>>().toEqualTypeOf<
  'remoteParticipants' | 'localVideoStreams' | 'localAudioStreams' | 'remoteAudioStreams'
>();
expectTypeOf<SdkCollection<CallAgent>>().toEqualTypeOf<'calls'>();
expectTypeOf<SdkCollection<TeamsCallAgent>>().toEqualTypeOf<'calls'>();
expectTypeOf<SdkCollection<RemoteParticipant>>().toEqualTypeOf<'videoStreams'>();
expectTypeOf<SdkCollection<Transfer>>().toBeNever();
// The devices are behind methods, and a lobby's `participants` have an event named `lobbyParticipantsUpdated`.
expectTypeOf<SdkCollection<DeviceManager>>().toBeNever();
expectTypeOf<SdkCollection<Lobby>>().toBeNever();

// An update event alone makes no collection.
interface Counter {
  readonly count: number;
  on(event: 'countUpdated', listener: () => void): void;
  off(event: 'countUpdated', listener: () => void): void;
}
expectTypeOf<SdkCollection<Counter>>().toBeNever();

expectTypeOf<SdkElement<CallAgent, 'calls'>>().toEqualTypeOf<Call>();
expectTypeOf(collection$(call, 'remoteParticipants')).toEqualTypeOf<
  Observable<readonly RemoteParticipant[]>
>();
expectTypeOf(collection$(teamsAgent, 'calls')).toEqualTypeOf<Observable<readonly TeamsCall[]>>();

// @ts-expect-error -- misspelt
collection$(call, 'remoteParticipant');
// @ts-expect-error -- not a collection
collection$(call, 'isMuted');
// @ts-expect-error -- an array without an event
collection$(participant, 'endpointDetails');

// Where the event has another name, it is to be given; a collection that may be missing is an empty one.
expectTypeOf(collection$(lobby, 'participants', 'lobbyParticipantsUpdated')).toEqualTypeOf<
  Observable<readonly RemoteParticipant[]>
>();
expectTypeOf(collection$(rooms, 'breakoutRooms')).toEqualTypeOf<Observable<readonly BreakoutRoom[]>>();

// @ts-expect-error -- no event by the rule, and none given
collection$(lobby, 'participants');
// @ts-expect-error -- misspelt event
collection$(lobby, 'participants', 'participantsUpdated');
// @ts-expect-error -- misspelt collection
collection$(lobby, 'participant', 'lobbyParticipantsUpdated');
// @ts-expect-error -- not a collection
collection$(captions, 'isCaptionsFeatureActive', 'CaptionsActiveChanged');
// @ts-expect-error -- a method
collection$(hands, 'getRaisedHands', 'raisedHandEvent');

// The streams of an agent give what that kind of agent has.
expectTypeOf(connectionState$(agent)).toEqualTypeOf<Observable<ConnectionState>>();
expectTypeOf(connectionState$(anyAgent)).toEqualTypeOf<Observable<ConnectionState>>();
expectTypeOf(calls$(agent)).toEqualTypeOf<Observable<readonly Call[]>>();
expectTypeOf(calls$(teamsAgent)).toEqualTypeOf<Observable<readonly TeamsCall[]>>();
expectTypeOf(calls$(anyAgent)).toEqualTypeOf<Observable<readonly (Call | TeamsCall)[]>>();
expectTypeOf(incomingCalls$(agent)).toEqualTypeOf<Observable<IncomingCall>>();
expectTypeOf(incomingCalls$(teamsAgent)).toEqualTypeOf<Observable<TeamsIncomingCall>>();
expectTypeOf(incomingCalls$(anyAgent)).toEqualTypeOf<Observable<IncomingCall | TeamsIncomingCall>>();
expectTypeOf<IncomingCallOf<CallAgent>>().toEqualTypeOf<IncomingCall>();
expectTypeOf(callAgent$(() => Promise.resolve(agent))).toEqualTypeOf<Observable<CallAgent>>();
expectTypeOf(callAgent$(() => Promise.resolve(teamsAgent))).toEqualTypeOf<Observable<TeamsCallAgent>>();

// @ts-expect-error -- a participant has no calls
calls$(participant);
// @ts-expect-error -- nor a connection state
connectionState$(participant);
// @ts-expect-error -- and does not ring
incomingCalls$(participant);

// The streams of a call, of either kind, and of what it holds.
expectTypeOf(callState$(call)).toEqualTypeOf<Observable<CallState>>();
expectTypeOf(callState$(teamsCall)).toEqualTypeOf<Observable<CallState>>();
expectTypeOf(callEnded$(call)).toEqualTypeOf<Observable<CallEndReason | undefined>>();
expectTypeOf(remoteParticipants$(call)).toEqualTypeOf<Observable<readonly RemoteParticipant[]>>();
expectTypeOf(participantState$(participant)).toEqualTypeOf<Observable<RemoteParticipantState>>();
expectTypeOf(transferState$(transfer)).toEqualTypeOf<Observable<TransferState>>();
expectTypeOf(transferAccepted$(feature)).toEqualTypeOf<Observable<CallCommon>>();

// @ts-expect-error -- a transfer is no call
callState$(transfer);
// @ts-expect-error -- nor is a call a transfer
transferState$(call);
// @ts-expect-error -- the feature of the call, not the call
transferAccepted$(call);
