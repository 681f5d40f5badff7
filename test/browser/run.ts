/**
 * Runs the browser suites: the built library with the SDK's real objects, in Chromium, cut off from every network.
 * Prints a line a check, the contract as a table, and `N passed, N failed` at the end; exits with 1 if one failed.
 *
 * Arguments choose suites and versions of the SDK: `npm run test:browser -- transfers 2.0.0`.
 */
import { chromium, type Browser } from 'playwright-core';
import { CUT_OFF, findChromium } from './chromium.js';
import { openSite, type Site } from './site.js';
import { Table } from './table.js';

/** How long one check may take, in milliseconds: the SDK needs up to 14 s for an agent without a network. */
const CHECK_TIME = 60_000;
/** How many pages there are at a time: the SDK mostly waits for a network that is not there. */
const PAGES = 10;
/** How long everything may take, in milliseconds. */
const TOTAL_TIME = 480_000;

/** The suites of the library, and those of the contract, which run on each SDK. */
const SUITES = [
  'agent',
  'lost-agent',
  'soak',
  'transfers',
  'call',
  'logs',
  'active-calls',
  'devices',
  'events',
];
const CONTRACT = [
  'contract-sdk-calling',
  'contract-sdk-transfers',
  'contract-sdk-agents',
  'contract-sdk-devices',
];
/** The contract on what stands in for the SDK, by the title of its column. */
const STAND_INS = { fakes: 'contract-fakes', service: 'contract-service' };
/** The package of each SDK to run them on: the newest first, the oldest that is supported last. */
const SDKS = ['@azure/communication-calling', 'acs-calling-1', 'acs-calling-1-40'];

const counts = { passed: 0, failed: 0 };
const table = new Table();
/** The versions of the SDKs, once they are known. */
let versions: readonly string[] = [];

const passed = (name: string): void => {
  counts.passed++;
  console.log(`ok ${name}`);
};

const failed = (name: string, error: unknown): void => {
  counts.failed++;
  const why = error instanceof Error ? error.message : String(error);
  console.log(`not ok ${name}\n  ${why.replaceAll('\n', '\n  ')}`);
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const within = async <T>(time: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} took longer than ${String(time / 1000)} s.`));
    }, time);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Works on some at a time, in order. */
async function atOnce(limit: number, work: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = [...work];
  const next = async (): Promise<void> => {
    for (let first = rest.shift(); first; first = rest.shift()) {
      await first();
    }
  };
  await Promise.all(Array.from({ length: limit }, next));
}

interface Names {
  readonly name: string;
  readonly notApplicable?: string;
}

/** Runs a suite on a page of its own; with a column, into the table. */
async function runSuite(
  browser: Browser,
  site: Site,
  sdk: string,
  suite: string,
  column?: string,
): Promise<void> {
  const title = column === undefined ? `SDK ${sdk}, ${suite}` : `contract, ${column}`;
  // A context of its own, as the SDK keeps one agent for a user and page.
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  const begun = performance.now();
  let current = 'loading';

  page.on('pageerror', (error) => {
    failed(`${title}: nothing goes uncaught (while: ${current})`, error.stack || error.message);
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

  try {
    await page.goto(site.page(sdk));
    const names = await within(
      CHECK_TIME,
      'Loading',
      page.evaluate<Names[]>(
        `import('/suites/${suite}.js').then(({ checks }) => (globalThis.checks = checks).map(({ name, notApplicable }) => ({ name, notApplicable })))`,
      ),
    );
    for (const [i, { name, notApplicable }] of names.entries()) {
      if (notApplicable !== undefined) {
        table.set(name, column, 'n.a.', notApplicable);
        continue;
      }
      current = name;
      const since = performance.now();
      try {
        await within(
          CHECK_TIME,
          'The check',
          page.evaluate(`checks[${String(i)}].run().then(() => undefined)`),
        );
        passed(`${title}: ${name} (${seconds(since)})`);
        table.set(name, column, 'ok');
      } catch (error) {
        failed(`${title}: ${name}`, error);
        table.set(name, column, 'FAILED');
      }
    }
  } catch (error) {
    failed(`${title}: ${current}`, error);
  } finally {
    await context.close();
    console.log(`# ${title}: ${seconds(begun)} in all`);
  }
}

type Chooser = (suite?: string, sdk?: string) => boolean;

/** Tells what the arguments choose: all suites if they name none, all versions of the SDK if they name none. */
function chooserOf(suites: readonly string[], sdks: readonly string[]): Chooser {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => !suites.includes(arg) && !sdks.includes(arg));
  if (unknown !== undefined) {
    throw new Error(`There is no ${unknown}. There are ${[...suites, ...sdks].join(', ')}.`);
  }
  const among = (all: readonly string[]) => (name?: string) =>
    name === undefined || args.includes(name) || !args.some((arg) => all.includes(arg));
  const [isSuite, isSdk] = [among(suites), among(sdks)];
  return (suite, sdk) => isSuite(suite) && isSdk(sdk);
}

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.error('No Chromium found: apt-get install chromium, or set CHROMIUM_PATH to one.');
    process.exit(1);
  }
  const site = await openSite(SDKS, [...SUITES, ...CONTRACT, ...Object.values(STAND_INS)]);
  const isWanted = chooserOf([...SUITES, ...CONTRACT, ...Object.values(STAND_INS)], site.sdks);
  versions = site.sdks.filter((sdk) => isWanted(undefined, sdk));
  try {
    const browser = await chromium.launch({ executablePath, args: CUT_OFF });
    try {
      const [anySdk = ''] = site.sdks;
      const runs = [
        // By suites, as the first take longest, whatever the SDK.
        ...CONTRACT.flatMap((suite) =>
          versions
            .filter((sdk) => isWanted(suite, sdk))
            .map((sdk) => () => runSuite(browser, site, sdk, suite, sdk)),
        ),
        ...SUITES.flatMap((suite) =>
          versions
            .filter((sdk) => isWanted(suite, sdk))
            .map((sdk) => () => runSuite(browser, site, sdk, suite)),
        ),
        ...Object.entries(STAND_INS)
          .filter(([, suite]) => isWanted(suite))
          .map(
            ([column, suite]) =>
              () =>
                runSuite(browser, site, anySdk, suite, column),
          ),
      ];
      await atOnce(PAGES, runs);
    } finally {
      await browser.close();
    }
  } finally {
    site.close();
  }
}

const started = performance.now();
try {
  await within(TOTAL_TIME, 'The whole run', main());
} catch (error) {
  failed('the run itself', error);
}
console.log(`\n${table.print([...Object.keys(STAND_INS), ...versions])}\n`);
console.log(`Took ${seconds(started)}.`);
console.log(`${String(counts.passed)} passed, ${String(counts.failed)} failed`);
// Not left to the event loop: after the deadline something may still be waiting.
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
