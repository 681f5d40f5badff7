/**
 * Fakes of the features of a meeting that tell who may do what: capabilities, access to media.
 *
 * A request of a fake (raise a hand, spotlight, permit) changes nothing by itself. In the SDK the service answers it with an
 * event, and a test does so with `set`.
 */
import type {
  CapabilitiesFeature,
  MediaAccess,
  MediaAccessCallFeature,
  MeetingMediaAccess,
  ParticipantCapabilities,
} from '@azure/communication-calling';
import { difference } from './comparing.js';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import type { Fake } from './fake-object.js';

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

/** The capabilities of `a` whose presence differs in `b`. */
const capabilitiesUnlike = (a: ParticipantCapabilities, b: ParticipantCapabilities) =>
  Object.fromEntries(
    Object.entries(a).filter(([name, { isPresent }]) => b[name as keyof typeof b].isPresent !== isPresent),
  );

/**
 * A fake `CapabilitiesFeature`. Default: no capability.
 *
 * Setting `capabilities` fires `capabilitiesChanged` with the new and the lost ones, as the SDK does, and with the reason
 * `RoleChanged`. For another reason, `write` them and `emit` the event.
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

/** The results of `getAllOthersMediaAccess()` and `getMeetingMediaAccess()`, as properties that a test sets. */
export interface FakeMediaAccess {
  readonly othersMediaAccess: readonly MediaAccess[];
  readonly meetingMediaAccess: MeetingMediaAccess;
}

/**
 * A fake `MediaAccessCallFeature`. Default: everything is permitted.
 *
 * Setting `othersMediaAccess` fires `mediaAccessChanged` with its new elements. Setting `meetingMediaAccess` fires
 * `meetingMediaAccessChanged`.
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
