/** The page without a framework: built with Vite, and used in Chromium. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { measure } from './bundles.js';
import { install, runBin } from './install.js';
import { checkRealSdk, checkTransfer } from './softphone.js';
import { visit } from './visit.js';
import { checkWithoutPage } from './without-page.js';

/** In an app in use the SDK takes the place of the simulated service. */
export const withoutSimulation = (cwd: string) => ({
  file: join(cwd, 'src/simulation.ts'),
  code: "export { agent$, loadTransfer } from './calling';\nexport const people = [];\n",
});

export const testPlain = async (browser: Browser, tarball: string): Promise<void> => {
  const cwd = install(tarball, 'plain', 'examples/plain');
  const build = () => {
    runBin(cwd, 'vite', ['build']);
    return join(cwd, 'dist');
  };
  runBin(cwd, 'tsc', []);
  const site = build();
  await visit(browser, site, checkTransfer);
  await visit(browser, site, checkRealSdk);
  await checkWithoutPage(browser, cwd, site);
  measure({
    app: 'no framework, Vite',
    calling: join(cwd, 'src/calling.ts'),
    simulation: withoutSimulation(cwd),
    build,
  });
};
