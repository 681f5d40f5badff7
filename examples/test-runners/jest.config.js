/** Jest takes TypeScript through a transform. The library needs no setting: neither in Node nor in jsdom. */
export default {
  projects: ['node', 'jsdom'].map((testEnvironment) => ({
    displayName: testEnvironment,
    testEnvironment,
    testMatch: ['<rootDir>/*.spec.ts'],
    transform: { '\\.ts$': '@swc/jest' },
  })),
};
