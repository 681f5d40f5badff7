/** The last values, as a pure state: tables, without a stream. */
import { push, ringOf, snapshotOf } from '../../../operators/internal/ring.js';

describe('a ring', () => {
  it.each<readonly [size: number, pushed: string, kept: string]>([
    [1, '', ''],
    [1, 'a', 'a'],
    [1, 'ab', 'b'],
    [3, 'a', 'a'],
    [3, 'abc', 'abc'],
    [3, 'abcd', 'bcd'],
    [3, 'abcdef', 'def'],
    [3, 'abcdefgh', 'fgh'],
  ])('of %i keeps of "%s" the last values, "%s"', (size, pushed, kept) => {
    const ring = ringOf<string>(size);
    for (const value of pushed) {
      push(ring, value);
    }

    expect(snapshotOf(ring).join('')).toBe(kept);
  });

  it('gives a new array each time', () => {
    const ring = ringOf<string>(2);
    push(ring, 'a');
    const before = snapshotOf(ring);
    push(ring, 'b');

    expect([before, snapshotOf(ring)]).toEqual([['a'], ['a', 'b']]);
  });
});
