/**
 * Side by side: every variant does the same work in turns, round by round in one process, so that what disturbs the
 * machine disturbs all of them. What counts is the median, and its ratio to the first variant.
 */

/** Does the work as many times as it is told to. */
export type Work = (times: number) => void | Promise<void>;

const ROUNDS = 41;
/** A round of one variant takes about as many milliseconds. */
const ROUND = 4;

const timed = async (work: Work, times: number): Promise<number> => {
  const start = performance.now();
  const result = work(times);
  if (result) {
    await result;
  }
  return (performance.now() - start) / times;
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/** What each variant takes, in nanoseconds a time. */
export async function compare<Name extends string>(
  variants: Readonly<Record<Name, Work>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(variants) as Name[];
  const times = {} as Record<Name, number>;
  for (const name of names) {
    // Until it is compiled for good, and then once more to see how often it fits into a round.
    for (let spent = 0, n = 1; spent < 10 * ROUND; n *= 2) {
      spent = n * (await timed(variants[name], n));
      times[name] = Math.max(1, Math.round((n * ROUND) / Math.max(spent, 1e-3)));
    }
  }
  const rounds = names.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, name] of names.entries()) {
      rounds[i]?.push(await timed(variants[name], times[name]));
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, 1e6 * median(rounds[i] ?? [])])) as Record<
    Name,
    number
  >;
}

/** The heap in bytes, when all that can go has gone. */
export async function heap(): Promise<number> {
  if (!globalThis.gc) {
    throw new Error('The heap can be measured under node --expose-gc only.');
  }
  let [before, now] = [Infinity, process.memoryUsage().heapUsed];
  while (now < before) {
    before = now;
    // In a turn of its own, when no function that has returned keeps anything.
    await new Promise((resolve) => setTimeout(resolve));
    globalThis.gc();
    now = process.memoryUsage().heapUsed;
  }
  return now;
}
