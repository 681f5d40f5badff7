/**
 * Compiles every example of the documentation, as an app would: by the package's public entries.
 */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import * as main from 'rx-acs-calling';
import * as operators from 'rx-acs-calling/operators';
import ts from 'typescript';

const root = resolve(__dirname, '..');

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The code blocks of a text, without the asterisks of a doc block. */
const examplesIn = (file: string): readonly Example[] => {
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

/** What is wrong with the examples, all compiled together, each in a module of its own. */
const problems = (): readonly string[] => {
  const files = new Map(examples.map(({ name, code }) => [resolve(root, name), `${code}\nexport {};`]));
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(
      {
        ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'ES2022', module: 'ESNext' },
        ...{
          moduleResolution: 'Bundler',
          exactOptionalPropertyTypes: true,
          lib: ['ES2022', 'DOM'],
          types: ['jest'],
        },
        paths: {
          'rx-acs-calling': ['./src/index.ts'],
          'rx-acs-calling/operators': ['./operators/index.ts'],
          'rx-acs-calling/testing': ['./src/testing/index.ts'],
        },
      },
      root,
    ).options,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    readFile: (file) => files.get(file) ?? disk.readFile(file),
    getSourceFile: (file, ...rest) => {
      const code = files.get(file);
      return code === undefined
        ? disk.getSourceFile(file, ...rest)
        : ts.createSourceFile(file, code, ts.ScriptTarget.ES2022);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
};

describe('the documentation', () => {
  it.each(Object.keys({ ...main, ...operators }).filter((name) => /^[a-z]/.test(name)))(
    'has an example of %s',
    (name) => {
      expect(examples.filter(({ code }) => code.includes(`${name}(`))).not.toHaveLength(0);
    },
  );

  it('has examples that compile', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(problems()).toEqual([]);
  }, 60_000);
});
