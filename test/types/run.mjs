/**
 * Checks the types of everything, of what is built without Node's types, and of the library with each SDK before the
 * newest. Two compilers at a time, so that two cores are busy.
 */
import { spawn } from 'node:child_process';

const projects = [
  'tsconfig.json',
  'tsconfig.build.json',
  'test/types/tsconfig.sdk1.json',
  'test/types/tsconfig.sdk1-40.json',
];

const check = (project) =>
  new Promise((done, fail) => {
    const compiler = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
      stdio: 'inherit',
    });
    compiler.on('error', fail).on('exit', (code) => {
      if (code !== 0) {
        console.error(`${project}: failed`);
        process.exitCode = 1;
      }
      done();
    });
  });

const waiting = [...projects];
const work = async () => {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    await check(project);
  }
};
await Promise.all([work(), work()]);
