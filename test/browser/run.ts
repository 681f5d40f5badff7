/**
 * Runs the browser suites: the built library with the SDK's real objects, in Chromium, cut off from every network.
 * Prints a line for each check, the contract as a table, and `N passed, N failed`. Exits with 1 if a check failed.
 *
 * Arguments choose suites and versions of the SDK: `npm run test:browser -- transfers 2.0.0`.
 */
import { chromium, type Browser } from 'playwright-core';
import { CUT_OFF, findChromium } from './chromium.js';
import { conclude, failed, seconds, table, within } from './results.js';
import { openSite, type Site } from './site.js';
import { runSuite, type SuiteRun } from './suite-run.js';

/** The number of pages at a time. The SDK mostly waits for a network that is not there. */
const PAGES = 10;
/** The time limit of the whole run in milliseconds. */
const TOTAL_TIME = 480_000;

/** The suites of the library, and the suites of the contract. Both run on each SDK. */
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
/** The suites of the contract on fakes and service, by the title of the column. */
const STAND_INS = { fakes: 'contract-fakes', service: 'contract-service' };
/** The packages of the SDKs: the newest first, the oldest supported one last. */
const SDKS = ['@azure/communication-calling', 'acs-calling-1', 'acs-calling-1-40'];

/** Starts the work in order, `limit` at a time. */
async function atOnce(limit: number, work: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = [...work];
  const next = async (): Promise<void> => {
    for (let first = rest.shift(); first; first = rest.shift()) {
      await first();
    }
  };
  await Promise.all(Array.from({ length: limit }, next));
}

type Chooser = (suite?: string, sdk?: string) => boolean;

/** Reads the arguments. Without a suite they choose all suites, without an SDK all versions. */
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

/** The chosen suites, the slowest first. */
const plan = (sdks: readonly string[], isWanted: Chooser): readonly SuiteRun[] => {
  const onEach = (suites: readonly string[]): readonly SuiteRun[] =>
    suites.flatMap((suite) => sdks.filter((sdk) => isWanted(suite, sdk)).map((sdk) => ({ suite, sdk })));
  const [anySdk = ''] = sdks;
  return [
    ...onEach(CONTRACT).map((run) => ({ ...run, column: run.sdk })),
    ...onEach(SUITES),
    ...Object.entries(STAND_INS)
      .filter(([, suite]) => isWanted(suite))
      .map(([column, suite]) => ({ column, suite, sdk: anySdk })),
  ];
};

const runAll = (browser: Browser, site: Site, runs: readonly SuiteRun[]): Promise<void> =>
  atOnce(
    PAGES,
    runs.map((run) => () => runSuite(browser, site, run)),
  );

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.error('No Chromium found: apt-get install chromium, or set CHROMIUM_PATH to one.');
    process.exit(1);
  }
  const suites = [...SUITES, ...CONTRACT, ...Object.values(STAND_INS)];
  const site = await openSite(SDKS, suites);
  try {
    const browser = await chromium.launch({ executablePath, args: CUT_OFF });
    try {
      await runAll(browser, site, plan(site.sdks, chooserOf(suites, site.sdks)));
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
console.log(`\n${table.print(Object.keys(STAND_INS))}\n`);
console.log(`Took ${seconds(started)}.`);
// An explicit exit: after the time limit something may still be running.
process.exit(conclude() ? 0 : 1);
