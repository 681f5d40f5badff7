import {
  addGuest,
  beginHangUp,
  hold,
  mutableBefore,
  muteItself,
  muteOthers,
  open,
  tellOfMute,
} from '../../../../src/testing/service/model/calls.js';
import type { Changes } from '../../../../src/testing/service/model/change.js';
import { endings } from '../../../../src/testing/service/model/endings.js';
import type { Leg, LegState } from '../../../../src/testing/service/model/world.js';
import { legOf, legsIn, made, partyNamed, talkOf } from './worlds.js';

const ended: Partial<Leg> = { endReason: endings.hungUp };
const everybody = ['updated alice', 'updated bob'];

it.each<[string, Partial<Leg>, (alice: Leg) => Changes, Partial<Leg>, readonly string[]]>([
  ['holds', { state: 'Connected' }, (leg) => hold(leg, 'hold'), { state: 'Hold' }, everybody],
  ['resumes', { state: 'Hold' }, (leg) => hold(leg, 'resume'), { state: 'Connected' }, everybody],
  ['begins to hang up', {}, beginHangUp, { hangsUp: true }, ['hangingUp alice']],
  ['mutes itself', {}, (leg) => muteItself(leg, true), { isMuted: true }, ['mutedItself alice']],
  [
    'unmutes itself',
    { isMuted: true },
    (leg) => muteItself(leg, false),
    { isMuted: false },
    ['mutedItself alice'],
  ],
  [
    'mutes itself after the end, and nobody sees it',
    ended,
    (leg) => muteItself(leg, true),
    { isMuted: true },
    [],
  ],
  ['tells the others that it is muted', {}, tellOfMute, {}, everybody],
  ['tells the others nothing after the end', ended, tellOfMute, {}, []],
])('a party %s', (_, before, act, after, told) => {
  const leg = legOf(talkOf({ alice: before, bob: 'Connected' }), 'alice');

  expect(made(act(leg))).toEqual(told);
  expect(leg).toMatchObject(after);
});

it('has a call when the app has one', () => {
  const leg = legOf(talkOf({ alice: 'Connected' }), 'alice');
  open(leg);

  expect(leg.isOpen).toBe(true);
});

describe('muting all others', () => {
  const phone: Partial<Leg> = { state: 'Connected', party: partyNamed('+1') };

  it.each<[string, Readonly<Record<string, LegState | Partial<Leg>>>, readonly string[], number | undefined]>(
    [
      ['mutes all', { bob: 'Connected', carol: 'Hold' }, ['bob', 'carol'], undefined],
      ['leaves out those who are not on the line', { bob: 'Connected', carol: 'Ringing' }, ['bob'], 41092],
      ['leaves out phones', { bob: 'Connected', carol: phone }, ['bob'], 41086],
      ['tells of phones before others', { bob: 'Ringing', carol: phone }, [], 41086],
      ['is fine with nobody there', {}, [], undefined],
    ],
  )('%s', (_, others, keys, subCode) => {
    expect(mutableBefore(legOf(talkOf({ alice: 'Connected', ...others }), 'alice'))).toEqual({
      keys,
      refusal: subCode === undefined ? undefined : { code: 405, subCode },
    });
  });

  it('mutes those who are still on the line, and nobody else', () => {
    const talk = talkOf({ alice: 'Connected', bob: 'Connected', carol: 'Ringing', dave: 'Connected' });

    expect(made(muteOthers(legOf(talk, 'alice'), ['alice', 'bob', 'carol']))).toEqual([
      'updated alice',
      'updated bob',
      'updated carol',
      'updated dave',
    ]);
    expect(Object.values(talk.legs).filter(({ isMuted }) => isMuted)).toEqual([legOf(talk, 'bob')]);
  });
});

it('makes a call a group, when a guest is called', () => {
  const talk = talkOf({ alice: 'Connected', bob: 'Connected' });
  addGuest(talk.world, legOf(talk, 'alice'), partyNamed('carol'));

  expect(legsIn(talk)).toBe('alice Connected, bob Connected, carol Idle');
  expect(talk.conversation.isGroup).toBe(true);
});
