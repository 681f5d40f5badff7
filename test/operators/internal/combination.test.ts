/** The latest values of a collection, as a pure state: a table, without a stream. */
import {
  changed,
  combination,
  settled,
  valuesOf,
  type Combination,
} from '../../../operators/internal/combination.js';

type Numbers = Combination<string, number>;

const none: readonly string[] = [];
const one = ['a'];
const two = ['b', 'a'];
const twice = ['a', 'b', 'a'];

const values =
  (...entries: readonly (readonly [string, number])[]) =>
  ({ latest }: Numbers): void => {
    for (const [element, value] of entries) {
      latest.set(element, value);
    }
  };
const change = (collection: readonly string[]) => (state: Numbers) => {
  changed(state, collection);
};
const settle = (collection: readonly string[]) => (state: Numbers) => {
  settled(state, collection);
};

describe('the latest values of a collection', () => {
  it.each<readonly [string, readonly ((state: Numbers) => void)[], readonly number[] | undefined]>([
    ['are not there at first', [], undefined],
    ['are none of an empty collection', [change(none), settle(none)], []],
    ['wait until all elements have been subscribed to', [change(one), values(['a', 1])], undefined],
    ['are there after that', [change(one), values(['a', 1]), settle(one)], [1]],
    ['wait for an element without a value', [change(two), values(['a', 1]), settle(two)], undefined],
    ['are in the order of the collection', [change(two), values(['a', 1], ['b', 2]), settle(two)], [2, 1]],
    [
      'are there twice for an element that is',
      [change(twice), values(['a', 1], ['b', 2]), settle(twice)],
      [1, 2, 1],
    ],
    ['are the newest', [change(one), settle(one), values(['a', 1], ['a', 2])], [2]],
    ['wait again after a change', [change(one), values(['a', 1]), settle(one), change(two)], undefined],
    [
      'ignore the end of an older change',
      [change(one), values(['a', 1], ['b', 2]), change(two), settle(one)],
      undefined,
    ],
    ['stay when an older change ends later', [change(one), values(['a', 1]), settle(one), settle(two)], [1]],
  ])('%s', (_, events, expected) => {
    const state: Numbers = combination();
    for (const event of events) {
      event(state);
    }

    expect(valuesOf(state)).toEqual(expected);
  });

  it('tells whether it was the newest snapshot that all elements were subscribed to', () => {
    const state: Numbers = combination();
    changed(state, one);
    changed(state, two);

    expect([settled(state, one), settled(state, two)]).toEqual([false, true]);
  });
});
