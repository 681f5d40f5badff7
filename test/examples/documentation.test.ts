/**
 * Compiles every example of the documentation with the package's public entries, as an app does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import * as main from 'rx-acs-calling';
import * as logs from 'rx-acs-calling/logs';
import * as operators from 'rx-acs-calling/operators';
import ts from 'typescript';
import { problemsIn, type Module } from '../support/problems-in.js';

const root = resolve(__dirname, '../..');

const textOf = (file: string): string => readFileSync(resolve(root, file), 'utf8');

/** The code blocks of a text, without the asterisks of a doc block. */
const examplesIn = (file: string): readonly Module[] => {
  const text = textOf(file).replace(/^ \* ?/gm, '');
  return [...text.matchAll(/^```ts(?: .*)?\n([^]*?)^```/gm)].map(([, code = ''], index) => ({
    name: `${file.replace(/\W/g, '-')}-${String(index + 1)}.ts`,
    code,
  }));
};

/** The guides with samples in folders, and these folders. */
const guides: Readonly<Record<string, readonly string[]>> = {
  'docs/react.md': ['examples/react/src'],
  'docs/testing.md': ['examples/testing', 'examples/test-runners'],
  'docs/tokens.md': ['examples/tokens'],
};

/** The code blocks of these guides. Their title is the file that they are taken from. */
const excerpts = Object.entries(guides).flatMap(([guide, folders]) =>
  [...textOf(guide).matchAll(/^```(?:tsx?|js|json)(?: title="(.*)")?\n([^]*?)^```/gm)].map(
    ([, title = 'none', code = '']) => ({
      files: folders.map((folder) => `${folder}/${title}`),
      code,
    }),
  ),
);

const sources = ts.sys
  .readDirectory(root, ['.ts'], undefined, ['src', 'operators'])
  .map((file) => relative(root, file));
const otherGuides = readdirSync(resolve(root, 'docs'))
  .map((file) => `docs/${file}`)
  .filter((file) => !(file in guides));
const examples = ['README.md', ...otherGuides, ...sources].flatMap(examplesIn);

describe('the documentation', () => {
  it.each(Object.keys({ ...main, ...logs, ...operators }).filter((name) => /^[a-z]/.test(name)))(
    'has an example of %s',
    (name) => {
      expect(examples.filter(({ code }) => code.includes(`${name}(`))).not.toHaveLength(0);
    },
  );

  it('has examples that compile', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(problemsIn(examples)).toEqual([]);
  }, 60_000);

  it('quotes the samples exactly', () => {
    expect(excerpts.length).toBeGreaterThan(15);
    for (const { files, code } of excerpts) {
      const [file = files[0]] = files.filter((path) => ts.sys.fileExists(resolve(root, path)));
      expect(textOf(String(file))).toContain(code);
    }
  });

  it('shows each recipe completely, in 15 lines at most', () => {
    const recipes = ts.sys
      .readDirectory(resolve(root, 'examples/recipes'), ['.ts'], ['**/*.test.ts'])
      .map((file) => readFileSync(file, 'utf8'));

    expect(recipes.length).toBeGreaterThan(3);
    expect(recipes.filter((code) => code.trimEnd().split('\n').length > 15)).toEqual([]);
    expect(recipes.filter((code) => !textOf('docs/recipes.md').includes(code))).toEqual([]);
  });

  it('has a hook for React of 20 lines at most', () => {
    const lines = textOf('examples/react/src/useObservable.ts').split('\n');

    expect(lines.filter((line) => !/^(import .*|\/\*\*.*\*\/|)$/.test(line)).length).toBeLessThanOrEqual(20);
  });

  it.each(['calling.ts', 'phone.ts', 'simulation.ts', 'style.css'])(
    'has the same %s with React and without a framework',
    (file) => {
      expect(textOf(`examples/plain/src/${file}`)).toBe(textOf(`examples/react/src/${file}`));
    },
  );

  it('shows each test of the samples', () => {
    const tests = ts.sys
      .readDirectory(resolve(root, 'examples'), ['.test.ts'], ['**/*.vitest.test.ts', 'recipes'])
      .flatMap((file) => textOf(file).match(/^it[^]*?'.*'/gm) ?? []);

    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((test) => !excerpts.some(({ code }) => code.includes(test)))).toEqual([]);
  });
});
