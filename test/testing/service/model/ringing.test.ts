import { addAccount } from '../../../../src/testing/service/model/accounts.js';
import { endings } from '../../../../src/testing/service/model/endings.js';
import {
  answer,
  answeredBySomebody,
  claim,
  forward,
  forwardedFrom,
  giveUpRinging,
  isEngaged,
  leaveRinging,
  prepareRinging,
  startRinging,
} from '../../../../src/testing/service/model/ringing.js';
import type { Party } from '../../../../src/testing/service/model/users.js';
import type { Introduction, Leg, Ring, Ringing } from '../../../../src/testing/service/model/world.js';
import { deviceOf, legOf, legsIn, made, partyNamed, talkOf, type Talk } from './worlds.js';
import { end, stopRinging } from '../../../../src/testing/service/model/conversations.js';

interface Call extends Talk {
  readonly ringing: Ringing;
  readonly phone: Ring;
  readonly laptop: Ring;
}

/** Alice calls bob, who has a phone and a laptop. */
function callOf({
  party,
  ...introduction
}: Partial<Introduction> & { readonly party?: Partial<Party> } = {}): Call {
  const talk = talkOf({ alice: 'Connected', bob: { device: undefined, party: partyNamed('bob', party) } });
  const account = addAccount(talk.world, partyNamed('bob'));
  const devices = ['phone', 'laptop'].map((name) => deviceOf(account, { name }));
  const callerInfo = { identifier: partyNamed('alice').identifier };
  const ringing = prepareRinging(legOf(talk, 'bob'), { callerInfo, ...introduction }, devices);
  const [phone, laptop] = [...ringing.rings] as [Ring, Ring];
  return { ...talk, ringing, phone, laptop };
}

describe('forwarding', () => {
  const to = (communicationUserId: string): Partial<Party> => ({ forwardTo: { communicationUserId } });

  it.each<[string, Readonly<Record<string, Partial<Party>>>, string]>([
    ['leaves a party alone that forwards nothing', { bob: {} }, 'bob'],
    ['goes to the next', { bob: to('carol'), carol: {} }, 'carol'],
    ['goes on to the one after', { bob: to('carol'), carol: to('dave'), dave: {} }, 'dave'],
    ['goes to somebody who is no user', { bob: to('nobody') }, 'nobody'],
    ['ends in a circle with the last one who is new', { bob: to('carol'), carol: to('bob') }, 'carol'],
    ['ends at once with a party that forwards to itself', { bob: to('bob') }, 'bob'],
  ])('%s', (_, parties, taker) => {
    const { world } = talkOf({});
    for (const [name, options] of Object.entries(parties)) {
      addAccount(world, partyNamed(name, options));
    }

    expect(forwardedFrom(world, partyNamed('bob', parties['bob']))).toMatchObject({
      identifier: { communicationUserId: taker },
    });
  });

  it('puts the leg of the one that takes the call in the place of the called one', () => {
    const talk = talkOf({ alice: 'Connected', bob: { party: partyNamed('bob', to('carol')) } });

    expect(forward(talk.world, legOf(talk, 'bob')).key).toBe('carol');
    expect(legsIn(talk)).toBe('alice Connected, carol Connecting');
  });

  it('keeps the leg of a party that forwards nothing', () => {
    const talk = talkOf({ alice: 'Connected', bob: 'Connecting' });

    expect(forward(talk.world, legOf(talk, 'bob'))).toBe(legOf(talk, 'bob'));
  });
});

describe('a party', () => {
  const { ringing } = callOf();

  it.each<[string, Readonly<Record<string, Partial<Leg>>>, boolean]>([
    ['without another call is not engaged', {}, false],
    ['with a call that is up is engaged', { other: { key: 'bob', isOpen: true } }, true],
    ['at which another call rings is engaged', { other: { key: 'bob', ringing } }, true],
    ['that is about to be called is not engaged', { other: { key: 'bob' } }, false],
    ['is not engaged by the calls of others', { carol: { isOpen: true } }, false],
  ])('%s', (_, others, expected) => {
    const talk = talkOf({ bob: { isOpen: true, ringing }, ...others });

    expect(isEngaged(talk.world, legOf(talk, 'bob'))).toBe(expected);
  });
});

