/** The contract of devices, on the real SDK: one world for all checks. */
import { checksOn } from '../contract.js';
import { sdkWorld } from '../sdk-world.js';

const world = sdkWorld();

export const checks = checksOn('sdk', 'devices', () => world);
