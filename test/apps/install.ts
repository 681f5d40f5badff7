/** Apps in folders of their own, installed from their lock file and the packed package. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = process.cwd();

/** The folder of all apps. */
export const folder = mkdtempSync(join(tmpdir(), 'rx-acs-calling-apps-'));

/** Runs a program. Gives its output. */
export const run = (
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, ...env },
  });

/** Runs a program of a package that the app has installed. */
export const runBin = (
  cwd: string,
  bin: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): string => run(cwd, join(cwd, 'node_modules/.bin', bin), args, env);

/** Packs the package. */
export const pack = (): string => {
  const packed = join(folder, 'package');
  mkdirSync(packed);
  run(root, 'npm', ['pack', '--ignore-scripts', '--pack-destination', packed]);
  return join(packed, readdirSync(packed)[0] ?? 'none.tgz');
};

/** Copies the folders over each other, and installs what the lock file says, and the package. */
export const install = (tarball: string, name: string, ...sources: readonly string[]): string => {
  const cwd = join(folder, name);
  for (const source of sources) {
    cpSync(resolve(root, source), cwd, {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)(\/|$)/.test(path.slice(root.length)),
    });
  }
  const quiet = ['--no-audit', '--no-fund'];
  run(cwd, 'npm', ['ci', ...quiet, '--prefer-offline']);
  run(cwd, 'npm', ['install', '--no-save', '--no-package-lock', ...quiet, tarball]);
  return cwd;
};
