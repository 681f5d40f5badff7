import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    operators: 'operators/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  // TypeScript 6 deprecates an option that tsup's declaration build still sets.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  // One copy of the bridge and of the error classes for all entries, in CJS too.
  splitting: true,
  // Without it absolute paths leak into the CJS source maps.
  treeshake: true,
  sourcemap: true,
  clean: true,
  external: [/^rxjs(\/|$)/, /^@azure\//],
});
