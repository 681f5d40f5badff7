/**
 * Measures which scripts an app loads at first: with the SDK imported statically, and when it is needed. Compares the
 * result with the table of docs/bundling.md.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const GUIDE = 'docs/bundling.md';
/** The figures of the guide may be this much off: the library changes a little with each commit. */
const TOLERANCE = 0.03;

const relativeTo = (file: string, specifier: string): string => resolve(dirname(file), specifier);

/** The scripts that the page loads before it runs: its own, and what these import statically. */
const initialScripts = (site: string): readonly string[] => {
  const html = readFileSync(join(site, 'index.html'), 'utf8');
  const named = html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.js)"/g);
  const scripts = new Set([...named].map(([, path = '']) => join(site, path)));
  for (const script of scripts) {
    const code = readFileSync(script, 'utf8');
    // A dynamic import has a parenthesis before the name.
    for (const [, specifier = ''] of code.matchAll(/\b(?:import|from)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)) {
      scripts.add(relativeTo(script, specifier));
    }
  }
  return [...scripts];
};

interface Size {
  readonly raw: number;
  readonly gzip: number;
}

const sizeOf = (site: string): Size => {
  const bodies = initialScripts(site).map((script) => readFileSync(script));
  assert.notEqual(bodies.length, 0, `no script in ${site}`);
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    raw: sum(bodies.map(({ length }) => length)),
    gzip: sum(bodies.map((body) => gzipSync(body, { level: 9 }).length)),
  };
};

/** Replaces each `import()` of a file by a static import. */
const importStatically = (file: string): void => {
  const code = readFileSync(file, 'utf8');
  const names = [...new Set([...code.matchAll(/\bimport\('(.+?)'\)/g)].map(([, name = '']) => name))];
  assert.notEqual(names.length, 0, `no import() in ${file}`);
  const imports = names.map((name, i) => `import * as module${String(i)} from '${name}';\n`);
  const resolved = names.reduce(
    (text, name, i) => text.replaceAll(`import('${name}')`, `Promise.resolve(module${String(i)})`),
    code,
  );
  writeFileSync(file, imports.join('') + resolved);
};

export interface Measured {
  /** The name of the app in the guide. */
  readonly app: string;
  /** The file that imports the SDK. */
  readonly calling: string;
  /** The file with the simulated service, and what stands in for it: an app in use has none. */
  readonly simulation: { readonly file: string; readonly code: string };
  /** Builds the app. Gives the folder of the site. */
  readonly build: () => string;
}

/** Measures an app. Throws if the guide has other figures. Changes the files of the app. */
export const measure = ({ app, calling, simulation, build }: Measured): void => {
  writeFileSync(simulation.file, simulation.code);
  const lazy = sizeOf(build());
  importStatically(calling);
  const eager = sizeOf(build());
  const cells = [eager, lazy].flatMap(({ raw, gzip }) => [raw, gzip]).map((size) => Math.round(size / 1_000));
  const row = `| ${[app, ...cells.map((size) => `${size.toLocaleString('en')} kB`)].join(' | ')} |`;
  const guide = readFileSync(GUIDE, 'utf8');
  const written = guide.split('\n').find((line) => line.startsWith(`| ${app} `)) ?? '';
  const figures = [...written.matchAll(/([\d,]+) kB/g)].map(([, figure = '']) =>
    Number(figure.replace(',', '')),
  );
  const isRight =
    figures.length === 4 && cells.every((size, i) => Math.abs(size / (figures[i] ?? 0) - 1) < TOLERANCE);
  assert.ok(isRight, `${GUIDE} has to say:\n${row}`);
  console.log(`ok figures of ${GUIDE}: ${row}`);
};
