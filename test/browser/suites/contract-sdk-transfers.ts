/** The contract of transfers, on the real SDK: one world for all checks. */
import { checksOn } from '../contract.js';
import { sdkWorld } from '../sdk-world.js';

const world = sdkWorld();

export const checks = checksOn('sdk', 'transfers', () => world);
