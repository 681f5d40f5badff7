/**
 * Runs one suite on a page of its own.
 */
import type { Browser, Page } from 'playwright-core';
import { failed, passed, seconds, table, within } from './results.js';
import type { Site } from './site.js';

/** The time limit of a check in milliseconds. The SDK needs up to 14 s for an agent without a network. */
const CHECK_TIME = 60_000;

/** A suite on an SDK. With a column its results are in the table, too. */
export interface SuiteRun {
  readonly sdk: string;
  readonly suite: string;
  readonly column?: string;
}

interface Names {
  readonly name: string;
  readonly notApplicable?: string;
}

/** The suite on its page, and the check that runs now. */
interface Running {
  readonly page: Page;
  readonly title: string;
  readonly column: string | undefined;
  current: string;
}

/** Fails for uncaught errors and for requests to other hosts. Prints the notes of the page. */
const watch = (running: Running, site: Site): void => {
  const { page, title } = running;
  page.on('pageerror', (error) => {
    failed(`${title}: nothing goes uncaught (while: ${running.current})`, error.stack || error.message);
  });
  page.on('console', (message) => {
    if (message.text().startsWith('# ')) {
      console.log(`# ${title}: ${message.text().slice(2)}`);
    }
  });
  page.on('response', (response) => {
    const { origin } = new URL(response.url());
    if (origin !== site.origin) {
      failed(`${title}: no other host is reached`, origin);
    }
  });
};

const load = (page: Page, suite: string): Promise<readonly Names[]> =>
  within(
    CHECK_TIME,
    'Loading',
    page.evaluate<Names[]>(
      `import('/suites/${suite}.js').then(({ checks }) => (globalThis.checks = checks).map(({ name, notApplicable }) => ({ name, notApplicable })))`,
    ),
  );

const runCheck = async ({ page, title, column }: Running, name: string, index: number): Promise<void> => {
  const since = performance.now();
  try {
    await within(
      CHECK_TIME,
      'The check',
      page.evaluate(`checks[${String(index)}].run().then(() => undefined)`),
    );
    passed(`${title}: ${name} (${seconds(since)})`);
    table.set(name, column, 'ok');
  } catch (error) {
    failed(`${title}: ${name}`, error);
    table.set(name, column, 'FAILED');
  }
};

const runChecks = async (running: Running, checks: readonly Names[]): Promise<void> => {
  for (const [index, { name, notApplicable }] of checks.entries()) {
    if (notApplicable === undefined) {
      running.current = name;
      await runCheck(running, name, index);
    } else {
      table.set(name, running.column, 'n.a.', notApplicable);
    }
  }
};

/** Runs a suite. */
export async function runSuite(
  browser: Browser,
  site: Site,
  { sdk, suite, column }: SuiteRun,
): Promise<void> {
  const title = column === undefined ? `SDK ${sdk}, ${suite}` : `contract, ${column}`;
  // A context of its own: the SDK keeps one agent for each user and page.
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  const begun = performance.now();
  const running: Running = { page, title, column, current: 'loading' };
  watch(running, site);
  try {
    await page.goto(site.page(sdk));
    await runChecks(running, await load(page, suite));
  } catch (error) {
    failed(`${title}: ${running.current}`, error);
  } finally {
    await context.close();
    console.log(`# ${title}: ${seconds(begun)} in all`);
  }
}
