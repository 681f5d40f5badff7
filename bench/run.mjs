/**
 * Runs the measurements with both builds of RxJS that apps get, each in a process of its own. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const builds = {
  default: 'as Vite and webpack take it',
  es2015: 'as Angular takes it',
};

for (const [condition, taken] of Object.entries(builds)) {
  const outfile = `node_modules/.cache/bench-${condition}.mjs`;
  await build({
    entryPoints: ['bench/main.ts'],
    bundle: true,
    platform: 'browser',
    // Empty, it leaves only `default`: esbuild adds `module` otherwise.
    conditions: condition === 'default' ? [] : [condition],
    format: 'esm',
    tsconfigRaw: {},
    logLevel: 'warning',
    outfile,
  });
  console.log(`\nRxJS ${taken} (the condition \`${condition}\`):\n`);
  process.exitCode ||= spawnSync(process.execPath, ['--expose-gc', outfile], { stdio: 'inherit' }).status;
}
