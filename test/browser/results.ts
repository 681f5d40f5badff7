/**
 * The results of a run: counts, lines on the console, and the contract as a table.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Table } from './table.js';

const counts = { passed: 0, failed: 0 };

/** The contract on all worlds. */
export const table = new Table();

export const passed = (name: string): void => {
  counts.passed++;
  console.log(`ok ${name}`);
};

export const failed = (name: string, error: unknown): void => {
  counts.failed++;
  const why = error instanceof Error ? error.message : String(error);
  console.log(`not ok ${name}\n  ${why.replaceAll('\n', '\n  ')}`);
};

/** Prints the counts. Whether some checks passed, and none failed. */
export const conclude = (): boolean => {
  console.log(`${String(counts.passed)} passed, ${String(counts.failed)} failed`);
  return counts.failed === 0 && counts.passed > 0;
};

export const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Rejects if the work takes longer than `time` milliseconds. */
export const within = async <T>(time: number, what: string, work: Promise<T>): Promise<T> => {
  const stop = new AbortController();
  const late = delay(time, undefined, { signal: stop.signal }).then((): never => {
    throw new Error(`${what} took longer than ${String(time / 1000)} s.`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
};
