/**
 * Runs the measurements with both builds of RxJS that apps get, each in a process of its own. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const builds = [
  { condition: 'default', taken: 'as Vite and webpack take it' },
  { condition: 'es2015', taken: 'as Angular takes it' },
];

const outfile = ({ condition }) => `node_modules/.cache/bench-${condition}.mjs`;

for (const rxjs of builds) {
  await build({
    entryPoints: ['bench/main.ts'],
    bundle: true,
    platform: 'browser',
    // A list keeps esbuild from adding the condition `module`.
    conditions: rxjs.condition === 'default' ? [] : [rxjs.condition],
    format: 'esm',
    tsconfigRaw: {},
    logLevel: 'warning',
    outfile: outfile(rxjs),
  });
}
for (const rxjs of builds) {
  console.log(`\nRxJS ${rxjs.taken} (the condition \`${rxjs.condition}\`):\n`);
  process.exitCode ||= spawnSync(process.execPath, ['--expose-gc', outfile(rxjs)], {
    stdio: 'inherit',
  }).status;
}