describe('ringing', () => {
  it('tells of all incoming calls when all are there', () => {
    const { ringing } = callOf();

    expect(made(startRinging(ringing))).toEqual([
      'called phone',
      'called laptop',
      'updated alice',
      'updated bob',
      'rings phone',
      'rings laptop',
    ]);
    expect(ringing.leg).toMatchObject({ state: 'Ringing', ringing });
  });

  it('does not tell of one that has ended meanwhile', () => {
    const { laptop, ringing, world } = callOf();
    const seen: string[] = [];
    for (const change of startRinging(ringing)) {
      seen.push(change.type);
      if (change.type === 'updated') {
        made(leaveRinging(world, ringing, laptop.device, endings.calleeLost));
      }
    }

    expect(seen).toEqual(['called', 'called', 'updated', 'updated', 'rings']);
  });

  const whole = 'alice Connected, bob Ringing';

  it.each<[string, (call: Call) => readonly string[], readonly string[], string]>([
    [
      'goes on when one of two devices leaves',
      ({ phone, ringing, world }) => made(leaveRinging(world, ringing, phone.device, endings.calleeLost)),
      ['ringEnded phone 408/10057'],
      whole,
    ],
    [
      'ends when the last device leaves',
      ({ laptop, phone, ringing, world }) =>
        [phone, laptop].flatMap(({ device }) =>
          made(leaveRinging(world, ringing, device, endings.calleeLost)),
        ),
      [
        'ringEnded phone 408/10057',
        'ringEnded laptop 408/10057',
        'ended bob 408/10057',
        'ended alice 408/10057',
      ],
      '',
    ],
    [
      'goes on when a device leaves on which it does not ring',
      ({ legs, ringing, world }) => {
        const { device } = legOf({ legs }, 'alice');
        return device ? made(leaveRinging(world, ringing, device, endings.calleeLost)) : [];
      },
      [],
      whole,
    ],
    [
      'ends without an answer',
      ({ ringing, world }) => made(giveUpRinging(world, ringing)),
      [
        'ringEnded phone 487/10004',
        'ringEnded laptop 487/10004',
        'ended bob 487/10004',
        'ended alice 487/10004',
      ],
      '',
    ],
    [
      'tells the other devices that all have declined',
      ({ ringing, world }) => made(stopRinging(world, ringing, endings.declined)),
      ['ringEnded phone 487/10024', 'ringEnded laptop 487/10024'],
      whole,
    ],
    [
      'ends for the devices when somebody else answers',
      ({ ringing, world }) => made(answeredBySomebody(world, ringing, endings.answeredElsewhere)),
      ['ringEnded phone 487/10003', 'ringEnded laptop 487/10003', 'updated alice', 'updated bob'],
      'alice Connected, bob Connected',
    ],
    [
      'gives a device that answers a leg before the service hears of it',
      ({ phone, world }) => made(claim(world, phone)),
      ['answered phone'],
      `${whole}, bob Connecting`,
    ],
    [
      'ends on the other device when the service hears of an answer',
      ({ phone, world }) => [...made(claim(world, phone)), ...made(answer(world, phone))],
      ['answered phone', 'ringEnded laptop 487/10003', 'updated alice', 'updated bob'],
      'alice Connected, bob Connected',
    ],
    [
      'is for the first of two devices that answer',
      ({ laptop, phone, world }) => {
        made(claim(world, phone));
        made(claim(world, laptop));
        return [...made(answer(world, laptop)), ...made(answer(world, phone))];
      },
      ['ended bob 487/10003', 'updated alice', 'updated bob'],
      'alice Connected, bob Connected',
    ],
    [
      'is over for an answer that comes too late',
      ({ phone, ringing, world }) => {
        made(leaveRinging(world, ringing, phone.device, endings.calleeLost));
        made(claim(world, phone));
        return made(answer(world, phone));
      },
      ['ended bob 408/10057', 'updated alice', 'updated bob'],
      whole,
    ],
    [
      'ends the call of a device that has answered, when the caller hangs up before the service hears of it',
      (call) => {
        made(claim(call.world, call.phone));
        return [
          ...made(end(call.world, legOf(call, 'alice'), endings.hungUp)),
          ...made(answer(call.world, call.phone)),
        ];
      },
      ['ended alice 0/0', 'ended bob 487/0', 'ringEnded laptop 487/0', 'ended bob 487/0'],
      '',
    ],
  ])('%s', (_, happens, told, after) => {
    const call = callOf();

    expect(happens(call)).toEqual(told);
    expect(legsIn(call)).toBe(after);
  });

  it.each<[string, boolean, string]>([
    ['goes to the voicemail', false, 'alice Connected, bob Connected'],
    ['ends if a transfer has disabled the voicemail', true, ''],
  ])('%s when nobody answers in time', (_, disableForwardingAndUnanswered, after) => {
    const call = callOf({ party: { voicemail: true }, disableForwardingAndUnanswered });
    made(giveUpRinging(call.world, call.ringing));

    expect(legsIn(call)).toBe(after);
  });
});
