import { callStateOf, partiesBefore } from '../../../../src/testing/service/model/views.js';
import type { Conversation, Leg, LegState } from '../../../../src/testing/service/model/world.js';
import { legOf, talkOf } from './worlds.js';

describe('the state of a call', () => {
  it.each<
    [string, LegState | Partial<Leg>, Readonly<Record<string, LegState>>, Partial<Conversation>, string]
  >([
    [
      'while its user hangs up',
      { state: 'Connected', hangsUp: true },
      { bob: 'Connected' },
      {},
      'Disconnecting',
    ],
    ['in the lobby', 'InLobby', { bob: 'Connected' }, {}, 'InLobby'],
    ['before it is answered', 'Connecting', { bob: 'Connected' }, {}, 'Connecting'],
    ['just started', { state: 'Connected', isBeginning: true }, { bob: 'Ringing' }, {}, 'Connecting'],
    ['on hold', 'Hold', { bob: 'Connected' }, {}, 'LocalHold'],
    ['held by both', 'Hold', { bob: 'Hold' }, {}, 'LocalHold'],
    ['held by the only other', 'Connected', { bob: 'Hold' }, {}, 'RemoteHold'],
    ['held by one of two', 'Connected', { bob: 'Hold', carol: 'Ringing' }, {}, 'Connected'],
    ['with somebody', 'Connected', { bob: 'Connected' }, {}, 'Connected'],
    ['with somebody who rings', 'Connected', { bob: 'Ringing' }, {}, 'Ringing'],
    ['with somebody who has not been called yet', 'Connected', { bob: 'Connecting' }, {}, 'Connecting'],
    ['with nobody', 'Connected', {}, {}, 'Connecting'],
    ['alone in a meeting', 'Connected', {}, { isOpen: true }, 'Connected'],
    ['alone in a meeting with a lobby', 'Connected', { bob: 'InLobby' }, { isOpen: true }, 'Connected'],
  ])('%s', (_, alice, others, conversation, state) => {
    expect(callStateOf(legOf(talkOf({ alice, ...others }, conversation), 'alice'))).toBe(state);
  });
});

describe('the others, before one of the parties', () => {
  it.each<[string, LegState, Readonly<Record<string, LegState | Partial<Leg>>>, readonly string[]]>([
    [
      'are all of them on the line',
      'Connected',
      { bob: 'Ringing', carol: 'Hold' },
      ['bob Ringing', 'carol Hold'],
    ],
    ['are there on hold, too', 'Hold', { bob: 'Connected' }, ['bob Connected']],
    ['are nobody in the lobby', 'InLobby', { bob: 'Connected' }, []],
    ['are nobody before the call is answered', 'Connecting', { bob: 'Connected' }, []],
    [
      'are seen once each, as far as one of their devices is',
      'Connected',
      { phone: { state: 'Ringing', key: 'bob' }, laptop: { state: 'Connected', key: 'bob' } },
      ['bob Connected'],
    ],
    ['do not include another device of the same party', 'Connected', { other: { key: 'alice' } }, []],
  ])('%s', (_, alice, others, seen) => {
    const parties = partiesBefore(legOf(talkOf({ alice, ...others }), 'alice'));

    expect([...parties.values()].map(({ key, state }) => `${key} ${state}`)).toEqual(seen);
  });
});
