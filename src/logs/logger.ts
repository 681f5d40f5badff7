/**
 * The library's own lines in the log of the Azure libraries. They go wherever the app sends that log, so they hold no
 * token, user's id or phone number, and nothing of other people's messages, which could: an error is told by its codes.
 */
import { createClientLogger, type AzureLogger } from '@azure/logger';
import { inWords } from '../errors/codes.js';
import { SdkError } from '../errors/errors.js';

export const logger: AzureLogger = /* @__PURE__ */ createClientLogger('rx-acs-calling');

/** `403/40229`, and not a word of the message. */
export const codesOf = (cause: unknown): string => {
  const { code, subCode } = new SdkError('', { cause });
  return inWords(code, subCode);
};
