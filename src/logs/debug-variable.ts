/**
 * What the environment variable `DEBUG` lets through of the Azure log.
 *
 * `@azure/logger` reads the variable once, when it is loaded. The first `setLogLevel` switches it off for good, and
 * nothing that it exports switches it on again (read in `@azure/logger` 1.4.0). So a log level that is raised here has
 * to do the variable's work.
 */
import { AzureLogger } from '@azure/logger';

/** The part of the log that the variable lets through. */
export interface DebugFilter {
  /** Every line of every Azure library. */
  readonly isAll: boolean;
  /** Whether it lets the lines of a logger through, such as `azure:ACS-calling:info`. */
  readonly includes: (namespace: string) => boolean;
}

const ROOT = 'azure:';

const readVariable = (): string => {
  try {
    const { process } = globalThis as { readonly process?: { readonly env?: { readonly DEBUG?: string } } };
    return process?.env?.DEBUG ?? '';
  } catch {
    // A runtime that asks for permission.
    return '';
  }
};

/** At loading, as `@azure/logger` does. */
const variable: string = /* @__PURE__ */ readVariable();

/** Whether a name matches a pattern, in which `*` stands for any text. */
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

/** Whether `@azure/logger` itself lets the lines of a logger through now. */
const isOn = (namespace: string): boolean => {
  const logger = AzureLogger.extend(namespace.slice(ROOT.length));
  logger.destroy();
  return logger.enabled;
};

/** Names that a pattern matches, if it matches any of an Azure library. */
const examplesOf = (pattern: string): readonly string[] =>
  ['', ':', 'azure:', ROOT.repeat(2)]
    .map((text) => pattern.replaceAll('*', text))
    .filter((name) => name.startsWith(ROOT));

/** What the variable lets through, if it does so now: `undefined` once a log level has been set. */
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
