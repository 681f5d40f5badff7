import { UNLEAVABLE } from '../../src/bridge/hubs.js';
import { UNLEAVABLE_EVENTS } from '../browser/unleavable.js';

// The browser tests find them on the real SDK, in test/browser/suites/events.ts.
it('the bridge knows the events of the SDK that nobody can leave', () => {
  expect([...UNLEAVABLE].sort()).toEqual(Object.values(UNLEAVABLE_EVENTS).flat().sort());
});
