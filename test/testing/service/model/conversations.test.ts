import {
  connect,
  end,
  hangUp,
  remove,
  removeParty,
  replace,
} from '../../../../src/testing/service/model/conversations.js';
import { endings } from '../../../../src/testing/service/model/endings.js';
import { prepareLeg } from '../../../../src/testing/service/model/legs.js';
import type { Changes } from '../../../../src/testing/service/model/change.js';
import type { Conversation, Leg, LegState, World } from '../../../../src/testing/service/model/world.js';
import { legOf, legsIn, made, partyNamed, talkOf } from './worlds.js';

describe('connecting', () => {
  it.each<[string, LegState]>([
    ['a leg that has joined', 'Connecting'],
    ['a leg that rings', 'Ringing'],
    ['a leg in the lobby', 'InLobby'],
  ])('%s brings it on the line, and all calls up to date', (_, alice) => {
    const talk = talkOf({ alice, bob: 'Connected' });

    expect(made(connect(talk.world, legOf(talk, 'alice')))).toEqual(['updated alice', 'updated bob']);
    expect(legsIn(talk)).toBe('alice Connected, bob Connected');
  });

  it('does nothing for a leg that the others do not know of', () => {
    const { conversation, world } = talkOf({ bob: 'Connected' });
    const alice = prepareLeg(world, conversation, partyNamed('alice'), undefined);

    expect(made(connect(world, alice))).toEqual([]);
    expect(alice.state).toBe('Connecting');
  });
});

/** The legs before, the conversation, the changes when alice leaves, and the legs after. */
type Row = readonly [
  name: string,
  before: Readonly<Record<string, LegState | Partial<Leg>>>,
  conversation: Partial<Conversation>,
  told: readonly string[],
  after: string,
];

const leaving =
  (leave: (world: World, alice: Leg) => Changes) =>
  (...[, before, conversation, told, after]: Row) => {
    const talk = talkOf(before, conversation);
    const alice = legOf(talk, 'alice');

    expect(made(leave(talk.world, alice))).toEqual(told);
    expect(legsIn(talk)).toBe(after);
    expect(talk.world.legs.size).toBe(talk.conversation.legs.size);
  };

const voicemail: Partial<Leg> = { state: 'Connected', device: undefined };

describe('the end of a leg', () => {
  it.each<Row>([
    [
      'ends the leg of the one who is left alone, for the reason of the others',
      { alice: 'Connected', bob: 'Connected' },
      {},
      ['ended alice 0/0', 'ended bob 0/4521'],
      '',
    ],
    [
      'ends those on hold, too',
      { alice: 'Connected', bob: 'Hold' },
      {},
      ['ended alice 0/0', 'ended bob 0/4521'],
      '',
    ],
    [
      'cancels the call to somebody who rings',
      { alice: 'Connected', bob: 'Ringing' },
      {},
      ['ended alice 0/0', 'ended bob 487/0'],
      '',
    ],
    [
      'cancels the calls to all who ring',
      { alice: 'Connected', bob: 'Ringing', carol: 'Ringing' },
      {},
      ['ended alice 0/0', 'ended bob 487/0', 'ended carol 487/0'],
      '',
    ],
    [
      'leaves two others as they are',
      { alice: 'Connected', bob: 'Connected', carol: 'Ringing' },
      {},
      ['ended alice 0/0', 'updated bob', 'updated carol'],
      'bob Connected, carol Ringing',
    ],
    [
      'ends the leg of a voicemail',
      { alice: 'Connected', bob: voicemail },
      {},
      ['ended alice 0/0', 'ended bob 0/4521'],
      '',
    ],
    [
      'leaves nobody alone with voicemails',
      { alice: 'Connected', bob: voicemail, carol: voicemail },
      {},
      ['ended alice 0/0', 'ended bob 0/4521', 'ended carol 0/4521'],
      '',
    ],
    [
      'leaves one alone in a meeting',
      { alice: 'Connected', bob: 'Connected' },
      { isOpen: true },
      ['ended alice 0/0', 'updated bob'],
      'bob Connected',
    ],
    [
      'ends the call of the other, and the answer of another device of that one',
      { alice: 'Connected', bob: 'Connected', tablet: { state: 'Connecting', key: 'bob' } },
      {},
      ['ended alice 0/0', 'ended bob 0/4521', 'ended bob 487/0'],
      '',
    ],
  ])(
    '%s',
    leaving((world, alice) => end(world, alice, endings.hungUp, endings.abruptDisconnect)),
  );

  it('comes once', () => {
    const talk = talkOf({ alice: 'Connected', bob: 'Connected', carol: 'Connected' });
    const alice = legOf(talk, 'alice');
    made(end(talk.world, alice, endings.hungUp));

    expect(made(end(talk.world, alice, endings.dropped))).toEqual([]);
    expect(alice.endReason).toBe(endings.hungUp);
    expect(talk.conversation.departed).toEqual(new Map([['alice', endings.hungUp]]));
  });

  it('is told before the next one is made', () => {
    const talk = talkOf({ alice: 'Connected', bob: 'Connected' });
    const [first] = end(talk.world, legOf(talk, 'alice'), endings.hungUp);

    expect(first).toMatchObject({ type: 'ended', leg: { key: 'alice' } });
    expect(legsIn(talk)).toBe('bob Connected');
  });
});

