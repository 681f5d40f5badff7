/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/examples/{recipes,testing,tokens}/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/browser/', '\\.vitest\\.test\\.ts$'],
  transform: { '^.+\\.(ts|mjs)$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  // Angular has ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!@angular/)'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^rx-acs-calling$': '<rootDir>/src/index.ts',
    '^rx-acs-calling/operators$': '<rootDir>/operators/index.ts',
    '^rx-acs-calling/testing$': '<rootDir>/src/testing/index.ts',
    '^rx-acs-calling/logs$': '<rootDir>/src/logs/index.ts',
    '^rx-acs-calling/angular$': '<rootDir>/src/angular/index.ts',
  },
  setupFilesAfterEnv: ['<rootDir>/test/support/whole-errors.ts'],
  restoreMocks: true,
  coverageProvider: 'babel',
  collectCoverageFrom: ['src/**/*.ts', 'operators/**/*.ts', '!**/index.ts'],
};

export default config;
