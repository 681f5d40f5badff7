import { connect, end, replace } from '../../../../src/testing/service/model/conversations.js';
import { endings } from '../../../../src/testing/service/model/endings.js';
import { addLeg, newConversation } from '../../../../src/testing/service/model/legs.js';
import {
  addTransferee,
  awaitTarget,
  awaitTransferee,
  beginTransfer,
  conclude,
  fail,
  forgetFailure,
  settle,
  transfereeOf,
} from '../../../../src/testing/service/model/transfers.js';
import type { Leg, LegState, Transfer, TransferKind } from '../../../../src/testing/service/model/world.js';
import { legOf, legsIn, made, partyNamed, talkOf, type Talk } from './worlds.js';

describe('the transferee', () => {
  it.each<[string, Readonly<Record<string, LegState>>, string | undefined]>([
    ['is the one at the other end', { bob: 'Connected' }, 'bob'],
    ['can be on hold', { bob: 'Hold' }, 'bob'],
    ['is nobody who rings', { bob: 'Ringing' }, undefined],
    ['is the first one on the line', { bob: 'Ringing', carol: 'Connected', dave: 'Connected' }, 'carol'],
    ['is nobody in an empty call', {}, undefined],
  ])('%s', (_, others, expected) => {
    expect(transfereeOf(legOf(talkOf({ alice: 'Hold', ...others }), 'alice'))?.key).toBe(expected);
  });
});

describe('a request for a transfer', () => {
  const kind: TransferKind = 'targetParticipant';

  it.each<[string, Partial<Leg>, boolean]>([
    ['is sent', {}, true],
    ['is merged with the one under way', { isTransferred: true }, false],
    ['is taken for one of its kind that fails in this turn', { failing: kind }, false],
    ['is sent after one of another kind', { failing: 'targetCallId' }, true],
  ])('%s', (_, values, isSent) => {
    const talk = talkOf({ alice: { state: 'Hold', ...values }, bob: 'Connected' });
    const alice = legOf(talk, 'alice');

    expect(beginTransfer(alice, legOf(talk, 'bob'), { kind }) !== undefined).toBe(isSent);
    expect(alice.isTransferred).toBe(isSent || values.isTransferred === true);
  });

  it.each<[string, Partial<Leg>, 'Failed' | 'Transferred', Partial<Leg>, boolean]>([
    ['concludes with a success', { isTransferred: true }, 'Transferred', { isTransferred: false }, true],
    [
      'concludes with a failure',
      { isTransferred: true },
      'Failed',
      { isTransferred: false, failing: kind },
      true,
    ],
    [
      'concludes once',
      { isTransferred: false },
      'Failed',
      { isTransferred: false, failing: undefined },
      false,
    ],
  ])('%s', (_, before, state, after, isTold) => {
    const talk = talkOf({ alice: before });
    const alice = legOf(talk, 'alice');

    expect(conclude(alice, kind, { state })).toEqual(
      isTold ? { type: 'transferMoved', leg: alice, outcome: { state } } : undefined,
    );
    expect(alice).toMatchObject(after);
  });

  it('may fail again when the turn is over', () => {
    const alice = legOf(talkOf({ alice: { failing: kind } }), 'alice');
    forgetFailure(alice);

    expect(alice.failing).toBeUndefined();
  });
});

interface Underway extends Talk {
  readonly transfer: Transfer;
  readonly joined: Leg;
  readonly target: Leg;
}

/** Alice transfers bob to carol, who is called: the talk is the new one. */
function transferUnderway(): Underway {
  const before = talkOf({ alice: 'Hold', bob: 'Connected' });
  const { world } = before;
  const conversation = newConversation();
  const transfer = beginTransfer(legOf(before, 'alice'), legOf(before, 'bob'), {
    kind: 'targetParticipant',
  }) as Transfer;
  const joined = addTransferee(world, transfer, conversation);
  awaitTransferee(world, transfer, joined);
  const target = addLeg(world, conversation, partyNamed('carol'), undefined);
  awaitTarget(transfer, target);
  return { ...before, conversation, transfer, joined, target };
}

describe('a transfer', () => {
  it.each<[string, (transfer: Underway) => readonly string[], readonly string[]]>([
    [
      'succeeds when the target connects, and the call of the transferee goes on',
      ({ target, world }) => made(connect(world, target)),
      ['updated bob', 'updated carol', 'Transferred', 'updated bob', 'updated carol'],
    ],
    [
      'succeeds when a device connects that has taken the place of the target',
      ({ conversation, target, world }) => {
        const device = addLeg(world, conversation, target.party, undefined);
        replace(world, target, device);
        return made(connect(world, device));
      },
      ['updated bob', 'updated carol', 'Transferred', 'updated bob', 'updated carol'],
    ],
    [
      'fails when the transferee leaves, for its reason',
      ({ joined, world }) => made(end(world, joined, endings.dropped)),
      ['ended bob 410/3101', 'Failed 410/3101', 'ended carol 487/0'],
    ],
    [
      'is cancelled when the transferee hangs up',
      ({ joined, world }) => made(end(world, joined, endings.hungUp)),
      ['ended bob 0/0', 'Failed 487/0', 'ended carol 487/0'],
    ],
    [
      'fails when the target declines',
      ({ target, world }) => made(end(world, target, endings.declined)),
      ['ended carol 603/0', 'ended bob 603/0', 'Failed 603/0'],
    ],
    [
      'is settled once',
      ({ target, transfer, world }) => [
        ...made(fail(world, transfer, endings.timedOut)),
        ...made(settle(world, transfer, { state: 'Transferred' })),
        ...made(connect(world, target)),
      ],
      ['Failed 408/4506', 'updated bob', 'updated carol'],
    ],
  ])('%s', (_, happens, told) => {
    const underway = transferUnderway();

    expect(happens(underway)).toEqual(told);
    expect(underway.world.transfers.size).toBe(0);
    expect(underway.transfer.isSettled).toBe(true);
  });

  it('brings the transferee into the new conversation as a call that begins', () => {
    const underway = transferUnderway();

    expect(legsIn(underway)).toBe('bob Connected, carol Connecting');
    expect(underway.joined).toMatchObject({ isBeginning: true, device: legOf(underway, 'bob').device });
  });
});
