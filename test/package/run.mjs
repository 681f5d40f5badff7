/**
 * Tries the packed package as a new user does: installs the tarball in an empty folder, compiles the code of the README and
 * the guides for both kinds of modules with each version of the SDK, runs it on the fakes, runs the samples of
 * docs/testing.md in Vitest, and loads each entry without the SDK and without a browser. Its pages have no broken link. Needs a
 * build.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const { version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'rx-acs-calling-'));
const tarball = join(folder, `rx-acs-calling-${version}.tgz`);
/** The entries that need no peer but RxJS at run time. */
const entries = ['rx-acs-calling', 'rx-acs-calling/operators', 'rx-acs-calling/testing'];
/** The installed packages of the SDK: 2.0.0, 1.46.1 and 1.40.1. */
const sdks = ['@azure/communication-calling', 'acs-calling-1', 'acs-calling-1-40'];

const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });

const project = (name, ...packages) => {
  const cwd = mkdtempSync(join(folder, `${name}-`));
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name, private: true }));
  const versions = packages.map((dependency) => `${dependency}@${devDependencies[dependency]}`);
  run(
    cwd,
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--legacy-peer-deps',
    '--prefer-offline',
    tarball,
    ...versions,
  );
  return cwd;
};

/** Runs `make` at the first call, and keeps its result in a variable. */
const once = (make) => {
  let made;
  return () => (made ??= make());
};

/** The code blocks of a page, by their title. */
const blocksOf = (page) =>
  Object.fromEntries(
    [...readFileSync(join(root, page), 'utf8').matchAll(/```ts title="([\w.-]+)"\n(.*?)```/gs)].map(
      ([, title, code]) => [title, code],
    ),
  );

const blocks = blocksOf('README.md');
/** The code of the guides, without the excerpts of tests. */
const guides = readdirSync(join(root, 'docs'))
  // The apps of test/apps are compiled with Angular and React.
  .filter((page) => !['angular.md', 'react.md'].includes(page))
  .flatMap((page) =>
    Object.entries(blocksOf(`docs/${page}`))
      .filter(([title]) => !/\.(test|spec)\.ts$/.test(title))
      .map(([title, code]) => [`${page.replace('.md', '')}-${title}`, code]),
  );

const packed = join(folder, 'package');
/** The pages in the tarball, which is unpacked. */
const pages = () =>
  readdirSync(packed, { recursive: true }).filter((file) => file.endsWith('.md') && !file.startsWith('dist'));
