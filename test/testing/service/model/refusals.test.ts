import { endings } from '../../../../src/testing/service/model/endings.js';
import {
  refusalOfAdmission,
  refusalOfDecision,
  refusalOfHold,
  refusalOfMute,
  refusalOfMuteAll,
  refusalOfMuteNow,
  refusalOfOwnMute,
  refusalOfRemoval,
  refusalOfResume,
  waitingBefore,
  type Refusal,
} from '../../../../src/testing/service/model/refusals.js';
import type { Conversation, Leg, LegState } from '../../../../src/testing/service/model/world.js';
import { legOf, partyNamed, talkOf } from './worlds.js';

const inWords = (refusal: Refusal): string =>
  refusal ? `${String(refusal.code)}/${String(refusal.subCode)}` : 'granted';

describe('hold and resume', () => {
  it.each<[string, LegState | Partial<Leg>, LegState, string, string]>([
    ['a connected call', 'Connected', 'Connected', 'granted', '500/41034'],
    ['a call that the other holds', 'Connected', 'Hold', 'granted', '500/41034'],
    ['a call on hold', 'Hold', 'Connected', '500/41033', 'granted'],
    ['a call that rings', 'Connected', 'Ringing', '500/41033', '500/41034'],
    [
      'a call that has ended',
      { state: 'Hold', endReason: endings.hungUp },
      'Connected',
      '500/41033',
      '500/41034',
    ],
    ['a call that is being hung up', { state: 'Hold', hangsUp: true }, 'Connected', '500/41033', '500/41034'],
  ])('%s', (_, alice, bob, hold, resume) => {
    const leg = legOf(talkOf({ alice, bob }), 'alice');

    expect([refusalOfHold(leg), refusalOfResume(leg)].map(inWords)).toEqual([hold, resume]);
  });
});

it.each<[string, Refusal, string]>([
  ['removing somebody from a connected call', refusalOfRemoval(true), 'granted'],
  ['removing somebody from another call', refusalOfRemoval(false), '412/41090'],
  ['muting an ended call', refusalOfOwnMute(true, true), '500/41015'],
  ['unmuting an ended call', refusalOfOwnMute(true, false), '400/41016'],
  ['muting any other call', refusalOfOwnMute(false, true), 'granted'],
  ['unmuting any other call', refusalOfOwnMute(false, false), 'granted'],
  ['muting others in a call that goes on', refusalOfMuteNow(true), 'granted'],
  ['muting others in a call that has ended meanwhile', refusalOfMuteNow(false), '412/41087'],
])('%s', (_, refusal, expected) => {
  expect(inWords(refusal)).toBe(expected);
});

describe('muting', () => {
  it.each<[string, boolean, string, string, string]>([
    ['another in a group', true, 'bob', 'Connected', 'granted'],
    ['another on hold', true, 'bob', 'Hold', 'granted'],
    ['another in a call of two', false, 'bob', 'Connected', '405/42006'],
    ['another who rings', true, 'bob', 'Ringing', '405/42005'],
    ['a phone', true, '+1', 'Connected', '405/42004'],
  ])('%s', (_, isGroup, name, state, expected) => {
    const leg = legOf(talkOf({ alice: 'Connected' }, { isGroup }), 'alice');

    expect(inWords(refusalOfMute(leg, { ...partyNamed(name), state }))).toBe(expected);
  });

  it.each<[string, boolean, boolean, string]>([
    ['all in a group', true, true, 'granted'],
    ['all in a call of two', false, true, '405/41093'],
    ['all in a group that is not connected', true, false, '412/41087'],
  ])('%s', (_, isGroup, isConnected, expected) => {
    const leg = legOf(talkOf({ alice: 'Connected' }, { isGroup }), 'alice');

    expect(inWords(refusalOfMuteAll(leg, isConnected))).toBe(expected);
  });
});

describe('the lobby', () => {
  const group: Partial<Conversation> = { isGroup: true };

  it.each<[string, Partial<Conversation>, Leg['role'], string]>([
    ['is open to anybody in a group call', group, 'Unknown', 'granted'],
    ['is open to an organizer', group, 'Organizer', 'granted'],
    ['is open to a presenter', group, 'Presenter', 'granted'],
    ['is closed to an attendee', group, 'Attendee', '403/41805'],
    ['does not exist in a call of two', {}, 'Unknown', '400/41802'],
  ])('%s', (_, conversation, role, expected) => {
    const leg = legOf(talkOf({ alice: { state: 'Connected', role } }, conversation), 'alice');

    expect(inWords(refusalOfAdmission(leg))).toBe(expected);
  });

  it.each<[string, Partial<Leg>, Readonly<Record<string, LegState>>, string, readonly string[]]>([
    ['has somebody who waits', {}, { bob: 'InLobby', carol: 'InLobby' }, 'granted', ['bob', 'carol']],
    ['does not have somebody who is in the call', {}, { bob: 'Connected' }, '400/41803', []],
    ['does not have somebody who rings', {}, { bob: 'Ringing' }, '400/41804', []],
    ['does not have somebody who is not there', {}, { carol: 'InLobby' }, '400/41804', ['carol']],
    [
      'has nobody for a party that has left',
      { endReason: endings.hungUp },
      { bob: 'InLobby' },
      '400/41804',
      [],
    ],
    ['is checked for the role first', { role: 'Attendee' }, { bob: 'Connected' }, '403/41805', []],
  ])('%s', (_, values, others, expected, waiting) => {
    const leg = legOf(talkOf({ alice: { state: 'Connected', ...values }, ...others }, group), 'alice');

    expect(inWords(refusalOfDecision(leg, 'bob'))).toBe(expected);
    expect(waitingBefore(leg).map(({ key }) => key)).toEqual(waiting);
    expect(waitingBefore(leg, 'bob').map(({ key }) => key)).toEqual(waiting.filter((key) => key === 'bob'));
  });
});
