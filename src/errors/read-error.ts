/**
 * Reads anything that was thrown: its message and its codes. Nothing here throws.
 */
import type { CallEndReason } from '@azure/communication-calling';
import type { Codes } from './codes.js';

/** Takes out of a text whatever looks like an access token: a JWT begins with `{"` in base64. */
export const withoutTokens = (text: string): string =>
  text.replace(/eyJ[\w-]{8,}(?:(?:\.|%2E)[\w-]*)*/g, '<token>');

/** The message of whatever was thrown, without anything that looks like an access token. Never throws. */
export const messageOf = (cause: unknown): string => {
  try {
    return withoutTokens(String((cause as Error | undefined)?.message ?? cause));
  } catch {
    return 'it cannot be read';
  }
};

/** The same as a sentence, for a message that goes on behind it. */
export const sentenceOf = (cause: unknown): string => messageOf(cause).replace(/[^.!?\s]\s*$/, '$&.');

/** Reads a property, whose getter may throw. */
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
 * The codes that an error has. They are read one by one: an error of the SDK keeps them behind getters of its prototype,
 * where a spread finds nothing. The `code` of a `DOMException` is of another kind. Never throws.
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

/** Whether it is an error of the SDK, and not one of the app's own, which may have a `code` as well. Never throws. */
export const isSdkError = (subject: unknown): boolean => {
  const { code, subCode, resultCategories } = readCodes(subject);
  return code !== undefined && (subCode !== undefined || resultCategories !== undefined);
};

/**
 * The codes of a reason for the end of a call. At run time it has `resultCategories`, which its type leaves out
 * (observed with SDK 1.46.1 and 2.0.0).
 */
export const codesOfReason = (reason: (CallEndReason & Pick<Codes, 'resultCategories'>) | undefined): Codes =>
  readCodes(reason);
