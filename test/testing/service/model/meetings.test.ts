import { addMeeting, arrive, letIn, meetingOf } from '../../../../src/testing/service/model/meetings.js';
import type { Leg, Meeting } from '../../../../src/testing/service/model/world.js';
import { legOf, legsIn, made, partyNamed, talkOf } from './worlds.js';

type Options = (alice: Leg) => Omit<Meeting, 'conversation'>;

const ofAlice = ({ party }: Leg) => ({ organizer: party });
const ofBob = () => ({ organizer: partyNamed('bob') });

describe('joining', () => {
  it.each<[string, Options, Leg['role'], string]>([
    ['a group call', () => ({}), 'Unknown', 'alice Connected'],
    ['an own meeting', ofAlice, 'Organizer', 'alice Connected'],
    [
      'an own meeting with a lobby',
      (alice) => ({ ...ofAlice(alice), lobby: true }),
      'Organizer',
      'alice Connected',
    ],
    ['a meeting of another', ofBob, 'Attendee', 'alice Connected'],
    ['a meeting of another with a lobby', () => ({ ...ofBob(), lobby: true }), 'Attendee', 'alice InLobby'],
  ])('%s', (_, options, role, after) => {
    const talk = talkOf({ alice: 'Connecting' }, { isOpen: true });
    const alice = legOf(talk, 'alice');
    const meeting: Meeting = { conversation: talk.conversation, ...options(alice) };

    expect([...made(arrive(alice, meeting)), ...made(letIn(talk.world, alice, meeting))]).toEqual([
      'updated alice',
      'updated alice',
    ]);
    expect(alice.role).toBe(role);
    expect(legsIn(talk)).toBe(after);
  });
});

describe('a locator', () => {
  it('leads to the meeting that was made for it', () => {
    const { world } = talkOf({});
    const meeting = addMeeting(world, 'link', ofBob());

    expect(meetingOf(world, 'link')).toBe(meeting);
  });

  it('leads to one group call, where there is no meeting', () => {
    const { world } = talkOf({});
    const meeting = meetingOf(world, 'group');

    expect(meetingOf(world, 'group')).toBe(meeting);
    expect(meetingOf(world, 'other')).not.toBe(meeting);
    expect(meeting.conversation).toMatchObject({ isGroup: true, isOpen: true });
  });
});
