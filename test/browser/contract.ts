/**
 * The contract as checks of a suite.
 */
import { contract, type ContractPart } from '../contract/contract.js';
import type { World, WorldName } from '../contract/world.js';
import type { Check } from './check.js';

/** Makes checks of a part of the contract. `worldOf` gives a world for each check, or the same for all. */
export const checksOn = (name: WorldName, part: ContractPart, worldOf: () => World): readonly Check[] =>
  contract[part].map(({ name: sentence, except, run }) => ({
    name: sentence,
    notApplicable: except?.[name],
    run: () => run(worldOf()),
  }));
