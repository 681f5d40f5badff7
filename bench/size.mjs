/**
 * Prints what each entry and each export weighs in an app: bundled with the peers left out, minified and gzipped. Import
 * statements of the peers do not count: an app's bundler resolves them. Exits with 1 when a budget is exceeded. Needs a
 * build.
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const entries = {
  'rx-acs-calling': '../dist/index.js',
  'rx-acs-calling/operators': '../dist/operators.js',
  'rx-acs-calling/logs': '../dist/logs.js',
};

/** Bytes, for what an app is likely to import together. */
const budgets = [
  {
    name: 'callState$ and connectionState$',
    budget: 2_075,
    code: importing('rx-acs-calling', ['callState$', 'connectionState$']),
  },
  {
    name: 'a blind transfer, and the agent for it',
    budget: 13_600,
    code: `${importing('rx-acs-calling', ['callAgent$'])} ${importing('rx-acs-calling/operators', [
      'retryOnDisconnect',
      'withFeature',
      'transferTo',
      'hangUpWhenTransferred',
    ])}`,
  },
  // These two are mostly text and patterns, which only an app that imports them has to load.
  { name: 'explain', budget: 7_750, code: importing('rx-acs-calling', ['explain']) },
  { name: 'the entry for logs', budget: 6_200, code: importing('rx-acs-calling/logs', ['sdkLogs$']) },
  {
    name: 'the entry for Angular, without what it imports of the others',
    budget: 1_200,
    code: `export * from '../dist/angular.js';`,
    external: ['./chunk-*'],
  },
  {
    name: 'streams and operators together',
    budget: 26_300,
    code: ['rx-acs-calling', 'rx-acs-calling/operators']
      .map((entry) => `export * from '${entries[entry]}';`)
      .join('\n'),
  },
];

function importing(entry, names) {
  return `export { ${names.join(', ')} } from '${entries[entry]}';`;
}

async function weigh(code, external = []) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'error',
    format: 'esm',
    target: 'es2022',
    external: ['rxjs', '@azure/*', '@angular/*', ...external],
  });
  const withoutImports = outputFiles[0].text.replaceAll(/import\{[^}]*\}from"[^"]*";/g, '');
  return gzipSync(withoutImports, { level: 9 }).length;
}

const print = (name, bytes, rest = '') => {
  console.log(`${name.padEnd(40)} ${String(bytes).padStart(6)} B${rest}`);
};

let failed = false;
for (const [entry, path] of Object.entries(entries)) {
  console.log(`\n${entry}`);
  const names = Object.keys(await import(path));
  for (const name of names.sort()) {
    print(`  ${name}`, await weigh(importing(entry, [name])));
  }
  print('  all', await weigh(importing(entry, names)));
}

console.log('\nbudgets');
for (const { name, budget, code, external } of budgets) {
  const bytes = await weigh(code, external);
  failed ||= bytes > budget;
  print(`  ${name}`, bytes, ` of ${budget} B${bytes > budget ? '  EXCEEDED' : ''}`);
}
process.exitCode = failed ? 1 : 0;
