import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { defineConfig } from 'tsup';

const modules = (...folders: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /^(?!testing|angular).*\.ts$/.test(file) && !file.endsWith('index.ts'))
        .map((file) => [`internal/${folder}/${file.slice(0, -3)}`, `${folder}/${file}`]),
    ),
  );

const entries = {
  index: 'src/index.ts',
  operators: 'operators/index.ts',
  testing: 'src/testing/index.ts',
  angular: 'src/angular/index.ts',
  logs: 'src/logs/index.ts',
};

export default defineConfig({
  // Each module is a file of its own, so that an app's bundler leaves the ones out that it does not use, together
  // with what they import of rxjs.
  entry: { ...entries, ...modules('src', 'operators') },
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  // TypeScript 6 deprecates an option that tsup's declaration build still sets.
  dts: { entry: entries, compilerOptions: { ignoreDeprecations: '6.0' } },
  // One copy of the bridge and of the error classes for all entries, in CJS too.
  splitting: true,
  // Without it absolute paths leak into the CJS source maps.
  treeshake: { moduleSideEffects: false },
  sourcemap: true,
  clean: true,
  // What the entries need of them is in shared chunks.
  onSuccess: () => rm('dist/internal', { recursive: true }),
  external: [/^@angular\//, /^rxjs(\/|$)/, /^@azure\//],
});
