/**
 * The timers of 90 s that the SDK starts for each transfer, which run out when a check says so. All others are left alone.
 */
const TRANSFER = 90_000;

const start = window.setTimeout.bind(window);
const stop = window.clearTimeout.bind(window);

/** What each does that is running. */
const running = new Map<number, () => void>();
let latest: number | undefined;

const startTimer = (handler: TimerHandler, time?: number, ...args: readonly unknown[]): number => {
  const timer = start(handler, time, ...args);
  // The SDK gives a call 90 s to be answered, too.
  if (time === TRANSFER && typeof handler === 'function' && /transfer/i.test(new Error().stack ?? '')) {
    running.set(timer, handler as () => void);
    latest = timer;
  }
  return timer;
};

window.setTimeout = startTimer as typeof window.setTimeout;
window.clearTimeout = (timer) => {
  running.delete(timer as number);
  stop(timer);
};

/** The one that was started last. */
export const latestTimer = (): number | undefined => latest;

export const isRunning = (timer: number): boolean => running.has(timer);

/** Lets one run out that is running. */
export const runOut = (timer: number): void => {
  const act = running.get(timer);
  clearTimeout(timer);
  act?.();
};
