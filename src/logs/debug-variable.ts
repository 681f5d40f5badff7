/**
 * Reads which lines of the Azure log the environment variable `DEBUG` enables.
 *
 * `@azure/logger` reads the variable once, when it is loaded. The first `setLogLevel` switches it off permanently, and no
 * exported function switches it on again (read in `@azure/logger` 1.4.0). So after `sdkLogs$` has raised the log level, the
 * library itself has to apply the variable.
 */
import { AzureLogger } from '@azure/logger';

/** The part of the log that the variable enables. */
export interface DebugFilter {
  /** Every line of every Azure library. */
  readonly isAll: boolean;
  /** Whether it enables a logger, such as `azure:ACS-calling:info`. */
  readonly includes: (namespace: string) => boolean;
}

const ROOT = 'azure:';

const readVariable = (): string => {
  try {
    const { process } = globalThis as { readonly process?: { readonly env?: { readonly DEBUG?: string } } };
    return process?.env?.DEBUG ?? '';
  } catch {
    // Some runtimes need a permission for this.
    return '';
  }
};

/** Read when the module is loaded, as `@azure/logger` does. */
const variable: string = /* @__PURE__ */ readVariable();

/** Whether a name matches a pattern. `*` stands for any text. */
const matches = (name: string, pattern: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) {
    return name === first;
  }
  let end = first.length;
  for (const part of rest) {
    const at = name.indexOf(part, end);
    if (at < 0) {
      return false;
    }
    end = at + part.length;
  }
  return name.startsWith(first) && name.length >= end + last.length && name.endsWith(last);
};

/** Whether `@azure/logger` itself has a logger enabled now. */
const isOn = (namespace: string): boolean => {
  const logger = AzureLogger.extend(namespace.slice(ROOT.length));
  logger.destroy();
  return logger.enabled;
};

/** Example names of Azure loggers that a pattern may match. */
const examplesOf = (pattern: string): readonly string[] =>
  ['', ':', 'azure:', ROOT.repeat(2)]
    .map((text) => pattern.replaceAll('*', text))
    .filter((name) => name.startsWith(ROOT));

/** The filter of the variable, if it is in effect. `undefined` after a log level has been set. */
export const debugFilter = (): DebugFilter | undefined => {
  const patterns = variable.split(',').map((pattern) => pattern.trim());
  const excluded = patterns.filter((pattern) => pattern.startsWith('-')).map((pattern) => pattern.slice(1));
  const included = patterns.filter((pattern) => pattern !== '' && !pattern.startsWith('-'));
  const includes = (namespace: string): boolean =>
    included.some((pattern) => matches(namespace, pattern)) &&
    !excluded.some((pattern) => matches(namespace, pattern));

  return included.flatMap(examplesOf).some((name) => includes(name) && isOn(name))
    ? {
        isAll: excluded.length === 0 && included.some((pattern) => /^(?:\*|azure:?\*)$/.test(pattern)),
        includes,
      }
    : undefined;
};
