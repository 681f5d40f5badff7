import { marbles } from 'rxjs-marbles/jest';
import { InvalidArgumentError } from 'rx-acs-calling';
import { after, backOffTime, milliseconds } from '../../../src/streams/internal/deadline.js';

/** The longest time of a timer: 24.8 days. */
const LONGEST = 2_147_483_647;

describe('a time that an app passes in', () => {
  it.each([0, 1, LONGEST, Infinity])('may be %p', (time) => {
    expect(milliseconds('timeout', time)).toBe(time);
  });

  it.each([-1, LONGEST + 1, NaN, '5', null])('may not be %p', (time) => {
    expect(() => milliseconds('timeout', time as number)).toThrow(
      new InvalidArgumentError(
        `timeout must be milliseconds from 0 to 2147483647, or Infinity for never, not ${String(time)}.`,
      ),
    );
  });

  it(
    'passes at the longest time of a timer, but never for Infinity',
    marbles((m) => {
      m.expect(after(LONGEST)).toBeObservable(`${String(LONGEST)}ms (0|)`, { 0: 0 });
      m.expect(after(Infinity), `^ ${String(LONGEST)}ms ---!`).toBeObservable('-');
    }),
  );
});

describe('the time before an attempt', () => {
  it.each([
    ['is the first one after one failure', 100, 10_000, 1, 100],
    ['doubles with each failure', 100, 10_000, 4, 800],
    ['ends at the longest', 100, 500, 9, 500],
    ['ends at what a timer can wait', 100, Infinity, 999, LONGEST],
    ['stays nothing', 0, 10_000, 5_000, 0],
    ['is never, if the first one is', Infinity, 10_000, 1, Infinity],
  ])('%s', (_, first, longest, failures, time) => {
    expect(backOffTime(first, longest, failures)).toBe(time);
  });
});
