import { contract } from './contract.js';
import { fakesWorld } from './worlds/fakes-world.js';
import { serviceWorld } from './worlds/service-world.js';
import type { World, WorldName } from './world.js';

const worlds: readonly (readonly [WorldName, () => World])[] = [
  ['fakes', fakesWorld],
  ['service', serviceWorld],
];

/** Lets virtual time pass until the work is done. */
async function inVirtualTime(work: Promise<unknown>): Promise<void> {
  const state = { isDone: false };
  const done = work.finally(() => {
    state.isDone = true;
  });
  done.catch(() => undefined);
  // Work that never ends runs into the timeout of the test runner.
  for (let turn = 0; !state.isDone && turn < 1_000; turn++) {
    await jest.advanceTimersToNextTimerAsync();
  }
  await done;
}

beforeAll(() => {
  jest.useFakeTimers();
});

afterAll(() => {
  jest.useRealTimers();
});

// `npm run test:browser` prints the reasons of the checks that are left out here.
describe.each(worlds)('what is true of the SDK is true of the %s', (name, world) => {
  it.each(
    Object.values(contract)
      .flat()
      .filter(({ except }) => except?.[name] === undefined),
  )('$name', async ({ run }) => {
    await expect(inVirtualTime(run(world()))).resolves.toBeUndefined();
  });
});
