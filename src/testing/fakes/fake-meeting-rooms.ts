/**
 * Fakes of the features of a meeting about its rooms and phone numbers: breakout rooms, audio conferencing.
 */
import type {
  BreakoutRoom,
  BreakoutRoomsCallFeature,
  TeamsMeetingAudioConferencingCallFeature,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { nextId } from './next-id.js';

/** A fake `BreakoutRoom`. Default: open. */
export const FakeBreakoutRoom: FakeClass<BreakoutRoom> = fakeClass('FakeBreakoutRoom', () => ({
  properties: { threadId: nextId('thread'), state: 'open' },
  promises: { join: null, returnToMainMeeting: null },
}));
export type FakeBreakoutRoom = Fake<BreakoutRoom>;

/**
 * A fake `BreakoutRoomsCallFeature`. Default: no rooms.
 *
 * Each property fires `breakoutRoomsUpdated` with its own type of data. A test sends the type `join` with `emit`.
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

/** A fake `TeamsMeetingAudioConferencingCallFeature`. A test gives it the phone numbers with `answer`. */
export const FakeTeamsMeetingAudioConferencingCallFeature: FakeFeatureClass<TeamsMeetingAudioConferencingCallFeature> =
  fakeFeatureClass('FakeTeamsMeetingAudioConferencingCallFeature', () => ({
    properties: { name: 'TeamsMeetingAudioConferencing' },
    promises: { getTeamsMeetingAudioConferencingDetails: null },
  }));
export type FakeTeamsMeetingAudioConferencingCallFeature = Fake<TeamsMeetingAudioConferencingCallFeature>;
