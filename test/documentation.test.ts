/**
 * Compiles every example of the documentation, as an app would: by the package's public entries.
 */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import * as main from 'rx-acs-calling';
import * as operators from 'rx-acs-calling/operators';
import ts from 'typescript';
import { problemsIn, type Module } from './testing/problems-in.js';

const root = resolve(__dirname, '..');

/** The code blocks of a text, without the asterisks of a doc block. */
const examplesIn = (file: string): readonly Module[] => {
  const text = readFileSync(resolve(root, file), 'utf8').replace(/^ \* ?/gm, '');
  return [...text.matchAll(/^```ts.*\n([^]*?)^```/gm)].map(([, code = ''], index) => ({
    name: `${file.replace(/\W/g, '-')}-${String(index + 1)}.ts`,
    code,
  }));
};

const sources = ts.sys
  .readDirectory(root, ['.ts'], undefined, ['src', 'operators'])
  .map((file) => relative(root, file));
const examples = ['README.md', ...sources].flatMap(examplesIn);

describe('the documentation', () => {
  it.each(Object.keys({ ...main, ...operators }).filter((name) => /^[a-z]/.test(name)))(
    'has an example of %s',
    (name) => {
      expect(examples.filter(({ code }) => code.includes(`${name}(`))).not.toHaveLength(0);
    },
  );

  it('has examples that compile', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(problemsIn(examples)).toEqual([]);
  }, 60_000);
});
