/**
 * Times variants of the same work side by side: round by round in one process, so that a disturbance of the machine
 * disturbs all of them.
 */

/** Does the work as many times as it is told to. */
export type Work = (times: number) => void | Promise<void>;

/** The time of one variant. */
export interface Timing {
  /** Nanoseconds a time: the lower quartile of the rounds, since a busy machine can only add to it. */
  readonly time: number;
  /** The ratio to the first variant. */
  readonly ratio: number;
}

const ROUNDS = 101;
/** A round of one variant takes about as many milliseconds: short, so that a busy machine hits all variants alike. */
const ROUND = 1.5;
/** Each variant runs for about as many milliseconds before it is timed. */
const WARM_UP = 60;

const timed = async (work: Work, times: number): Promise<number> => {
  const start = performance.now();
  const result = work(times);
  if (result) {
    await result;
  }
  return (performance.now() - start) / times;
};

const lowerQuartile = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 2] as number;

/** Runs the work until it is compiled, and gives how often it fits into a round. */
const warmUp = async (work: Work): Promise<number> => {
  let times = 1;
  for (let spent = 0, n = 1; spent < WARM_UP; n *= 2) {
    spent = n * (await timed(work, n));
    times = Math.max(1, Math.round((n * ROUND) / Math.max(spent, 1e-3)));
  }
  return times;
};

/**
 * Compares variants; the first one is the measure of the others. `between` runs before each round, and is not timed.
 */
export async function compare<Name extends string>(
  variants: Readonly<Record<Name, Work>>,
  between: () => void = () => undefined,
): Promise<Record<Name, Timing>> {
  const entries: { name: Name; work: Work; times: number; rounds: number[] }[] = [];
  for (const name of Object.keys(variants) as Name[]) {
    entries.push({ name, work: variants[name], times: await warmUp(variants[name]), rounds: [] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    between();
    for (const { work, times, rounds } of entries) {
      rounds.push(await timed(work, times));
    }
  }
  const times = entries.map(({ rounds }) => 1e6 * lowerQuartile(rounds));
  return Object.fromEntries(
    entries.map(({ name }, i) => [
      name,
      { time: times[i] ?? NaN, ratio: (times[i] ?? NaN) / (times[0] ?? NaN) },
    ]),
  ) as Record<Name, Timing>;
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
