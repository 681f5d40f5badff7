/** The state of a list of targets as tables: no SDK objects, no time. */
import type { Transfer, TransferState } from '@azure/communication-calling';
import { TransferError, type Reason } from 'rx-acs-calling';
import { FakeCall } from 'rx-acs-calling/testing';
import {
  advance,
  begun,
  decide,
  isTrying,
  progressed,
  type Decision,
  type ListState,
  type TriedTarget,
} from '../../../../operators/internal/transfer/list.js';
import { titleOf } from '../../../../operators/internal/transfer/problems.js';
import type { NamedTarget, Settings } from '../../../../operators/internal/transfer/settings.js';
import { phone, teamsUser, voicemail } from '../../../support/transferring';

const call = new FakeCall();
const targets: Settings['targets'] = [
  { target: phone, name: 'a phone number' },
  { target: teamsUser, name: 'a Teams user' },
  { target: voicemail, name: 'the voicemail of a Teams user' },
];

const tried = (...whys: readonly string[]): readonly TriedTarget[] =>
  whys.map((why, index) => ({
    name: targets[index]?.name ?? '',
    why,
    error: new TransferError(`${why}.`, { call, reason: 'busy' }),
  }));

const one = tried('486/0 (busy)');
const two = tried('486/0 (busy)', '603/0 (declined)');
const all = tried('486/0 (busy)', '603/0 (declined)', '480/0 (offline)');

const yes = () => true;
const no = () => false;
const next = (index: number): Decision => ({
  state: 'Trying',
  next: targets[index] as NamedTarget,
});
const givenUp: Decision = { state: 'GivenUp' };
const cause = new Error('not a good day');

describe('the decision after a failed attempt', () => {
  it.each<
    readonly [
      name: string,
      tried: readonly TriedTarget[],
      reason: Reason,
      tryNext: Settings['tryNext'],
      Decision,
    ]
  >([
    ['is the second target after the first', one, 'busy', yes, next(1)],
    ['is the third target after the second', two, 'busy', yes, next(2)],
    ['is to give up after the last target', all, 'busy', yes, givenUp],
    ['is to give up if tryNext says no', one, 'busy', no, givenUp],
    ['is to give up if the transfer may still go through', one, 'no-outcome', yes, givenUp],
    [
      'is to give up if tryNext throws, with what it has thrown',
      one,
      'busy',
      () => {
        throw cause;
      },
      { state: 'GivenUp', thrown: { cause } },
    ],
  ])('%s', (_name, before, reason, tryNext, decision) => {
    expect(decide({ targets, tryNext }, before, { reason })).toEqual(decision);
  });

  it('asks tryNext with the error and the number of the attempt', () => {
    const asked: unknown[] = [];
    const tryNext: Settings['tryNext'] = (...args) => asked.push(args) > 0;

    decide({ targets, tryNext }, two, { reason: 'declined' });
    decide({ targets, tryNext }, all, { reason: 'declined' });
    decide({ targets, tryNext }, one, { reason: 'no-outcome' });

    expect(asked).toEqual([[two[1]?.error, 2]]);
  });
});

describe('the state of a list', () => {
  const update = (state: Exclude<TransferState, 'Failed'>) => ({
    call,
    transfer: {} as Transfer,
    target: phone,
    attempt: 2,
    attempts: 3,
    state,
  });

  it.each([
    ['None', 'Trying'],
    ['Transferring', 'Trying'],
    ['Transferred', 'Transferred'],
  ] as const)('after an update of %s is %s', (state, expected) => {
    expect(progressed(one, update(state))).toEqual({ state: expected, tried: one, update: update(state) });
  });

  it.each<readonly [string, next: ListState<FakeCall> | 'Overdue', ListState<FakeCall>]>([
    ['the next state of the attempts', { state: 'Trying', tried: two }, { state: 'Trying', tried: two }],
    ['the targets tried until then, after the total timeout', 'Overdue', { state: 'Overdue', tried: one }],
  ])('becomes %s', (_name, then, expected) => {
    expect(advance<FakeCall>({ state: 'Trying', tried: one }, then)).toEqual(expected);
  });

  it.each<readonly [ListState<FakeCall>, boolean]>([
    [begun, true],
    [{ state: 'Trying', tried: two }, true],
    [{ state: 'Overdue', tried: one }, false],
  ])('%j goes on: %p', (list, expected) => {
    expect(isTrying(list)).toBe(expected);
  });
});

describe('a target in messages', () => {
  it.each([
    [[], 'a Teams user'],
    [one, 'a Teams user (tried before: a phone number, 486/0 (busy))'],
    [two, 'a Teams user (tried before: a phone number, 486/0 (busy); a Teams user, 603/0 (declined))'],
  ])('names the targets tried before: %#', (before, title) => {
    expect(titleOf('a Teams user', before)).toBe(title);
  });
});
