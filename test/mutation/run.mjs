/**
 * Changes the library in one place at a time, and counts how many of the changes fail a test.
 *
 *     npm run mutation                              all groups, about two hours on two cores
 *     npm run mutation -- bridge streams            some of them
 *     npm run mutation -- operators/transferTo.ts   one file, with the tests of its group
 *
 * Prints a table for docs/how-we-test.md; the mutants that no test has found are in reports/mutation/<group>.json.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

/**
 * Files, and the tests that are to find a change in them. The time of a run goes into loading test files, as each change
 * loads all of its group: so groups are small.
 */
const groups = {
  bridge: {
    mutate: ['src/bridge/**/*.ts'],
    tests: ['test/bridge/{events,hostile-objects,unleavable}.test.ts', 'test/streams/{laws,call}.test.ts'],
  },
  streams: {
    mutate: ['src/streams/**/*.ts'],
    tests: ['test/streams/**/*.test.ts', 'test/operators/{retryOnDisconnect,shareAgent,transferTo*}.test.ts'],
  },
  agents: {
    mutate: [
      'operators/{retryOnDisconnect,shareAgent}.ts',
      'operators/internal/{agent-attempt,back-off,failures,lost-agent}.ts',
    ],
    tests: [
      'test/operators/{retryOnDisconnect,shareAgent}.test.ts',
      'test/operators/internal/{failures,lost-agent}.test.ts',
    ],
  },
  transfers: {
    mutate: [
      'operators/{transferTo,hangUpWhenTransferred,transferHere}.ts',
      'operators/internal/{transfer/**/*,one-transfer,hang-up}.ts',
    ],
    tests: [
      'test/operators/{transferTo*,hangUpWhenTransferred,transferHere}.test.ts',
      'test/operators/internal/transfer/*.test.ts',
    ],
  },
  hold: {
    mutate: ['operators/internal/{hold,hold/**/*}.ts'],
    tests: ['test/operators/internal/hold/*.test.ts', 'test/operators/transferTo{,-again}.test.ts'],
  },
  consultation: {
    mutate: ['operators/consultThenTransferTo.ts', 'operators/internal/{consultation/**/*,ring}.ts'],
    tests: [
      'test/operators/consultThenTransferTo{,-failures}.test.ts',
      'test/operators/internal/{consultation/*,ring}.test.ts',
    ],
  },
  incoming: {
    mutate: ['operators/acceptIncomingCalls.ts', 'operators/internal/incoming/**/*.ts'],
    tests: ['test/operators/acceptIncomingCalls.test.ts', 'test/operators/internal/incoming/*.test.ts'],
  },
  following: {
    mutate: [
      'operators/followTransfers.ts',
      'operators/internal/{following-transfers/**/*,following,keep-muted}.ts',
    ],
    tests: [
      'test/operators/followTransfers.test.ts',
      'test/operators/internal/{following-transfers/*,following,keep-muted}.test.ts',
    ],
  },
  others: {
    mutate: [
      'operators/{mergeEach,combineEach,snapshotLast,whenConnected,withFeature}.ts',
      'operators/internal/{combination,reached}.ts',
    ],
    tests: [
      'test/operators/{mergeEach,combineEach,mergeEach-combineEach,snapshotLast,whenConnected,withFeature}.test.ts',
      'test/operators/internal/{combination,following}.test.ts',
    ],
  },
};

const config = (name, { mutate, tests }) => {
  process.env.MUTATION_TESTS = JSON.stringify(tests);
  return {
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner', './test/mutation/texts.mjs'],
    ignorers: ['texts'],
    jest: {
      projectType: 'custom',
      configFile: 'test/mutation/jest.config.cjs',
      enableFindRelatedTests: false,
    },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    mutate,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `reports/mutation/${name}.json` },
    incremental: true,
    incrementalFile: `reports/mutation/${name}.incremental.json`,
    concurrency: 2,
    tempDirName: '.mutation',
    ignorePatterns: ['dist', 'docs', 'reports', 'coverage'],
    timeoutMS: 10_000,
    warnings: { slow: false },
  };
};

const found = new Set(['Killed', 'Timeout', 'RuntimeError']);
const counted = new Set([...found, 'Survived', 'NoCoverage']);

const scoreOf = (name) => {
  const { files } = JSON.parse(readFileSync(`reports/mutation/${name}.json`, 'utf8'));
  const mutants = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.filter(({ status }) => counted.has(status)).map((mutant) => ({ ...mutant, file })),
  );
  const left = mutants.filter(({ status }) => !found.has(status));
  writeFileSync(
    `reports/mutation/${name}.txt`,
    left
      .map(
        ({ file, location: { start }, mutatorName, replacement, status }) =>
          `${file}:${start.line}:${start.column} ${mutatorName} ${status}: ${replacement}`,
      )
      .join('\n'),
  );
  return { all: mutants.length, found: mutants.length - left.length };
};

const percent = ({ all, found }) => ((100 * found) / all).toFixed(1);

const groupOf = (file) =>
  Object.values(groups).find(({ mutate }) => mutate.some((pattern) => matchesGlob(file, pattern)));

const asked = process.argv.slice(2);
mkdirSync('reports/mutation', { recursive: true });
const scores = [];
for (const name of asked.length > 0 ? asked : Object.keys(groups)) {
  const group = groups[name] ?? { ...groupOf(name), mutate: [name] };
  const report = name.replaceAll('/', '.');
  await new Stryker(config(report, group)).runMutationTest();
  scores.push({ name, ...scoreOf(report) });
}

console.log('\n| files | changes | found by a test | score |\n| --- | --- | --- | --- |');
for (const score of scores) {
  console.log(`| ${score.name} | ${score.all} | ${score.found} | ${percent(score)} % |`);
}
const all = scores.reduce((sum, { all, found }) => ({ all: sum.all + all, found: sum.found + found }), {
  all: 0,
  found: 0,
});
console.log(`| all | ${all.all} | ${all.found} | ${percent(all)} % |`);
process.exitCode = percent(all) >= 95 ? 0 : 1;
