/** The contract of transfers and of an agent's connection, on the real SDK: one world for all checks. */
import { checksOn } from '../contract.js';
import { sdkWorld } from '../sdk-world.js';

const world = sdkWorld();

export const checks = checksOn('sdk', 'transfers', () => world);
