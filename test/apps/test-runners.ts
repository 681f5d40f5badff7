/** The samples of examples/test-runners: the same tests in each runner. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { install, run, runBin } from './install.js';

/** The tests in hand-over.spec.ts. */
const TESTS = 5;

const passedIn = (report: string): unknown =>
  (JSON.parse(report) as { readonly numPassedTests?: unknown }).numPassedTests;

export const testRunners = (_browser: Browser, tarball: string, executablePath: string): void => {
  const cwd = install(tarball, 'test-runners', 'examples/test-runners');
  const script = (name: string) => run(cwd, 'npm', ['run', '--silent', name]);
  runBin(cwd, 'tsc', []);
  // Node and jsdom.
  assert.equal(passedIn(runBin(cwd, 'jest', ['--json'])), 2 * TESTS);
  console.log('ok Jest, in Node and in jsdom');
  // Node, jsdom and Chromium.
  const env = { CHROMIUM_PATH: executablePath };
  assert.equal(passedIn(runBin(cwd, 'vitest', ['run', '--reporter=json'], env)), 3 * TESTS);
  console.log('ok Vitest, in Node, in jsdom and in Chromium');
  assert.match(script('jasmine'), new RegExp(`^${String(TESTS)} specs, 0 failures$`, 'm'));
  console.log('ok Jasmine');
  assert.match(script('node-test'), new RegExp(`pass ${String(TESTS)}$`, 'm'));
  console.log('ok node:test');
};
