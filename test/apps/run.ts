/**
 * Builds the example apps from the packed package, and uses them in Chromium, cut off from all other machines; runs the
 * samples for the test runners. All apps, or those that the arguments name. Needs a build of the package.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { CUT_OFF, findChromium } from '../browser/chromium.js';
import { testAngular20, testAngular21 } from './angular.js';
import { folder, pack } from './install.js';
import { testPlain } from './plain.js';
import { testReact } from './react.js';
import { testRunners } from './test-runners.js';

type Test = (browser: Browser, tarball: string, executablePath: string) => Promise<void> | void;

const apps: Readonly<Record<string, Test>> = {
  plain: testPlain,
  react: testReact,
  'test-runners': testRunners,
  angular21: testAngular21,
  angular20: testAngular20,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in apps));
assert.deepEqual(unknown, [], `The apps are ${Object.keys(apps).join(', ')}.`);

/** The output of a program that failed is more telling than the stack. */
const outputOf = (error: unknown): string => {
  const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
  return `${stdout}${stderr}`.trim();
};

const executablePath = findChromium();
assert.ok(executablePath, 'needs Chromium');
const browser = await chromium.launch({ executablePath, args: CUT_OFF });
let passed = 0;
let failed = 0;
try {
  const tarball = pack();
  for (const [name, test] of Object.entries(apps)) {
    if (asked.length > 0 && !asked.includes(name)) {
      continue;
    }
    const start = Date.now();
    try {
      await test(browser, tarball, executablePath);
      passed++;
      console.log(`ok ${name} (${((Date.now() - start) / 1000).toFixed()} s)`);
    } catch (error) {
      failed++;
      console.log(`not ok ${name}\n${outputOf(error)}\n${String((error as Error).stack)}`);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed ? 1 : 0;
