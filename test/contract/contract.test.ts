import { contract } from './contract.js';
import { fakesWorld, serviceWorld } from './fake-worlds.js';
import type { World, WorldName } from './world.js';

const worlds: readonly (readonly [WorldName, () => World])[] = [
  ['fakes', fakesWorld],
  ['service', serviceWorld],
];

// The table that `npm run test:browser` prints gives the reasons for what is left out here.
describe.each(worlds)('what is true of the SDK is true of the %s', (name, world) => {
  it.each(
    Object.values(contract)
      .flat()
      .filter(({ except }) => except?.[name] === undefined),
  )('$name', async ({ run }) => {
    await expect(run(world())).resolves.toBeUndefined();
  });
});
