/**
 * The only file that replaces `AzureLogger.log`: all readers share one tap. The first reader installs it, the last one removes
 * it. `AzureLogger` is global, and so is the state here: the module keeps the tap, the levels and the queue in variables.
 */
import { AzureLogger, getLogLevel, setLogLevel, type AzureLogLevel } from '@azure/logger';
import { debugFilter, type DebugFilter } from './debug-variable.js';
import { reportLater } from './report-later.js';

/** A reader of lines. */
export interface LogReader {
  /** The minimum severity. */
  readonly level: AzureLogLevel;
  /** Receives each line of this level or a more severe one. */
  readonly read: (line: RawLine) => void;
}

/** A logged line, parsed as far as the logger has formatted it. */
export interface RawLine {
  readonly level: AzureLogLevel;
  /** The name of the logger. */
  readonly namespace: string;
  /** The text after the namespace and the level. */
  readonly text: string;
  /** The further arguments. */
  readonly rest: readonly unknown[];
}

type Log = typeof AzureLogger.log;

interface Delivery {
  readonly line: RawLine;
  readonly reader: LogReader;
  /** The readers that were handling a line when this line was logged. */
  readonly causes: readonly LogReader[];
}

/** From the most to the least severe. */
export const LEVELS: readonly AzureLogLevel[] = ['error', 'warning', 'info', 'verbose'];

const includes = (level: AzureLogLevel | undefined, line: AzureLogLevel): boolean =>
  level !== undefined && LEVELS.indexOf(line) <= LEVELS.indexOf(level);

const readers = new Set<LogReader>();
/** The installed log, and the log that it replaced. The app can install others on top of it. */
let tap: { readonly log: Log; readonly below: Log } | undefined;
/** The level of the app, and the level that was set here for the readers. */
let own: AzureLogLevel | undefined;
let raised: AzureLogLevel | undefined;
/** The filter of `DEBUG`, if the app uses it instead of a level. */
let debug: DebugFilter | undefined;

/** Adds a reader. Gives the function that removes it. */
export const tapLogs = (reader: LogReader): (() => void) => {
  if (!tap) {
    own = raised = getLogLevel();
    debug = own === undefined ? debugFilter() : undefined;
  }
  readers.add(reader);
  install();
  adjustLevel();
  return () => {
    readers.delete(reader);
    adjustLevel();
    if (readers.size === 0 && !standsInForDebug()) {
      remove();
    }
  };
};

/**
 * Whether the tap replaces `DEBUG`, which setting a level has switched off. Then the tap stays after the last reader, and
 * passes on the lines that `DEBUG` enables.
 */
const standsInForDebug = (): boolean => debug !== undefined && !debug.isAll;

const install = (): void => {
  const below = AzureLogger.log;
  if (below === tap?.log) {
    return;
  }
  // A new log each time: an old log may have others on top of it. It stays there, and only passes lines on.
  const log: Log = (...args: unknown[]) => {
    if (tap?.log !== log) {
      below(...args);
      return;
    }
    const line = parse(args);
    try {
      if (!line || isOfTheApp(line)) {
        below(...args);
      }
    } finally {
      if (line) {
        deliver(line);
      }
    }
  };
  tap = { log, below };
  AzureLogger.log = log;
};

const remove = (): void => {
  if (tap && AzureLogger.log === tap.log) {
    AzureLogger.log = tap.below;
  }
  tap = undefined;
};

/** Whether the app has set the current level. Any level that was not set here is the app's. */
const isLevelOfTheApp = (): boolean => getLogLevel() !== raised;

/** Whether the app's own settings enable a line. */
const isOfTheApp = ({ level, namespace }: RawLine): boolean =>
  debug && !isLevelOfTheApp()
    ? debug.includes(`azure:${namespace}:${level}`)
    : includes(isLevelOfTheApp() ? getLogLevel() : own, level);

const adjustLevel = (): void => {
  if (isLevelOfTheApp()) {
    own = getLogLevel();
    debug = undefined;
  }
  if (debug?.isAll) {
    // DEBUG enables every line, unless a call to set no level has switched it off in the meantime.
    debug = debugFilter();
  }
  raised = wantedLevel();
  if (isLevelOfTheApp()) {
    setLogLevel(raised);
  }
};

const wantedLevel = (): AzureLogLevel | undefined => {
  if (debug) {
    return debug.isAll ? undefined : 'verbose';
  }
  let wanted = own;
  for (const { level } of readers) {
    wanted = includes(wanted, level) ? wanted : level;
  }
  return wanted;
};

const HEAD = /^azure:(\S+):(error|warning|info|verbose)(?: |$)/;

const parse = ([first, ...rest]: readonly unknown[]): RawLine | undefined => {
  // All loggers pass a string. Converting another value could throw.
  const text = typeof first === 'string' ? first : '';
  const [head, namespace, level] = HEAD.exec(text) ?? [];
  return head === undefined || namespace === undefined
    ? undefined
    : { level: level as AzureLogLevel, namespace, text: text.slice(head.length), rest };
};

/** The pending deliveries, including the current one. */
const queue: Delivery[] = [];
let current: Delivery | undefined;

/**
 * Delivers a line to the readers. A line that is logged during a delivery comes after the current one: all readers get the same
 * order. It is not delivered to the readers that were handling a line then: that would never end.
 */
const deliver = (line: RawLine): void => {
  const causes = current ? [...current.causes, current.reader] : [];
  for (const reader of readers) {
    if (includes(reader.level, line.level) && !causes.includes(reader)) {
      queue.push({ line, reader, causes });
    }
  }
  if (current) {
    return;
  }
  for (current of queue) {
    read(current);
  }
  current = undefined;
  queue.length = 0;
};

/** Never throws: an error here would reach the logging library, and stop all lines. */
const read = ({ reader, line }: Delivery): void => {
  try {
    reader.read(line);
  } catch (error) {
    reportLater(error);
  }
};
