/**
 * Measures the library beside plain listeners and the streams of other hands. Only the ratios mean anything, and they
 * are the ones of this machine at this time: that is why nothing is asserted.
 */
import { bridge } from './bridge.js';
import { each } from './each.js';
import { operators } from './operators.js';
import { checksum } from './received.js';
import { print } from './table.js';

print(await bridge());
console.log();
print(await operators());
console.log();
print(await each());
console.log(`\n${process.version}, ${process.platform} ${process.arch}, checksum ${String(checksum() % 10)}`);
