import { difference, isSame } from '../../../src/testing/fakes/comparing.js';

const [a, b, c] = [{ id: 1 }, { id: 1 }, { id: 2 }];

it.each([
  ['equal primitives', 1, 1, true],
  ['NaN', NaN, NaN, true],
  ['other primitives', 1, '1', false],
  ['an object and itself', a, a, true],
  ['two equal objects', a, b, false],
  ['arrays of the same elements', [a, b], [a, b], true],
  ['arrays of equal elements', [a], [b], false],
  ['arrays in another order', [a, b], [b, a], false],
  ['arrays of another length', [a], [a, b], false],
  ['an array and none', [], undefined, false],
])('compares %s', (_, left, right, same) => {
  expect(isSame(left, right)).toBe(same);
});

it.each([
  ['the same', [a], [a], [], []],
  ['an added element', [a, c], [a], [c], []],
  ['a removed element', [a], [a, c], [], [c]],
  ['a replaced element', [b], [a], [b], [a]],
  ['a first value', [a], undefined, [a], []],
])('finds the difference of %s', (_, value, before, added, removed) => {
  expect(difference(value, before)).toEqual({ added, removed });
});
