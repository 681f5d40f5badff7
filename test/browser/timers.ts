/**
 * The SDK's timers of 90 s for transfers: a check lets them run out. Other timers are not touched. The module keeps the latest
 * timer in a variable: it replaces functions of the window, and there is one window.
 */
const TRANSFER = 90_000;

const start = window.setTimeout.bind(window);
const stop = window.clearTimeout.bind(window);

/** The handlers of the running timers. */
const running = new Map<number, () => void>();
let latest: number | undefined;

const startTimer = (handler: TimerHandler, time?: number, ...args: readonly unknown[]): number => {
  const timer = start(handler, time, ...args);
  // The SDK has another timer of 90 s, for the answer to a call.
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

/** The latest timer. */
export const latestTimer = (): number | undefined => latest;

export const isRunning = (timer: number): boolean => running.has(timer);

/** Lets a running timer run out. */
export const runOut = (timer: number): void => {
  const act = running.get(timer);
  clearTimeout(timer);
  act?.();
};