/** A page without its code. */
const proseOf = (page) =>
  readFileSync(join(packed, page), 'utf8')
    .replaceAll(/^```.*?^```/gms, '')
    .replaceAll(/`[^`\n]+`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
/** The anchors of the headings of a page, as GitHub and npm make them. */
const anchorsOf = (page) =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(' ', '-'),
  );
/** Whether a link leads to a file of the tarball, of the repository, or elsewhere. */
const isThere = (page, link) => {
  const [, path] =
    /^https:\/\/github\.com\/rx-acs-calling\/rx-acs-calling\/(?:tree|blob)\/main\/(.+)$/.exec(link) ?? [];
  if (path !== undefined) {
    return existsSync(join(root, path));
  }
  if (link.startsWith('https://')) {
    return true;
  }
  const [file, anchor] = link.split('#');
  const target = file === '' ? page : join(dirname(page), file);
  return existsSync(join(packed, target)) && (anchor === undefined || anchorsOf(target).includes(anchor));
};

/** An app that exports values of the entries. So its own declarations need names for all types. */
const app = `
${[...entries, 'rx-acs-calling/logs'].map((entry, i) => `export * as entry${i} from '${entry}';`).join('\n')}
import { Features, type CallAgent } from '@azure/communication-calling';
import { activeCalls$, activeCallTransfer } from 'rx-acs-calling';
import { transferHere } from 'rx-acs-calling/operators';
import { FakeActiveCallTransferFeature, FakeCallAgent, FakeFeatures, FakeWbLocalVideoStream } from 'rx-acs-calling/testing';
import { mergeAll } from 'rxjs';
export const featureOf = (agent: CallAgent) => activeCallTransfer(agent, Features);
export const callsOf = (agent: CallAgent) => activeCalls$(featureOf(agent));
export const hereOf = (agent: CallAgent) => callsOf(agent).pipe(mergeAll(), transferHere(featureOf(agent)));
export const fakes = [new FakeCallAgent().feature(FakeFeatures.ActiveCallTransfer), new FakeActiveCallTransferFeature()];
export const stream = new FakeWbLocalVideoStream();
`;

/** The project with all code to compile. The SDK is not installed. */
const compiled = once(() => {
  const cwd = project('compile', 'rxjs', 'typescript', '@azure/communication-common', '@azure/logger');
  assert(guides.length > 10);
  for (const [title, code] of [...Object.entries(blocks), ...guides, ['app.ts', app]]) {
    for (const kind of ['mts', 'cts']) {
      writeFileSync(join(cwd, title.replace(/ts$/, kind)), code);
    }
  }
  // Node's types that a dependency of communication-common needs. No other code may need Node's types.
  writeFileSync(
    join(cwd, 'node.d.ts'),
    'declare namespace NodeJS { interface ReadableStream {} }\ninterface Buffer {}\n',
  );
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'NodeNext',
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    skipLibCheck: false,
    declaration: true,
    noEmit: true,
  };
  writeFileSync(
    join(cwd, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts', 'node.d.ts'] }),
  );
  return cwd;
});

const steps = {
  'has only the intended files, and no path of the building machine': () => {
    const files = run(folder, 'tar', '-tzf', tarball).trim().split('\n');
    for (const file of files) {
      assert.match(
        file,
        /^package\/(dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts|map)|docs\/[\w-]+\.md|package\.json|(README|CHANGELOG)\.md|LICENSE)$/,
      );
    }
    assert.throws(() => run(folder, 'grep', '-rl', root, 'package'), 'a path has leaked');
  },

  'has the target of each link of its pages': () => {
    const links = pages().flatMap((page) =>
      [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => [page, link]),
    );
    assert(links.length > 30);
    assert.deepEqual(
      links.filter(([page, link]) => !isThere(page, link)).map(([page, link]) => `${page}: ${link}`),
      [],
    );
  },

  ...Object.fromEntries(
    sdks.map((sdk) => [
      `compiles the README, the guides and all declarations with ${sdk}, as an ES module and as CommonJS`,
      () => {
        const cwd = compiled();
        const installed = join(cwd, 'node_modules/@azure/communication-calling');
        rmSync(installed, { recursive: true, force: true });
        // A copy: its imports are resolved in the project.
        for (const part of ['package.json', 'types']) {
          cpSync(join(root, 'node_modules', sdk, part), join(installed, part), { recursive: true });
        }
        run(cwd, 'npx', 'tsc', '-p', '.');
      },
    ]),
  ),

  'runs on the fakes, as an ES module and as CommonJS, with one set of classes for all entries': () => {
    const cwd = project('run', 'rxjs', 'esbuild');
    const expected = 'None Transferring Transferred complete\n1 0 0\n';
    const same = `
      let refusal;
      try { operators.transferTo({}); } catch (error) { refusal = error; }
      if (!(refusal instanceof main.InvalidArgumentError)) throw new Error('two copies of the error classes');`;
    const code = blocks['transfer.test.ts'];
    writeFileSync(
      join(cwd, 'esm.mts'),
      `${code}\nimport * as main from 'rx-acs-calling';\nimport * as operators from 'rx-acs-calling/operators';${same}`,
    );
    writeFileSync(
      join(cwd, 'cjs.cts'),
      `${code}\nconst main = require('rx-acs-calling'), operators = require('rx-acs-calling/operators');${same}`,
    );
    for (const [source, format, target] of [
      ['esm.mts', 'esm', 'esm.mjs'],
      ['cjs.cts', 'cjs', 'cjs.cjs'],
    ]) {
      run(cwd, 'npx', 'esbuild', source, `--format=${format}`, `--outfile=${target}`);
      assert.equal(run(cwd, 'node', target), expected);
    }
  },

  'runs the samples of the testing guide in Vitest': () => {
    const cwd = project('vitest', 'rxjs', 'rxjs-marbles');
    // The repository's Vitest saves an installation.
    symlinkSync(join(root, 'node_modules/vitest'), join(cwd, 'node_modules/vitest'));
    cpSync(join(root, 'examples/testing'), cwd, { recursive: true });
    rmSync(join(cwd, 'call-service.jest.test.ts'));
    const report = JSON.parse(
      run(cwd, 'node', 'node_modules/vitest/vitest.mjs', 'run', '--globals', '--reporter=json'),
    );
    // All files: a missing file would fail nothing.
    assert.equal(report.testResults.length, 6);
    assert.equal(report.numPassedTests, report.numTotalTests);
  },

  'runs in Jest, in jsdom under its default conditions': () => {
    const cwd = project('jsdom', 'rxjs');
    // The repository's Jest saves an installation.
    for (const name of ['jest', 'jest-environment-jsdom']) {
      symlinkSync(join(root, 'node_modules', name), join(cwd, 'node_modules', name));
    }
    writeFileSync(
      join(cwd, 'entries.test.js'),
      `const [{ callState$ }, { whenConnected }, { FakeCall }] = ${JSON.stringify(entries)}.map((entry) => require(entry));
      const { of } = require('rxjs');
      test('a call', () => {
        const [seen, call] = [[], new FakeCall({ state: 'Connected' })];
        callState$(call).subscribe((state) => seen.push(state));
        of(call).pipe(whenConnected()).subscribe((connected) => seen.push(connected === call));
        call.set({ state: 'Disconnected' });
        expect([typeof window, ...seen]).toEqual(['object', 'Connected', true, 'Disconnected']);
      });`,
    );
    const report = JSON.parse(run(cwd, 'node', 'node_modules/jest/bin/jest.js', '--env=jsdom', '--json'));
    assert.equal(report.numPassedTests, 1);
  },

  'logs the lines of its ES modules and of its CommonJS with @azure/logger, also in a bundle that imports the entry for nothing else':
    () => {
      const cwd = project('logs', 'rxjs', '@azure/logger', 'esbuild');
      const work = `
      for (const [{ callAgent$ }, { FakeCallAgent }] of copies) {
        callAgent$(() => of(new FakeCallAgent())).subscribe();
      }`;
      writeFileSync(
        join(cwd, 'both.mjs'),
        `import { createRequire } from 'node:module';
        import { of } from 'rxjs';
        import { sdkLogs$ } from 'rx-acs-calling/logs';
        const require = createRequire(import.meta.url);
        const names = ['rx-acs-calling', 'rx-acs-calling/testing'];
        const copies = [await Promise.all(names.map((name) => import(name))), names.map((name) => require(name))];
        if (copies[0][0].callAgent$ === copies[1][0].callAgent$) throw new Error('one copy');
        sdkLogs$().subscribe(({ message }) => console.log(message));${work}`,
      );
      writeFileSync(
        join(cwd, 'debug.mjs'),
        `import { AzureLogger } from '@azure/logger';
        import { of } from 'rxjs';
        import * as main from 'rx-acs-calling';
        import 'rx-acs-calling/logs';
        import * as testing from 'rx-acs-calling/testing';
        AzureLogger.log = console.log;
        const copies = [[main, testing]];${work}`,
      );
      run(cwd, 'npx', 'esbuild', 'debug.mjs', '--bundle', '--platform=node', '--outfile=debug.cjs');
      assert.equal(run(cwd, 'node', 'both.mjs'), 'agent made\nagent made\n');
      const debug = (file) =>
        execFileSync('node', [file], {
          cwd,
          encoding: 'utf8',
          env: { ...process.env, DEBUG: 'azure:*:info' },
        });
      for (const file of ['debug.mjs', 'debug.cjs']) {
        assert.equal(debug(file), 'azure:rx-acs-calling:info agent made\n');
      }
    },

  'loads in plain Node, in a worker and in a server render without the SDK and its logger, and touches no browser global':
    () => {
      const cwd = project('bare', 'rxjs');
      const traps = `
      for (const name of ['window', 'document', 'navigator', 'MediaStream', 'HTMLElement', 'self']) {
        Object.defineProperty(globalThis, name, { get() { throw new Error(name + ' was touched'); }, configurable: true });
      }
      // An import of the SDK or of its logger fails: they are not installed.
      const entries = ${JSON.stringify(entries)};`;
      const count = `if (Object.keys(module).length === 0) throw new Error(entry + ' is empty');`;
      writeFileSync(
        join(cwd, 'esm.mjs'),
        `${traps}\nfor (const entry of entries) { const module = await import(entry); ${count} }`,
      );
      writeFileSync(
        join(cwd, 'cjs.cjs'),
        `${traps}\nfor (const entry of entries) { const module = require(entry); ${count} }`,
      );
      writeFileSync(
        join(cwd, 'worker.mjs'),
        `import { Worker } from 'node:worker_threads';
      for (const file of ['./esm.mjs', './cjs.cjs']) {
        await new Promise((resolve, reject) => {
          new Worker(new URL(file, import.meta.url)).on('error', reject).on('exit', resolve);
        });
      }`,
      );
      for (const file of ['esm.mjs', 'cjs.cjs', 'worker.mjs']) {
        run(cwd, 'node', file);
      }
      assert.throws(() => run(cwd, 'node', '-e', "require('rx-acs-calling/logs')"), /@azure\/logger/);
    },
};

let failed = 0;
try {
  run(root, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  run(folder, 'tar', '-xzf', tarball);
  for (const [name, step] of Object.entries(steps)) {
    try {
      step();
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stack}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${Object.keys(steps).length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
