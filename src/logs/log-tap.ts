/**
 * The one place that replaces `AzureLogger.log`: a tap that all readers share, put in for the first of them and taken
 * out after the last.
 */
import { AzureLogger, getLogLevel, setLogLevel, type AzureLogLevel } from '@azure/logger';
import { throwError } from 'rxjs';
import { debugFilter, type DebugFilter } from './debug-variable.js';

/** Somebody who wants to have the lines. */
export interface LogReader {
  /** The least severe level that is wanted. */
  readonly level: AzureLogLevel;
  /** Takes what was logged, of this level or a more severe one. */
  readonly read: (line: RawLine) => void;
}

/** What was logged, as far as the logger itself has put it together. */
export interface RawLine {
  readonly level: AzureLogLevel;
  /** The name that the library has given its logger. */
  readonly namespace: string;
  /** What stands behind the namespace and the level. */
  readonly text: string;
  /** What was logged beside the text. */
  readonly rest: readonly unknown[];
}

type Log = typeof AzureLogger.log;

interface Delivery {
  readonly line: RawLine;
  readonly reader: LogReader;
  /** The readers in whose hands the line was logged. */
  readonly causes: readonly LogReader[];
}

/** From the most to the least severe. */
export const LEVELS: readonly AzureLogLevel[] = ['error', 'warning', 'info', 'verbose'];

const includes = (level: AzureLogLevel | undefined, line: AzureLogLevel): boolean =>
  level !== undefined && LEVELS.indexOf(line) <= LEVELS.indexOf(level);

const readers = new Set<LogReader>();
/** While there are readers, the log that reads for them, and what it was put on. Others can be on top of it. */
let tap: { readonly log: Log; readonly below: Log } | undefined;
/** The level of the app, and the one that was set here for the readers. */
let own: AzureLogLevel | undefined;
let raised: AzureLogLevel | undefined;
/** What the app logs through `DEBUG` instead of a level. */
let debug: DebugFilter | undefined;

/** Reads from now on. Gives the function that ends it. */
export const tapLogs = (reader: LogReader): (() => void) => {
  if (!tap) {
    own = raised = getLogLevel();
    debug = own === undefined ? debugFilter() : undefined;
  }
  readers.add(reader);
  putIn();
  adjustLevel();
  return () => {
    readers.delete(reader);
    adjustLevel();
    if (readers.size === 0 && !standsInForDebug()) {
      takeOut();
    }
  };
};

/**
 * Whether a level is set here in place of `DEBUG`, which that has switched off. Then the tap stays in after the last
 * reader, and lets through what `DEBUG` let through.
 */
const standsInForDebug = (): boolean => debug !== undefined && !debug.isAll;

const putIn = (): void => {
  const below = AzureLogger.log;
  if (below === tap?.log) {
    return;
  }
  // A new one each time, as one that somebody has built upon stays where it is for good, and only passes on.
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

const takeOut = (): void => {
  if (tap && AzureLogger.log === tap.log) {
    AzureLogger.log = tap.below;
  }
  tap = undefined;
};

/** A level that is not the one that was set here, the app has set. */
const isLevelOfTheApp = (): boolean => getLogLevel() !== raised;

/** Whether the app's own settings let a line through. */
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
    // Every line comes already, unless somebody has meanwhile set no level: that switches DEBUG off, too.
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
  // All loggers give one. Anything else could throw when it is made a text.
  const text = typeof first === 'string' ? first : '';
  const [head, namespace, level] = HEAD.exec(text) ?? [];
  return head === undefined || namespace === undefined
    ? undefined
    : { level: level as AzureLogLevel, namespace, text: text.slice(head.length), rest };
};

/** What is to be delivered, the current one included. */
const queue: Delivery[] = [];
let current: Delivery | undefined;

/**
 * Hands a line to the readers. One that is logged meanwhile comes after the current one, so that all readers have the
 * same order, and not to those in whose hands it was logged, so that there is an end to it.
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

/** Never throws: an error here would reach the library that logs, and stop all lines. */
const read = ({ reader, line }: Delivery): void => {
  try {
    reader.read(line);
  } catch (error) {
    // As RxJS reports an error that nobody handles: later, and to `config.onUnhandledError` if the app has one.
    throwError(() => error as Error).subscribe();
  }
};
