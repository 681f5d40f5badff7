/** The line of a user, as pure states: tables, without a stream. */
import type { CallState } from '@azure/communication-calling';
import {
  accepted,
  callsOn,
  idle,
  isBusy,
  isUp,
  nextOf,
  queued,
  settled,
  taken,
  waits,
  type Line,
} from '../../../../operators/internal/incoming/line.js';

interface Call {
  readonly state: CallState;
}

interface Caller {
  readonly callEndReason?: { readonly code: number };
}

const [a, b]: readonly [Caller, Caller] = [{}, {}];
const gone: Caller = { callEndReason: { code: 487 } };

const call = (state: CallState): Call => ({ state });

const [up, ringing, held] = [call('Connected'), call('Ringing'), call('LocalHold')];
const [ending, ended] = [call('Disconnecting'), call('Disconnected')];

describe('the line of a user', () => {
  it('is moved on by each event', () => {
    const one: Line<Call, never> = queued(idle);
    const two = queued(one);
    const answered = accepted(two, up);

    expect([idle, one, two, answered, settled(answered), accepted(answered, held)]).toEqual([
      { acceptances: 0, waiting: [] },
      { acceptances: 1, waiting: [] },
      { acceptances: 2, waiting: [] },
      { acceptances: 2, last: up, waiting: [] },
      { acceptances: 1, last: up, waiting: [] },
      { acceptances: 2, last: held, waiting: [] },
    ]);
  });

  it.each<readonly [string, readonly Caller[], Caller | undefined]>([
    ['nobody', [], undefined],
    ['the only one', [a], a],
    ['the first of several', [a, b], a],
    ['nobody whose call has ended', [gone], undefined],
    ['the first one who is still there', [gone, b, a], b],
  ])('gives the next turn to %s', (_, callers, next) => {
    expect(nextOf({ ...idle, waiting: callers })).toBe(next);
  });

  it('keeps the order of arrival, and forgets those who have gone', () => {
    const one = waits(idle as Line<Call, Caller>, a);
    const two = waits(one, gone);
    const three = waits(two, b);

    expect([one, two, three].map(({ waiting }) => waiting)).toEqual([[a], [a, gone], [a, b]]);
    expect(taken(three, a)).toEqual({ acceptances: 1, waiting: [b] });
    expect(taken({ acceptances: 0, last: up, waiting: [gone, a, b] }, a)).toEqual({
      acceptances: 1,
      last: up,
      waiting: [b],
    });
  });

  it.each<readonly [string, Omit<Line<Call>, 'waiting'>, readonly Call[], readonly Call[], boolean]>([
    ['free without calls', idle, [], [], false],
    ['busy with a call of the agent', idle, [up], [up], true],
    ['busy with a call that rings, or is on hold', idle, [ringing, held], [ringing, held], true],
    ['free when all calls have ended, or are about to', idle, [ending, ended], [], false],
    ['busy while a call is accepted', queued<Call, never>(idle), [], [], true],
    ['free when that is over', settled(queued(idle)), [], [], false],
    [
      'busy with the last accepted call before the agent has it',
      { acceptances: 0, last: up },
      [],
      [up],
      true,
    ],
    ['busy with that call once, when the agent has it', { acceptances: 0, last: up }, [up], [up], true],
    ['busy with both, when there is another', { acceptances: 0, last: up }, [held], [held, up], true],
    ['free when the last accepted call has ended', { acceptances: 0, last: ended }, [], [], false],
  ])('is %s', (_, line, agentCalls, calls, busy) => {
    expect(callsOn(line, agentCalls)).toEqual(calls);
    expect(isBusy(line, agentCalls)).toBe(busy);
  });

  it.each<readonly [CallState, boolean]>([
    ['None', true],
    ['Connecting', true],
    ['Ringing', true],
    ['EarlyMedia', true],
    ['Connected', true],
    ['LocalHold', true],
    ['RemoteHold', true],
    ['InLobby', true],
    ['Disconnecting', false],
    ['Disconnected', false],
  ])('has a call that is %s: %p', (state, expected) => {
    expect(isUp(call(state))).toBe(expected);
  });
});
