/** The types and helpers that all finders of secrets share. */
import type { PlainText } from './plain-text.js';

/** Notes a part of the text to replace. */
export type Mark = (start: number, end: number, by: string) => void;

/**
 * Marks all secrets of a kind, in time proportional to the text: it reads each part a fixed number of times, unless the part
 * has a limited length.
 */
export type Find = (plain: PlainText, mark: Mark) => void;

/** The number of characters that a sticky pattern matches here. */
export const matchAt = (sticky: RegExp, text: string, at: number): number => {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0].length ?? 0;
};

/** Whether a letter or digit comes before. Not a lookbehind: Safari before 16.4 has none. */
export const isWordBefore = (text: string, at: number): boolean => /[a-z\d]/i.test(text.charAt(at - 1));
