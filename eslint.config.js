import js from '@eslint/js';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@azure/communication-calling',
              message: 'The SDK cannot be loaded outside a browser: import types only.',
              allowTypeImports: true,
            },
            {
              name: '@azure/communication-common',
              message: 'The library hands through what the app made: import types only.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
);
