/** What the finders of secrets have in common. */
import type { PlainText } from './plain-text.js';

/** Notes that a part of the text is to be replaced. */
export type Mark = (start: number, end: number, by: string) => void;

/**
 * Marks all secrets of a kind. Has to take time in proportion to the text: it reads no part of it more often than a fixed
 * number of times, unless that part is bounded.
 */
export type Find = (plain: PlainText, mark: Mark) => void;

/** How many characters a sticky pattern matches here. */
export const matchAt = (sticky: RegExp, text: string, at: number): number => {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0].length ?? 0;
};

/** Whether a letter or digit stands before. In place of a lookbehind, which Safari before 16.4 does not know. */
export const isWordBefore = (text: string, at: number): boolean => /[a-z\d]/i.test(text.charAt(at - 1));
