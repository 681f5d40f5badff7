/**
 * Reads anything that was thrown: its message and its codes. Nothing here throws.
 */
import type { CallEndReason } from '@azure/communication-calling';
import type { Codes } from './codes.js';

/** Replaces anything in a text that looks like an access token. A JWT begins with `{"` in base64. */
export const withoutTokens = (text: string): string =>
  text.replace(/eyJ[\w-]{8,}(?:(?:\.|%2E)[\w-]*)*/g, '<token>');

/** The message of anything that was thrown, without access tokens. */
export const messageOf = (cause: unknown): string => {
  try {
    return withoutTokens(String((cause as Error | undefined)?.message ?? cause));
  } catch {
    return 'it cannot be read';
  }
};

/** The message as a sentence with a full stop, for a longer message. */
export const sentenceOf = (cause: unknown): string => messageOf(cause).replace(/[^.!?\s]\s*$/, '$&.');

/** Reads a property. `undefined` if its getter throws. */
export const propertyOf = (subject: unknown, key: string | symbol): unknown => {
  try {
    return (subject as Readonly<Record<string | symbol, unknown>> | undefined | null)?.[key];
  } catch {
    return undefined;
  }
};

const numberOf = (subject: unknown, key: string): number | undefined => {
  const value = propertyOf(subject, key);
  return typeof value === 'number' ? value : undefined;
};

/**
 * Reads the codes of an error one by one: the SDK's errors have them as getters of the prototype, and a spread copies no
 * getters. Ignores the `code` of a `DOMException`, which has another meaning.
 */
export const readCodes = (subject: unknown): Codes => {
  const categories = propertyOf(subject, 'resultCategories');
  const isForeign = propertyOf(subject, Symbol.toStringTag) === 'DOMException';
  return {
    code: isForeign ? undefined : numberOf(subject, 'code'),
    subCode: numberOf(subject, 'subCode'),
    resultCategories: Array.isArray(categories) ? (categories as readonly string[]) : undefined,
  };
};

/** Whether it is an error of the SDK. An error of the app can have a `code` too, but no `subCode` or categories. */
export const isSdkError = (subject: unknown): boolean => {
  const { code, subCode, resultCategories } = readCodes(subject);
  return code !== undefined && (subCode !== undefined || resultCategories !== undefined);
};

/**
 * Reads the codes of a `callEndReason`. At run time it has `resultCategories`, which its type lacks (observed with SDK 1.46.1
 * and 2.0.0).
 */
export const codesOfReason = (reason: (CallEndReason & Pick<Codes, 'resultCategories'>) | undefined): Codes =>
  readCodes(reason);
