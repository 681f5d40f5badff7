/**
 * The library's own logger among the Azure loggers. The app may send the log anywhere. So the lines hold no token, user id or
 * phone number, and no message of another library, which could hold them: they name an error by its codes.
 */
import { createClientLogger, type AzureLogger } from '@azure/logger';
import { inWords } from '../errors/codes.js';
import { codesOfCause } from '../errors/errors.js';

export const logger: AzureLogger = /* @__PURE__ */ createClientLogger('rx-acs-calling');

/** The codes of an error, such as `403/40229`, without its message. */
export const codesOf = (cause: unknown): string => {
  const { code, subCode } = codesOfCause(cause);
  return inWords(code, subCode);
};
