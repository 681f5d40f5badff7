/** Jest for one group of files. `run.mjs` passes its tests in the environment. */
module.exports = {
  rootDir: process.cwd(),
  testEnvironment: 'node',
  testMatch: JSON.parse(process.env.MUTATION_TESTS).map((pattern) => `<rootDir>/${pattern}`),
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^rx-acs-calling$': '<rootDir>/src/index.ts',
    '^rx-acs-calling/operators$': '<rootDir>/operators/index.ts',
    '^rx-acs-calling/logs$': '<rootDir>/src/logs/index.ts',
    '^rx-acs-calling/testing$': '<rootDir>/src/testing/index.ts',
  },
  setupFiles: ['<rootDir>/test/mutation/unhandled.cjs'],
  setupFilesAfterEnv: ['<rootDir>/test/support/whole-errors.ts'],
  restoreMocks: true,
};
