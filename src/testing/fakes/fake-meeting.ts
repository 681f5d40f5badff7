/**
 * Fakes of what people do in a meeting beside talking: who may do what, who is to be seen, in which room.
 *
 * Nobody hears of it when a fake raises its hand, spotlights or permits: the service answers such a request by an
 * event, and a test does so by `set`.
 */
import type {
  BreakoutRoom,
  BreakoutRoomsCallFeature,
  CapabilitiesFeature,
  DominantSpeakersCallFeature,
  MediaAccess,
  MediaAccessCallFeature,
  MeetingMediaAccess,
  OptimalVideoCountCallFeature,
  ParticipantCapabilities,
  PPTLiveCallFeature,
  RaisedHand,
  RaiseHandCallFeature,
  ReactionCallFeature,
  SpotlightCallFeature,
  SpotlightedParticipant,
  TeamsMeetingAudioConferencingCallFeature,
  TogetherModeCallFeature,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import { difference } from './comparing.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { rawId } from './identifiers.js';
import { nextId } from './next-id.js';

/** What `getRaisedHands()` gives. */
export interface FakeRaisedHands {
  readonly raisedHands: readonly RaisedHand[];
}

/** Whose hand is up in `a`, but not in `b`. */
const onlyIn = (a: readonly RaisedHand[], b: readonly RaisedHand[]) =>
  a
    .filter((hand) => !b.some(({ identifier }) => rawId(identifier) === rawId(hand.identifier)))
    .map(({ identifier }) => ({ identifier }));

/**
 * A fake `RaiseHandCallFeature`: no hand is up unless said otherwise.
 *
 * Setting `raisedHands` fires `raisedHandEvent` and `loweredHandEvent`, one for each hand.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.RaiseHand);
 * const identifier = { communicationUserId: '8:acs:bob' };
 * feature.set({ raisedHands: [{ identifier, order: 1 }] }); // raisedHandEvent fires
 * feature.set({ raisedHands: [] }); // loweredHandEvent fires
 * ```
 */
export const FakeRaiseHandCallFeature: FakeFeatureClass<RaiseHandCallFeature & FakeRaisedHands> =
  fakeFeatureClass('FakeRaiseHandCallFeature', () => ({
    events: {
      raisedHandEvent: { raisedHands: (now, before) => onlyIn(now, before) },
      loweredHandEvent: { raisedHands: (now, before) => onlyIn(before, now) },
    },
    properties: { name: 'RaiseHand', raisedHands: [] },
    methods: {
      getRaisedHands() {
        return [...this.raisedHands];
      },
    },
    promises: {
      raiseHand: () => undefined,
      lowerHand: () => undefined,
      lowerHands: () => undefined,
      lowerAllHands: () => undefined,
    },
    lenient: true,
  }));
export type FakeRaiseHandCallFeature = Fake<RaiseHandCallFeature & FakeRaisedHands>;

/** What `getSpotlightedParticipants()` gives. */
export interface FakeSpotlight {
  readonly spotlightedParticipants: readonly SpotlightedParticipant[];
}

/** A fake `SpotlightCallFeature`. Setting `spotlightedParticipants` fires `spotlightChanged`. */
export const FakeSpotlightCallFeature: FakeFeatureClass<SpotlightCallFeature & FakeSpotlight> =
  fakeFeatureClass('FakeSpotlightCallFeature', () => ({
    events: { spotlightChanged: 'spotlightedParticipants' },
    properties: { name: 'Spotlight', maxParticipantsToSpotlight: 7, spotlightedParticipants: [] },
    methods: {
      getSpotlightedParticipants() {
        return [...this.spotlightedParticipants];
      },
    },
    promises: {
      startSpotlight: () => undefined,
      stopSpotlight: () => undefined,
      stopAllSpotlight: () => undefined,
    },
    lenient: true,
  }));
export type FakeSpotlightCallFeature = Fake<SpotlightCallFeature & FakeSpotlight>;

/** A fake `ReactionCallFeature`. The reactions of others come by `emit('reaction', …)`. */
export const FakeReactionCallFeature: FakeFeatureClass<ReactionCallFeature> = fakeFeatureClass(
  'FakeReactionCallFeature',
  () => ({
    events: { reaction: null },
    properties: { name: 'Reaction' },
    promises: { sendReaction: () => undefined },
    lenient: true,
  }),
);
export type FakeReactionCallFeature = Fake<ReactionCallFeature>;

/** A fake `DominantSpeakersCallFeature`: nobody speaks unless said otherwise. */
export const FakeDominantSpeakersCallFeature: FakeFeatureClass<DominantSpeakersCallFeature> =
  fakeFeatureClass('FakeDominantSpeakersCallFeature', () => ({
    events: { dominantSpeakersChanged: 'dominantSpeakers' },
    properties: { name: 'DominantSpeakers', dominantSpeakers: { speakersList: [], timestamp: new Date(0) } },
    lenient: true,
  }));
export type FakeDominantSpeakersCallFeature = Fake<DominantSpeakersCallFeature>;

const absent = { isPresent: false, reason: 'NotInitialized' } as const;
const noCapabilities: ParticipantCapabilities = {
  turnVideoOn: absent,
  unmuteMic: absent,
  shareScreen: absent,
  removeParticipant: absent,
  hangUpForEveryOne: absent,
  addCommunicationUser: absent,
  addTeamsUser: absent,
  addPhoneNumber: absent,
  manageLobby: absent,
  spotlightParticipant: absent,
  removeParticipantsSpotlight: absent,
  blurBackground: absent,
  startLiveMeetingCaptions: absent,
  startLiveCallingCaptions: absent,
  setCaptionLanguage: absent,
  raiseHand: absent,
  pstnDialOut: absent,
  muteOthers: absent,
  useReactions: absent,
  viewAttendeeNames: absent,
  startTogetherMode: absent,
  joinBreakoutRooms: absent,
  forbidOthersAudio: absent,
  forbidOthersVideo: absent,
  realTimeText: absent,
};

/** Those of `a` whose presence is another in `b`. */
const capabilitiesUnlike = (a: ParticipantCapabilities, b: ParticipantCapabilities) =>
  Object.fromEntries(
    Object.entries(a).filter(([name, { isPresent }]) => b[name as keyof typeof b].isPresent !== isPresent),
  );

/**
 * A fake `CapabilitiesFeature`: no capability unless said otherwise.
 *
 * Setting `capabilities` fires `capabilitiesChanged` with those that came or went, as the SDK does, and with the
 * reason `RoleChanged`; for another reason `write` them and `emit` the event.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.Capabilities);
 * const raiseHand = { isPresent: true, reason: 'Capable' } as const;
 * feature.set({ capabilities: { ...feature.capabilities, raiseHand } });
 * ```
 */
export const FakeCapabilitiesFeature: FakeFeatureClass<CapabilitiesFeature> = fakeFeatureClass(
  'FakeCapabilitiesFeature',
  () => ({
    events: {
      capabilitiesChanged: {
        capabilities: (now, before) => [
          {
            oldValue: capabilitiesUnlike(before, now),
            newValue: capabilitiesUnlike(now, before),
            reason: 'RoleChanged',
          },
        ],
      },
    },
    properties: { name: 'Capabilities', capabilities: noCapabilities },
    lenient: true,
  }),
);
export type FakeCapabilitiesFeature = Fake<CapabilitiesFeature>;

/** What `getAllOthersMediaAccess()` and `getMeetingMediaAccess()` give. */
export interface FakeMediaAccess {
  readonly othersMediaAccess: readonly MediaAccess[];
  readonly meetingMediaAccess: MeetingMediaAccess;
}

/**
 * A fake `MediaAccessCallFeature`: everything is permitted unless said otherwise.
 *
 * Setting `othersMediaAccess` fires `mediaAccessChanged` with those that are new in it; setting
 * `meetingMediaAccess` fires `meetingMediaAccessChanged`.
 */
export const FakeMediaAccessCallFeature: FakeFeatureClass<MediaAccessCallFeature & FakeMediaAccess> =
  fakeFeatureClass('FakeMediaAccessCallFeature', () => ({
    events: {
      mediaAccessChanged: {
        othersMediaAccess: (now, before) => [{ mediaAccesses: difference(now, before).added }],
      },
      meetingMediaAccessChanged: { meetingMediaAccess: (meetingMediaAccess) => [{ meetingMediaAccess }] },
    },
    properties: {
      name: 'MediaAccess',
      othersMediaAccess: [],
      meetingMediaAccess: { isAudioPermitted: true, isVideoPermitted: true },
    },
    methods: {
      getAllOthersMediaAccess() {
        return [...this.othersMediaAccess];
      },
      getMeetingMediaAccess() {
        return this.meetingMediaAccess;
      },
    },
    promises: {
      permitAudio: () => undefined,
      forbidAudio: () => undefined,
      permitOthersAudio: () => undefined,
      forbidOthersAudio: () => undefined,
      permitVideo: () => undefined,
      forbidVideo: () => undefined,
      permitOthersVideo: () => undefined,
      forbidOthersVideo: () => undefined,
    },
  }));
export type FakeMediaAccessCallFeature = Fake<MediaAccessCallFeature & FakeMediaAccess>;

/** A fake `OptimalVideoCountCallFeature`: one video unless said otherwise. */
export const FakeOptimalVideoCountCallFeature: FakeFeatureClass<OptimalVideoCountCallFeature> =
  fakeFeatureClass('FakeOptimalVideoCountCallFeature', () => ({
    events: { optimalVideoCountChanged: 'optimalVideoCount' },
    properties: { name: 'OptimalVideoCount', optimalVideoCount: 1, lastOvcChangeReason: 'unknown' },
  }));
export type FakeOptimalVideoCountCallFeature = Fake<OptimalVideoCountCallFeature>;

/** A fake `PPTLiveCallFeature`, inactive unless said otherwise. In Node there is no element for its `target`. */
export const FakePPTLiveCallFeature: FakeFeatureClass<PPTLiveCallFeature> = fakeFeatureClass(
  'FakePPTLiveCallFeature',
  () => ({
    events: { isActiveChanged: 'isActive' },
    properties: { name: 'PPTLive', isActive: false, target: undefined as never },
    lenient: true,
  }),
);
export type FakePPTLiveCallFeature = Fake<PPTLiveCallFeature>;

/**
 * A fake `TogetherModeCallFeature`, without streams unless said otherwise.
 *
 * Its events cannot be left: `off` attaches the listener once more (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 */
export const FakeTogetherModeCallFeature: FakeFeatureClass<TogetherModeCallFeature> = fakeFeatureClass(
  'FakeTogetherModeCallFeature',
  () => ({
    events: {
      togetherModeStreamsUpdated: 'togetherModeStream',
      togetherModeSceneUpdated: null,
      togetherModeSeatingUpdated: { togetherModeSeatingMap: (now) => [now] },
    },
    properties: {
      name: 'TeamsTogetherMode',
      togetherModeStream: [],
      togetherModeSeatingMap: new Map(),
      sceneSize: { width: 0, height: 0 },
    },
    promises: { start: () => undefined },
    unleavable: ['togetherModeStreamsUpdated', 'togetherModeSceneUpdated', 'togetherModeSeatingUpdated'],
  }),
);
export type FakeTogetherModeCallFeature = Fake<TogetherModeCallFeature>;

/** A fake `BreakoutRoom`, open unless said otherwise. */
export const FakeBreakoutRoom: FakeClass<BreakoutRoom> = fakeClass('FakeBreakoutRoom', () => ({
  properties: { threadId: nextId('thread'), state: 'open' },
  promises: { join: null, returnToMainMeeting: null },
}));
export type FakeBreakoutRoom = Fake<BreakoutRoom>;

/**
 * A fake `BreakoutRoomsCallFeature`, without rooms unless said otherwise.
 *
 * Each property fires `breakoutRoomsUpdated` with its own type of data; that of type `join` comes by `emit`.
 */
export const FakeBreakoutRoomsCallFeature: FakeFeatureClass<BreakoutRoomsCallFeature> = fakeFeatureClass(
  'FakeBreakoutRoomsCallFeature',
  () => ({
    events: {
      breakoutRoomsUpdated: {
        assignedBreakoutRooms: (data) => [{ type: 'assignedBreakoutRooms', data }],
        breakoutRooms: (data) => [{ type: 'breakoutRooms', data }],
        breakoutRoomsSettings: (data) => [{ type: 'breakoutRoomsSettings', data }],
      },
    },
    properties: { name: 'BreakoutRooms' },
    lenient: true,
  }),
);
export type FakeBreakoutRoomsCallFeature = Fake<BreakoutRoomsCallFeature>;

/** A fake `TeamsMeetingAudioConferencingCallFeature`. The numbers to dial the test answers. */
export const FakeTeamsMeetingAudioConferencingCallFeature: FakeFeatureClass<TeamsMeetingAudioConferencingCallFeature> =
  fakeFeatureClass('FakeTeamsMeetingAudioConferencingCallFeature', () => ({
    properties: { name: 'TeamsMeetingAudioConferencing' },
    promises: { getTeamsMeetingAudioConferencingDetails: null },
  }));
export type FakeTeamsMeetingAudioConferencingCallFeature = Fake<TeamsMeetingAudioConferencingCallFeature>;
