/** The contract, on the fakes that the simulated service moves: a world for each check. */
import { serviceWorld } from '../../contract/worlds/service-world.js';
import { checksOn } from '../contract.js';

export const checks = [
  ...checksOn('service', 'calling', serviceWorld),
  ...checksOn('service', 'transfers', serviceWorld),
  ...checksOn('service', 'agents', serviceWorld),
  ...checksOn('service', 'devices', serviceWorld),
];
