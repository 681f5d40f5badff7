/**
 * The channel of the library's own log lines. The entry `rx-acs-calling/logs` listens to it, and hands the lines on to
 * `@azure/logger`: no other entry needs that package.
 *
 * The listeners are global. An app can load the library twice, as ES modules and as CommonJS, and the lines of both copies
 * reach each listener. A later version with other listeners needs another symbol.
 */

/** The severity of a line. */
export type Severity = 'error' | 'warning' | 'info';

/** Receives each line, and builds its text only if it is wanted. Never throws: an error here would stop a stream. */
export type LineListener = (severity: Severity, text: () => string) => void;

const LISTENERS = /* @__PURE__ */ Symbol.for('rx-acs-calling.log-listeners');

/** By the log that the listener hands the lines on to. */
type Listeners = Map<object, LineListener>;

const root = globalThis as Partial<Record<symbol, Listeners>>;

/** Hands a line to all listeners. Nearly free without any: the text is not built. */
export const send: LineListener = (severity, text) => {
  root[LISTENERS]?.forEach((listener) => {
    listener(severity, text);
  });
};

/**
 * Listens to all lines from now on.
 *
 * @param log Where the lines go. A new listener of a log replaces the one before: two copies of the library do not log a
 * line twice.
 */
export const listen = (log: object, listener: LineListener): void => {
  (root[LISTENERS] ??= new Map<object, LineListener>()).set(log, listener);
};