describe('removing a leg', () => {
  it.each<Row>([
    [
      'leaves the other as it is',
      { alice: 'Connected', bob: 'Connected' },
      {},
      ['ended alice 0/0'],
      'bob Connected',
    ],
  ])(
    '%s',
    leaving((world, alice) => remove(world, alice, endings.hungUp)),
  );
});

describe('hanging up', () => {
  const three = { alice: 'Connected', bob: 'Connected', carol: 'Connected' } as const;

  it.each<Row>([
    [
      'alone leaves the others together',
      three,
      {},
      ['ended alice 0/0', 'updated bob', 'updated carol'],
      'bob Connected, carol Connected',
    ],
    [
      'alone ends the call of the only other',
      { alice: 'Connected', bob: 'Connected' },
      {},
      ['ended alice 0/0', 'ended bob 0/0'],
      '',
    ],
    [
      'of a phone has a code of its own',
      { alice: { state: 'Connected', party: partyNamed('+1') }, bob: 'Connected' },
      {},
      ['ended alice 0/0', 'ended bob 0/560000'],
      '',
    ],
  ])(
    '%s',
    leaving((world, alice) => hangUp(world, alice, false)),
  );

  it.each<Row>([
    [
      'for everyone removes all others',
      three,
      {},
      ['ended alice 0/0', 'updated bob', 'updated carol', 'ended bob 0/5300', 'ended carol 0/5300'],
      '',
    ],
    [
      'for everyone removes the only other',
      { alice: 'Connected', bob: 'Connected' },
      {},
      ['ended alice 0/0', 'ended bob 0/5300'],
      '',
    ],
  ])(
    '%s',
    leaving((world, alice) => hangUp(world, alice, true)),
  );
});

describe('removing a party', () => {
  it.each<Row>([
    [
      'takes it out on all its devices',
      {
        alice: 'Connected',
        bob: 'Connected',
        tablet: { state: 'Connecting', key: 'bob' },
        carol: 'Connected',
      },
      {},
      [
        'ended bob 0/5300',
        'updated alice',
        'updated bob',
        'updated carol',
        'ended bob 0/5300',
        'updated alice',
        'updated carol',
      ],
      'alice Connected, carol Connected',
    ],
    [
      'takes nobody else out',
      { alice: 'Connected', carol: 'Connected' },
      {},
      [],
      'alice Connected, carol Connected',
    ],
  ])(
    '%s',
    leaving((world, alice) => removeParty(world, alice, 'bob')),
  );
});

it('puts one leg in the place of another, which is cancelled', () => {
  const talk = talkOf({ alice: 'Connected', bob: 'Ringing', tablet: { key: 'bob' } });
  const bob = legOf(talk, 'bob');
  replace(talk.world, bob, legOf(talk, 'tablet'));

  expect(legsIn(talk)).toBe('alice Connected, bob Connecting');
  expect(bob.endReason).toBe(endings.cancelled);
});
