import js from '@eslint/js';
import rxjsX from 'eslint-plugin-rxjs-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typesOnly = (name, message) => ({ name, message, allowTypeImports: true });

export default defineConfig(
  {
    ignores: ['dist/', 'coverage/', 'reports/', '.mutation/', 'examples/{angular,plain,react,test-runners}/'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true } },
  },
  {
    files: ['src/**/*.ts', 'operators/**/*.ts'],
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            typesOnly(
              '@azure/communication-calling',
              'The SDK cannot be loaded outside a browser: import types only.',
            ),
            typesOnly(
              '@azure/communication-common',
              'The library hands on what the app has made: import types only.',
            ),
          ],
        },
      ],
    },
  },
  {
    // A fake stands in for an object of the SDK: that it is no instance of the SDK's class is the point of it.
    files: ['test/**/*.ts', 'examples/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    // An error that a test or a measurement does not expect is to be reported, not handled.
    files: ['test/**/*.ts', 'examples/*/**/*.test.ts', 'bench/**/*.ts'],
    rules: { 'rxjs-x/no-ignored-error': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', process: 'readonly' },
    },
  },
);
