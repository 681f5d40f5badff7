/** The contract, on the fakes by themselves: a world for each check. */
import { fakesWorld } from '../../contract/worlds/fakes-world.js';
import { checksOn } from '../contract.js';

export const checks = [
  ...checksOn('fakes', 'calling', fakesWorld),
  ...checksOn('fakes', 'transfers', fakesWorld),
  ...checksOn('fakes', 'agents', fakesWorld),
  ...checksOn('fakes', 'devices', fakesWorld),
];
