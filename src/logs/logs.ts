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
   * When it was logged, in milliseconds since 1970, as RxJS's `timestamp` has it: the time in the line, which the SDK's
   * lines begin with, or the time at which it arrived here.
   */
  readonly time: number;
  /** The rest of the line, redacted; of several arguments, all in one. Can be of several lines. */
  readonly message: string;
}

/** Settings of {@link sdkLogs$}. */
export interface SdkLogsConfig {
  /**
   * The least severe level that is wanted, with which all more severe ones come: `'error'`, `'warning'`, `'info'` or
   * `'verbose'`. Default `'info'`. One call makes about 600 lines at `'info'`, and 850 at `'verbose'`.
   */
  readonly level?: AzureLogLevel;
  /** The names of the loggers whose lines are wanted, such as `['ACS-calling', 'ACS']`. Default all. */
  readonly namespaces?: readonly string[];
  /** What to leave out of the messages. Default all of {@link RedactConfig}; `false` for nothing. */
  readonly redact?: false | RedactConfig;
}

/**
 * Emits the lines that the Calling SDK, this library and all other Azure libraries log with `@azure/logger`.
 *
 * - On the first subscription `AzureLogger.log` is replaced, and the log level raised if it is not verbose enough.
 *   All subscriptions share that one replacement and the most verbose level that one of them wants. Lines from before a
 *   subscription are gone.
 * - The app's own output stays as it is: what its own level lets through goes on to the previous `AzureLogger.log`, as
 *   it was logged. Only what is emitted here is redacted.
 * - After the last one has left, the previous log and level are back. If the app has meanwhile put a log of its own
 *   in, that one stays, and so does a level that the app has meanwhile set; what was put in here only passes on then. A
 *   log that does not call the one that it replaced ends the lines here; a level that is less verbose than what is
 *   wanted here makes them fewer. Both until the next one subscribes or, for the level, leaves.
 * - Never completes, and never errs. Throws an {@link InvalidArgumentError} at once for an unknown level.
 *
 * **Lines of a subscriber's own.** What is logged while a subscriber handles a line is not emitted to that one, but to
 * all others, after the current line. What it logs later is: a subscriber that sends the lines off with an Azure library
 * gets the lines of that library too, and so on without end. Name the `namespaces` then.
 *
 * **Redaction** takes place by the form of what is secret, so it is no proof that nothing is left. Users' names, network
 * addresses, and the ids of calls, chats and devices are not taken out.
 *
 * **One logger.** The SDK imports `@azure/logger` (`^1.0.3`; SDK 1.46.1 and 2.0.0). Only if that is the very module
 * that this library imports do its lines come: one version in `npm ls @azure/logger`, and one copy of it in the bundle
 * (with several script bundles or module federation, a shared one). An app that is run by Node from CommonJS and ES
 * modules at once has two. A `logger` in the options of `CallClient` takes the SDK's lines away from here.
 *
 * ```
 * logged, by level   v--i--w-----e--i--
 * { level: 'info' }  ---i--w-----e--i--
 * late                        ^--e--i--
 * ```
 *
 * @example
 * ```ts
 * import { sdkLogs$ } from 'rx-acs-calling';
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
  // The library's clock is that of RxJS.
  return { level, namespace, time: Date.parse(iso) || asyncScheduler.now(), message: redacted(message) };
};

const inText = (value: unknown): string => {
  try {
    if (value instanceof Error) {
      return value.stack ?? String(value);
    }
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- it is no object there
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  } catch {
    // It refers to itself, or throws when it is looked at.
    return '[object]';
  }
};
