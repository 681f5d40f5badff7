/** Loads the SDK and the library where there is no page, in Node and in a web worker, as docs/bundling.md says. */
import assert from 'node:assert/strict';
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { run } from './install.js';
import { visit } from './visit.js';

const REFUSAL = 'ReferenceError: MediaStream is not defined';

const importing = (report: string) =>
  `import('@azure/communication-calling').then(() => ${report}('loaded'), (error) => ${report}(String(error)));`;

const workers: Readonly<Record<string, { readonly code: string; readonly says: string }>> = {
  sdk: { code: importing('postMessage'), says: REFUSAL },
  library: {
    code: `
      import { callState$ } from 'rx-acs-calling';
      import { transferTo } from 'rx-acs-calling/operators';
      import { FakeCall } from 'rx-acs-calling/testing';
      callState$(new FakeCall({ state: 'Connected' })).subscribe((state) => postMessage(typeof transferTo + ' ' + state));`,
    says: 'function Connected',
  },
};

/** Bundles the workers into the site, and starts them from its page. */
export const checkWithoutPage = async (browser: Browser, cwd: string, site: string): Promise<void> => {
  const inNode = run(cwd, process.execPath, ['--input-type=module', '--eval', importing('console.log')]);
  assert.equal(inNode.trim(), REFUSAL);
  for (const [name, { code }] of Object.entries(workers)) {
    const stdin = { contents: code, resolveDir: cwd };
    buildSync({ stdin, bundle: true, format: 'esm', outfile: join(site, `${name}.js`), logLevel: 'error' });
  }
  await visit(browser, site, async ({ page }) => {
    for (const [name, { says }] of Object.entries(workers)) {
      const said = await page.evaluate(
        (path) =>
          new Promise<unknown>((resolve) => {
            const worker = new Worker(path, { type: 'module' });
            worker.onmessage = ({ data }) => {
              resolve(data);
            };
            worker.onerror = ({ message }) => {
              resolve(message);
            };
          }),
        `/${name}.js`,
      );
      assert.equal(said, says, `worker ${name}`);
    }
  });
};
