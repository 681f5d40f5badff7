/** Vitest in Node, in jsdom and in a browser. The library needs no setting. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const project = (name, test) => ({
  test: { name, globals: true, include: ['*.spec.ts'], ...test },
});

/** The browser of the system. Without the path Playwright takes its own, after `npx playwright install chromium`. */
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** A test reaches no other machine. */
const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'];

const browser = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: { executablePath, args } }),
  instances: [{ browser: 'chromium' }],
};

export default defineConfig({
  test: {
    projects: [
      project('node', { environment: 'node' }),
      project('jsdom', { environment: 'jsdom' }),
      project('browser', { browser }),
    ],
  },
});
