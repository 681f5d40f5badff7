/** The stages of an attended transfer as a table: no SDK objects, no time. */
import type { Call } from '@azure/communication-calling';
import {
  departure,
  endOfCall,
  noAnswer,
  rejection,
  type Problem,
} from '../../../../operators/internal/consultation/problems.js';
import {
  initial,
  isFinal,
  onAnswered,
  onArrival,
  onCancel,
  onComplete,
  onEnded,
  onHeld,
  onNotStarted,
  onNotWithdrawn,
  onProblem,
  onStarted,
  onWithdrawal,
  onWithdrawn,
  type Stage,
  type StageEvent,
} from '../../../../operators/internal/consultation/state.js';

const consultation = {} as Call;

/** One word an event. */
const EVENTS: Record<string, StageEvent> = {
  arrives: onArrival,
  held: onHeld,
  started: onStarted(consultation),
  notStarted: onNotStarted(new Error('no')),
  answered: onAnswered,
  ended: onEnded,
  overdue: onProblem(noAnswer),
  withdrawing: onWithdrawal,
  withdrawn: onWithdrawn,
  notWithdrawn: onNotWithdrawn(rejection),
  complete: onComplete('wait'),
  blind: onComplete('blind'),
  cancel: onCancel,
  callEnds: onProblem(endOfCall),
};

const stageAfter = (words: string): Stage =>
  words
    .split(' ')
    .filter(Boolean)
    .map((word) => EVENTS[word] as StageEvent)
    .reduce((stage, event) => event(stage), initial);

describe('the stage of an attended transfer', () => {
  it.each([
    ['', 'Holding'],
    ['arrives', 'Holding'],
    ['arrives held', 'Starting'],
    ['arrives held started', 'Calling'],
    ['arrives held started answered', 'Consulting'],
    ['arrives held started answered complete', 'Completing'],
    // An early decision
    ['complete arrives', 'Holding'],
    ['complete arrives held started', 'Calling'],
    ['complete arrives held started answered', 'Completing'],
    ['arrives held complete started answered', 'Completing'],
    ['arrives held started complete answered', 'Completing'],
    ['arrives held started complete cancel', 'Cancelling'],
    ['cancel arrives', 'Cancelling'],
    ['arrives cancel', 'Cancelling'],
    ['arrives held started cancel', 'Cancelling'],
    ['arrives held started answered cancel', 'Cancelling'],
    // startCall() is not interrupted
    ['arrives held cancel', 'Starting'],
    ['arrives held cancel started', 'Cancelling'],
    ['arrives held cancel notStarted', 'Cancelling'],
    ['arrives held cancel complete started', 'Cancelling'],
    ['arrives held complete callEnds started', 'Failing'],
    ['arrives held callEnds cancel started', 'Failing'],
    ['arrives held cancel callEnds started', 'Cancelling'],
    ['arrives held notStarted', 'Failing'],
    // Blind: while the target rings, or before it is called
    ['arrives held started blind', 'Calling'],
    ['arrives held started blind withdrawing', 'Withdrawing'],
    ['arrives held started blind withdrawing withdrawn', 'CompletingBlind'],
    ['arrives held started blind withdrawing notWithdrawn', 'Failing'],
    ['arrives held started blind answered', 'Completing'],
    ['arrives held started answered blind', 'Completing'],
    ['blind arrives', 'Holding'],
    ['blind arrives held', 'CompletingBlind'],
    ['arrives held blind started', 'Calling'],
    ['blind arrives cancel', 'Cancelling'],
    // The hang-up of the consultation is not interrupted
    ['arrives held started blind withdrawing cancel', 'Withdrawing'],
    ['arrives held started blind withdrawing cancel withdrawn', 'Cancelling'],
    ['arrives held started blind withdrawing cancel notWithdrawn', 'Cancelling'],
    ['arrives held started blind withdrawing callEnds withdrawn', 'Failing'],
    ['arrives held started blind withdrawing callEnds cancel withdrawn', 'Failing'],
    // An event out of turn
    ['withdrawing', 'Holding'],
    ['arrives held started withdrawn', 'Calling'],
    ['arrives held started notWithdrawn', 'Calling'],
    ['arrives held started answered withdrawing', 'Consulting'],
    ['arrives held started blind withdrawing answered', 'Withdrawing'],
    ['arrives held started blind withdrawing complete', 'Withdrawing'],
    ['arrives held started blind withdrawing withdrawn cancel', 'CompletingBlind'],
    ['arrives held started blind withdrawing withdrawn complete', 'CompletingBlind'],
    ['held held', 'Starting'],
    ['started', 'Holding'],
    ['notStarted', 'Holding'],
    ['answered', 'Holding'],
    ['held answered', 'Starting'],
    ['arrives held started held', 'Calling'],
    ['arrives held started started', 'Calling'],
    ['arrives held started notStarted', 'Calling'],
    ['arrives held started answered answered', 'Consulting'],
    // An event after the ending
    ['cancel held', 'Cancelling'],
    ['cancel started', 'Cancelling'],
    ['cancel answered', 'Cancelling'],
    ['arrives held started answered complete cancel', 'Completing'],
    ['arrives held started answered complete ended', 'Completing'],
    ['arrives held started answered complete callEnds', 'Completing'],
    ['arrives held started answered complete complete', 'Completing'],
    ['arrives held started cancel complete', 'Cancelling'],
    ['arrives held started cancel ended', 'Cancelling'],
    ['arrives held started ended cancel', 'Failing'],
    ['arrives held started ended complete', 'Failing'],
  ])('after "%s" is %s', (words, state) => {
    expect(stageAfter(words).state).toBe(state);
  });

  it.each([
    ['held started overdue', noAnswer],
    ['held started ended', rejection],
    ['held started complete ended', rejection],
    ['held started answered ended', departure],
    ['callEnds', endOfCall],
    ['held callEnds started', endOfCall],
    ['held callEnds notStarted', endOfCall],
    ['held started callEnds ended', endOfCall],
    ['held started ended callEnds', rejection],
    ['held started withdrawing notWithdrawn', rejection],
    ['held started withdrawing callEnds notWithdrawn', endOfCall],
  ] satisfies [string, Problem][])('after "%s" has the first problem', (words, problem) => {
    expect(stageAfter(words)).toMatchObject({ state: 'Failing', problem });
  });

  it.each([
    'started',
    'started answered',
    'started cancel',
    'started ended',
    'cancel started',
    'callEnds started',
    'started answered ended',
    'started answered complete',
    'started withdrawing',
    'started withdrawing withdrawn',
    'started withdrawing notWithdrawn',
    'started withdrawing cancel withdrawn',
  ])('after "held %s" keeps the consultation', (words) => {
    expect(stageAfter(`held ${words}`)).toMatchObject({ consultation });
  });

  it.each(['', 'cancel', 'held notStarted', 'held cancel notStarted', 'blind held'])(
    'after "%s" has no consultation',
    (words) => {
      expect(stageAfter(words)).not.toHaveProperty('consultation');
    },
  );

  it.each([
    ['', false],
    ['held', false],
    ['held cancel', false],
    ['held started', false],
    ['held started answered', false],
    ['held started answered complete', true],
    ['blind held', true],
    ['held started withdrawing', false],
    ['held started withdrawing withdrawn', true],
    ['cancel', true],
    ['callEnds', true],
  ])('after "%s" is final: %s', (words, expected) => {
    expect(isFinal(stageAfter(words))).toBe(expected);
  });
});
