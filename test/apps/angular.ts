/**
 * Builds the Angular example from the packed package, ahead of time, with Angular 21 and 20, and uses it in Chromium:
 * zoneless, with zone.js, and prerendered and hydrated. Needs a build of the package.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CUT_OFF, findChromium } from '../browser/chromium.js';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'rx-acs-calling-angular-'));

const run = (cwd: string, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });

/** Packs the package. */
const pack = (): string => {
  run(root, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? 'none.tgz');
};

/** Copies the example, with the packages of one version of Angular. */
const install = (version: 20 | 21, tarball: string): string => {
  const cwd = join(folder, `angular${String(version)}`);
  cpSync(resolve(root, 'examples/angular'), cwd, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)(\/|$)/.test(path),
  });
  if (version === 20) {
    cpSync(resolve(root, 'test/apps/angular20'), cwd, { recursive: true });
    rmSync(join(cwd, 'src/main.server.ts'));
    rmSync(join(cwd, 'src/main.hydrate.ts'));
  }
  run(cwd, 'npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline');
  run(cwd, 'npm', 'install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', tarball);
  return cwd;
};

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves a folder on localhost. The SDK refuses `127.0.0.1`. */
const serve = (site: string) => {
  const requests: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const path = url.split('?')[0] ?? '/';
    requests.push(path);
    try {
      const body = readFileSync(join(site, path === '/' ? 'index.html' : path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, 'localhost');
  return {
    requests,
    url: () => `http://localhost:${String((server.address() as AddressInfo).port)}/`,
    close: () => server.close(),
  };
};

interface Visit {
  readonly page: Page;
  readonly requests: readonly string[];
  /** What the console of the page says, and errors that nobody caught. */
  readonly complaints: string[];
}

const visit = async (browser: Browser, site: string, use: (visit: Visit) => Promise<void>): Promise<void> => {
  const server = serve(site);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.setDefaultTimeout(20_000);
  try {
    await page.goto(server.url());
    await use({ page, requests: server.requests, complaints });
  } finally {
    await page.close();
    server.close();
  }
};

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

const test = async (browser: Browser, version: 20 | 21, tarball: string): Promise<void> => {
  const cwd = install(version, tarball);
  for (const { project, checks } of builds[version]) {
    const start = Date.now();
    run(cwd, process.execPath, 'node_modules/@angular/cli/bin/ng.js', 'build', project);
    const site = join(cwd, 'dist', project, 'browser');
    for (const check of checks(site)) {
      await visit(browser, site, check);
    }
    const seconds = ((Date.now() - start) / 1000).toFixed();
    console.log(`ok Angular ${String(version)}, ${project} (${seconds} s)`);
  }
};

const executablePath = findChromium();
assert.ok(executablePath, 'needs Chromium');
const browser = await chromium.launch({ executablePath, args: CUT_OFF });
try {
  const tarball = pack();
  const asked = process.argv.slice(2).map(Number);
  for (const version of [21, 20] as const) {
    if (asked.length === 0 || asked.includes(version)) {
      await test(browser, version, tarball);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
