/**
 * The Angular example, built ahead of time with Angular 21 and 20, and used in Chromium: zoneless, with zone.js, and
 * prerendered and hydrated.
 */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { measure } from './bundles.js';
import { install, run } from './install.js';
import { visit, type Visit } from './visit.js';

const bob = 'softphone-of-bob';
const alice = 'softphone-of-alice';

/** Alice calls Bob, who answers; Alice hangs up. */
const talk = async (page: Page): Promise<void> => {
  await page.locator(`${alice} h2:text("Alice: Connected")`).waitFor();
  await page.locator(`${bob} h2:text("Bob: Connected")`).waitFor();
  await page.click(`${alice} .call`);
  await page.click(`${bob} .accept`);
  await page.locator(`${alice} .state:text-is("Connected")`).waitFor();
  await page.locator(`${bob} .state:text-is("Connected")`).waitFor();
};

const rendersOf = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as { renders?: number }).renders ?? 0);

/** The softphones work; they can be taken away and come back; nothing is rendered while nothing happens. */
const checkSoftphones = async ({ page, complaints }: Visit): Promise<void> => {
  await talk(page);
  const renders = await rendersOf(page);
  // Two agents, two calls of five states each, an incoming call, three clicks, and what Angular renders at first.
  assert.ok(renders <= 30, `rendered ${String(renders)} times`);
  await page.waitForTimeout(1_000);
  assert.equal(await rendersOf(page), renders, 'rendered while nothing happened');

  await page.click('.toggle');
  await page.locator(bob).waitFor({ state: 'detached' });
  await page.click('.toggle');
  await talk(page);
  await page.click(`${alice} .hang-up`);
  await page.locator(`${bob} call-card`).waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
};

/** The SDK is loaded at the first use; without a token server its error is shown, and again after another attempt. */
const checkRealSdk = async ({ page, requests }: Visit): Promise<void> => {
  assert.ok(!requests.some((path) => path.includes('sdk.bundle')), 'the SDK is loaded too early');
  await page.click('.real');
  await page.locator('real-sdk .error').waitFor();
  assert.ok(
    requests.some((path) => path.includes('sdk.bundle')),
    'the SDK is not loaded',
  );
  const asked = requests.filter((path) => path === '/token').length;
  await page.click('real-sdk .restart');
  await page.locator('real-sdk .error').waitFor({ state: 'detached' });
  await page.locator('real-sdk .error').waitFor();
  assert.ok(requests.filter((path) => path === '/token').length > asked, 'no other attempt');
};

/** The page is whole before any script runs, and takes over without an error. */
const checkPrerendered =
  (site: string) =>
  async (visited: Visit): Promise<void> => {
    const html = readFileSync(join(site, 'index.html'), 'utf8');
    assert.match(html, /Alice: Disconnected/);
    assert.match(html, /ngh=/);
    await checkSoftphones(visited);
  };

interface Build {
  readonly project: string;
  readonly checks: (site: string) => readonly ((visited: Visit) => Promise<void>)[];
}

const builds: Readonly<Record<20 | 21, readonly Build[]>> = {
  21: [
    { project: 'zoneless', checks: () => [checkSoftphones, checkRealSdk] },
    { project: 'zone', checks: () => [checkSoftphones] },
    { project: 'ssr', checks: (site) => [checkPrerendered(site)] },
  ],
  20: [
    { project: 'zoneless-simulated', checks: () => [checkSoftphones] },
    { project: 'zone', checks: () => [checkSoftphones] },
  ],
};

const build = (cwd: string, project: string): string => {
  run(cwd, process.execPath, ['node_modules/@angular/cli/bin/ng.js', 'build', project]);
  return join(cwd, 'dist', project, 'browser');
};

const check = async (browser: Browser, cwd: string, version: 20 | 21): Promise<void> => {
  for (const { project, checks } of builds[version]) {
    const start = Date.now();
    const site = build(cwd, project);
    for (const each of checks(site)) {
      await visit(browser, site, each);
    }
    const seconds = ((Date.now() - start) / 1000).toFixed();
    console.log(`ok Angular ${String(version)}, ${project} (${seconds} s)`);
  }
};

export const testAngular21 = async (browser: Browser, tarball: string): Promise<void> => {
  const cwd = install(tarball, 'angular21', 'examples/angular');
  await check(browser, cwd, 21);
  measure({
    app: 'Angular 21',
    calling: join(cwd, 'src/app/calling.ts'),
    simulation: {
      file: join(cwd, 'src/app/simulation.ts'),
      code: "import { calling } from './calling';\nexport const simulatedCalling = (_who: string) => calling;\n",
    },
    build: () => build(cwd, 'zoneless'),
  });
};

export const testAngular20 = async (browser: Browser, tarball: string): Promise<void> => {
  const cwd = install(tarball, 'angular20', 'examples/angular', 'test/apps/angular20');
  rmSync(join(cwd, 'src/main.server.ts'));
  rmSync(join(cwd, 'src/main.hydrate.ts'));
  await check(browser, cwd, 20);
};
