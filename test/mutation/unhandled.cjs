// RxJS throws an error that nobody handles in a timer, which would end the process of the tests: such a mutant would
// count as an error of the run, and not as one that a test has found.
const { config } = require('rxjs');

config.onUnhandledError = (error) => {
  globalThis.unhandled = error;
};
