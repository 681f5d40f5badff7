/**
 * The contract as checks of a suite.
 */
import { contract, type ContractPart } from '../contract/contract.js';
import type { World, WorldName } from '../contract/world.js';
import type { Check } from './check.js';

/** A part of the contract on the worlds that `worldOf` makes: one for each check, or one for all. */
export const checksOn = (name: WorldName, part: ContractPart, worldOf: () => World): readonly Check[] =>
  contract[part].map(({ name: sentence, except, run }) => ({
    name: sentence,
    notApplicable: except?.[name],
    run: () => run(worldOf()),
  }));
