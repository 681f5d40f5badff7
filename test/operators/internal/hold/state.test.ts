/** The states of a temporary hold as tables. */
import type { CallState } from '@azure/communication-calling';
import { EMPTY } from 'rxjs';
import {
  describe as tell,
  isStuck,
  isToResume,
  type HoldState,
} from '../../../../operators/internal/hold/state.js';

const none: HoldState = { state: 'None' };
const requested: HoldState = { state: 'Requested', outcome$: EMPTY };
const settled: HoldState = { state: 'Settled' };
const stuck: HoldState = { state: 'Stuck', problem: 'It could not be resumed: no.' };

type Case<Expected> = readonly [HoldState, CallState, Expected];

describe('a temporary hold', () => {
  it.each<Case<boolean>>([
    [none, 'LocalHold', false],
    [requested, 'LocalHold', true],
    [settled, 'LocalHold', true],
    [stuck, 'LocalHold', true],
    [requested, 'Connected', false],
    [settled, 'RemoteHold', false],
    [settled, 'Disconnected', false],
  ])('%j of a call that is %s is resumed: %p', (hold, callState, expected) => {
    expect(isToResume(hold, callState)).toBe(expected);
  });

  it.each<Case<boolean>>([
    [none, 'LocalHold', false],
    [requested, 'LocalHold', false],
    [settled, 'LocalHold', false],
    [stuck, 'LocalHold', true],
    [stuck, 'Connected', true],
    [stuck, 'Disconnected', false],
  ])('%j of a call that is %s is stuck: %p', (hold, callState, expected) => {
    expect(isStuck(hold, callState)).toBe(expected);
  });

  it.each<Case<string>>([
    [none, 'Connected', 'The call is still there (Connected).'],
    [none, 'LocalHold', 'The call is still there, on hold (LocalHold).'],
    [settled, 'RemoteHold', 'The call is still there (RemoteHold).'],
    [settled, 'Disconnected', 'The call has ended.'],
    [stuck, 'Disconnected', 'The call has ended.'],
    [stuck, 'LocalHold', 'The call is still there, on hold (LocalHold). It could not be resumed: no.'],
  ])('%j of a call that is %s is told: %p', (hold, callState, text) => {
    expect(tell(hold, callState)).toBe(text);
  });
});
