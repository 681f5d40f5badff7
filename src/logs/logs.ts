/** The SDK's log as a stream. */
import type { AzureLogLevel } from '@azure/logger';
import { asyncScheduler, Observable } from 'rxjs';
import { InvalidArgumentError } from '../errors/errors.js';
import { LEVELS, tapLogs, type RawLine } from './log-tap.js';
import { redactor, type RedactConfig } from './redaction.js';

/** A line of the log. */
export interface LogLine {
  readonly level: AzureLogLevel;
  /** The logger's name: `ACS-calling` and `ACS` for the SDK, `rx-acs-calling` for this library. */
  readonly namespace: string;
  /**
   * The time of logging in milliseconds since 1970, as in RxJS's `timestamp`. The SDK's lines begin with it. For other lines
   * it is the time of arrival.
   */
  readonly time: number;
  /** The rest of the line, redacted. Several arguments are joined. Can contain line breaks. */
  readonly message: string;
}

/** Settings of {@link sdkLogs$}. */
export interface SdkLogsConfig {
  /**
   * Minimum severity: `'error'`, `'warning'`, `'info'` or `'verbose'`. Emits lines of this level and of all more severe ones.
   * Default `'info'`. One call makes about 600 lines at `'info'`, and 850 at `'verbose'`.
   */
  readonly level?: AzureLogLevel;
  /**
   * The names of the loggers, such as `['ACS-calling', 'ACS']`. Default all. Name them if you send the lines off with an Azure
   * library: otherwise its lines about the sending are emitted as well, and so on without end.
   */
  readonly namespaces?: readonly string[];
  /** The kinds of text to redact. Default all of {@link RedactConfig}, `false` for none. */
  readonly redact?: false | RedactConfig;
}

/**
 * Emits the lines that the Calling SDK, this library and all other Azure libraries log with `@azure/logger`.
 *
 * ```
 * logged, by level   v--i--w-----e--i--
 * { level: 'info' }  ---i--w-----e--i--
 * late                        ^--e--i--
 * ```
 *
 * The first subscription replaces `AzureLogger.log`, and raises the log level if needed. All subscriptions share that. The
 * app's own output stays the same: only the emitted lines are redacted. After the last subscription the previous log and
 * level are restored, unless the app has set others in the meantime (docs/logs.md).
 *
 * Lines that are logged while a subscriber handles a line go to all other subscribers, after the current line. Redaction
 * works by the form of a text: names, network addresses, and ids of calls, chats and devices stay.
 *
 * Never completes, and never errs. Throws an {@link InvalidArgumentError} at once for an unknown level. Emits the SDK's
 * lines only if the app has one copy of `@azure/logger`, and `CallClient` has no `logger` in its options.
 *
 * @example
 * ```ts
 * import { sdkLogs$ } from 'rx-acs-calling/logs';
 *
 * sdkLogs$({ level: 'warning', namespaces: ['ACS-calling', 'ACS'] }).subscribe(({ time, level, message }) => {
 *   console.log(new Date(time).toISOString(), level, message);
 * });
 * ```
 */
export function sdkLogs$(config: SdkLogsConfig = {}): Observable<LogLine> {
  const { level = 'info', namespaces, redact = {} } = config;
  if (!LEVELS.includes(level)) {
    throw new InvalidArgumentError(`level must be one of ${LEVELS.join(', ')}, not ${level as string}.`);
  }
  const redacted = redact ? redactor(redact) : (text: string) => text;

  return new Observable((subscriber) =>
    tapLogs({
      level,
      read: (line) => {
        if (namespaces?.includes(line.namespace) ?? true) {
          subscriber.next(lineOf(line, redacted));
        }
      },
    }),
  );
}

const TIME = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) /;

const lineOf = ({ level, namespace, text, rest }: RawLine, redacted: (text: string) => string): LogLine => {
  const [prefix = '', iso = ''] = TIME.exec(text) ?? [];
  const message = [text.slice(prefix.length), ...rest.map(inText)].join(' ');
  // The library uses the clock of RxJS.
  return { level, namespace, time: Date.parse(iso) || asyncScheduler.now(), message: redacted(message) };
};

const inText = (value: unknown): string => {
  try {
    if (value instanceof Error) {
      return value.stack ?? String(value);
    }
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- not an object here
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  } catch {
    // It refers to itself, or a getter throws.
    return '[object]';
  }
};
