/** Compiles code without a file, with the package's public entries, as an app does. */
import { resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');

export interface Module {
  readonly name: string;
  readonly code: string;
}

const { options } = ts.convertCompilerOptionsFromJson(
  {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: ['jest'],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    paths: {
      'rx-acs-calling': ['./src/index.ts'],
      'rx-acs-calling/operators': ['./operators/index.ts'],
      'rx-acs-calling/testing': ['./src/testing/index.ts'],
      'rx-acs-calling/logs': ['./src/logs/index.ts'],
      'rx-acs-calling/angular': ['./src/angular/index.ts'],
    },
  },
  root,
);

/** Compiles the modules together. Gives the errors. */
export const problemsIn = (modules: readonly Module[]): readonly string[] => {
  const files = new Map(modules.map(({ name, code }) => [resolve(root, name), `${code}\nexport {};`]));
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
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    const line = file?.text.slice(0, start).split('\n').length ?? 0;
    return `${file?.fileName ?? ''}: ${file?.text.split('\n')[line - 1]?.trim() ?? ''}\n${message}`;
  });
};
