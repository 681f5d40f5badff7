/** Gives node:test the global functions that the other runners have. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const expect = (actual) => ({
  toEqual: (expected) => {
    assert.deepEqual(actual, expected);
  },
});

Object.assign(globalThis, { describe, it, expect });
