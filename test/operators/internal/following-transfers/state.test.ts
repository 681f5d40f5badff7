/** The calls of a user who is transferred, as pure states: tables, without a stream. */
import type { CallState } from '@azure/communication-calling';
import {
  begin,
  changed,
  failureOf,
  handedOver,
  isOver,
  notHungUp,
  overdue,
  type FollowedCalls,
  type Step,
} from '../../../../operators/internal/following-transfers/state.js';

interface Call {
  readonly name: string;
  readonly state: CallState;
}

type Calls = FollowedCalls<Call>;

const call = (name: string, state: CallState = 'Connecting'): Call => ({ name, state });

const a = call('a', 'Connected');
const [b, c, d] = [call('b'), call('c'), call('d')];
/** Calls that have ended. */
const [aX, bX] = [call('a', 'Disconnected'), call('b', 'Disconnected')];

/** A user in `shown`, with new calls that are waiting. */
const user = (shown: Call, ...waiting: readonly Call[]): Calls => ({
  ...begin(shown),
  waiting,
  known: [shown, ...waiting],
  alive: [shown, ...waiting],
});

const names = (calls: readonly Call[]): string => calls.map(({ name }) => name).join('');

/** `shown/waiting/alive: tasks` */
const drawn = ({ calls: { shown, waiting, alive }, tasks }: Step<Call>): string =>
  `${shown.name}/${names(waiting)}/${names(alive)}: ${tasks.map((task) => `${task.do} ${task.call.name}`).join(', ')}`;

describe('the calls of a user who is transferred', () => {
  it('begin with the first call', () => {
    expect(begin(a)).toEqual({ shown: a, waiting: [], known: [a], alive: [a], failures: [] });
  });

  it.each<readonly [string, Calls, Call, string]>([
    ['attends a new call', user(a), b, 'a/b/ab: attend b'],
    ['attends a further one, which is the youngest', user(a, b), c, 'a/bc/abc: attend c'],
    ['ignores a call that is waiting', user(a, b), b, 'a/b/ab: '],
    ['ignores the shown call', user(a), a, 'a//a: '],
    ['ignores a call that was known before', { ...user(a), known: [a, b] }, b, 'a//a: '],
  ])('when a call is handed over: %s', (_, before, handed, expected) => {
    expect(drawn(handedOver(before, handed))).toBe(expected);
    expect(handedOver(before, handed).calls.known.filter((known) => known === handed)).toHaveLength(1);
  });

  describe('when a call has come to a state:', () => {
    it.each<readonly [string, Calls, Call, CallState, string]>([
      [
        'shows a waiting call that is connected, and leaves the old one',
        user(a, b),
        b,
        'Connected',
        'b//ab: show b, leave a',
      ],
      ['shows one that is on hold by the user', user(a, b), b, 'LocalHold', 'b//ab: show b, leave a'],
      ['shows one that is on hold by the other side', user(a, b), b, 'RemoteHold', 'b//ab: show b, leave a'],
      ['goes on waiting for one that rings', user(a, b), b, 'Ringing', 'a/b/ab: '],
      ['goes on waiting for one with early media', user(a, b), b, 'EarlyMedia', 'a/b/ab: '],
      ['goes on waiting for one in the lobby', user(a, b), b, 'InLobby', 'a/b/ab: '],
      [
        'leaves older ones with the old call, and goes on waiting for younger ones',
        user(a, b, c, d),
        c,
        'Connected',
        'c/d/abcd: show c, leave a, leave b',
      ],
      ['does not show the shown call again', user(a, b), a, 'Connected', 'a/b/ab: '],
      ['does not show a call that was left', user(b, c), a, 'Connected', 'b/c/bc: '],
      ['lets go of the shown call when it ends', user(aX), aX, 'Disconnected', 'a//: '],
      ['lets go of a waiting call when it ends', user(a, bX), bX, 'Disconnected', 'a/b/a: '],
      [
        'shows the eldest when the shown call ends, and leaves that',
        user(aX, b, c),
        aX,
        'Disconnected',
        'b/c/bc: show b, leave a',
      ],
      [
        'skips those that have ended, and leaves them',
        user(aX, bX, c),
        aX,
        'Disconnected',
        'c//bc: show c, leave a, leave b',
      ],
      ['shows nothing when all have ended', user(aX, bX), aX, 'Disconnected', 'a/b/b: '],
      [
        'shows a call that comes after the end of the shown one',
        user(aX, b),
        b,
        'Connecting',
        'b//ab: show b, leave a',
      ],
      [
        'shows the connected one, not the eldest, after the end of the shown one',
        user(aX, b, c),
        c,
        'Connected',
        'c//abc: show c, leave a, leave b',
      ],
      [
        'shows the eldest after the end of the shown one, whichever changes',
        user(aX, b, c),
        c,
        'Ringing',
        'b/c/abc: show b, leave a',
      ],
      [
        'stays with the old call while that is being hung up',
        user(call('a', 'Disconnecting'), b),
        b,
        'Ringing',
        'a/b/ab: ',
      ],
    ])('%s', (_, before, which, state, expected) => {
      expect(drawn(changed(before, which, state))).toBe(expected);
    });
  });

  it.each<readonly [string, Calls, Call, string]>([
    ['gives up a waiting call', user(a, b, c), b, 'a/c/abc: give up b'],
    ['leaves the shown call alone', user(b, c), b, 'b/c/bc: '],
    ['leaves a call alone that was left', user(c), b, 'c//c: '],
  ])('when a call is overdue: %s', (_, before, which, expected) => {
    expect(drawn(overdue(before, which))).toBe(expected);
  });

  it('when a hang-up fails: lets go of the call, and keeps the error', () => {
    const [one, two] = [new Error('one'), new Error('two')];
    const first = notHungUp(user(c, d), c, one);
    const second = notHungUp(first.calls, d, two);

    expect([drawn(first), drawn(second)]).toEqual(['c/d/d: ', 'c/d/: ']);
    expect(second.calls.failures).toEqual([
      { call: c, error: one },
      { call: d, error: two },
    ]);
  });

  it.each<readonly [string, readonly Call[], boolean]>([
    ['goes on while a call is alive', [b], false],
    ['is over when none is', [], true],
  ])('%s', (_, alive, expected) => {
    expect(isOver({ ...user(a), alive })).toBe(expected);
  });

  it.each<readonly [string, readonly Call[], Call | undefined]>([
    ['is none without failures', [], undefined],
    ['is none if all those calls have ended', [aX, bX], undefined],
    ['is the first of a call that is still there', [aX, b, c], b],
  ])('the failure to tell of %s', (_, failed, expected) => {
    const failures = failed.map((which) => ({ call: which, error: which.name }));

    expect(failureOf({ ...user(a), failures })?.call).toBe(expected);
  });
});
