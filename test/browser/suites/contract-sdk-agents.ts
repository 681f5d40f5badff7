/** The contract of an agent's connection, on the real SDK: one world for all checks, with an agent for each. */
import { checksOn } from '../contract.js';
import { sdkWorld } from '../sdk-world.js';

const world = sdkWorld({ connected: 4 });

export const checks = checksOn('sdk', 'agents', () => world);
