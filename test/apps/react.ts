/** The React app, and checks of its hook: with React's development build under StrictMode, with the one for production, and
 * rendered on a server first. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { measure } from './bundles.js';
import { install, runBin } from './install.js';
import { withoutSimulation } from './plain.js';
import { checkRealSdk, checkTransfer } from './softphone.js';
import { visit, type Visit } from './visit.js';

/** StrictMode mounts twice, and React warns, in the development build only. */
const development = { NODE_ENV: 'development' };

/** The page of examples/react/test, which puts its results into its body. */
const checkHook = async ({ page, complaints }: Visit): Promise<void> => {
  const body = page.locator('body[data-results]');
  await body.waitFor({ state: 'attached' });
  const results = JSON.parse((await body.getAttribute('data-results')) ?? '[]') as readonly string[];
  assert.ok(results.length > 8, 'some checks have not run');
  assert.deepEqual(
    results.filter((result) => !result.startsWith('ok ')),
    [],
  );
  assert.deepEqual(complaints, []);
};

/** Renders the page on a server, which has no SDK, into the site. Gives the folder of that site. */
const prerender = async (cwd: string, site: string): Promise<string> => {
  runBin(cwd, 'vite', ['build', '--ssr', 'src/server.tsx', '--outDir', 'dist/server']);
  const server = (await import(pathToFileURL(join(cwd, 'dist/server/server.js')).href)) as {
    render: () => string;
  };
  const prerendered = join(cwd, 'dist/prerendered');
  const html = server.render();
  assert.match(html, /Signing in…/);
  cpSync(site, prerendered, { recursive: true });
  const index = join(prerendered, 'index.html');
  const page = readFileSync(index, 'utf8').replace(
    '<div id="root"></div>',
    () => `<div id="root">${html}</div>`,
  );
  assert.ok(page.includes(html), 'the HTML is not in the page');
  writeFileSync(index, page);
  return prerendered;
};

export const testReact = async (browser: Browser, tarball: string): Promise<void> => {
  const cwd = install(tarball, 'react', 'examples/react');
  const build = (name: string, env: NodeJS.ProcessEnv = {}, ...args: readonly string[]) => {
    const site = join(cwd, 'dist', name);
    runBin(cwd, 'vite', ['build', ...args, '--mode', env['NODE_ENV'] ?? 'production', '--outDir', site], env);
    return site;
  };
  runBin(cwd, 'tsc', []);
  await visit(browser, build('hook', development, 'test'), checkHook);
  const inDevelopment = build('development', development);
  await visit(browser, inDevelopment, checkTransfer);
  await visit(browser, await prerender(cwd, inDevelopment), checkTransfer);
  const site = build('production');
  await visit(browser, site, checkTransfer);
  await visit(browser, site, checkRealSdk);
  measure({
    app: 'React 19, Vite',
    calling: join(cwd, 'src/calling.ts'),
    simulation: withoutSimulation(cwd),
    build: () => build('measured'),
  });
};
