/** Reads the value after the name of a field, in all its notations. */
import type { PlainText } from './plain-text.js';
import { matchAt } from './redact.js';

/** The start of a value, and the notation of its field. */
export interface ValueStart {
  readonly at: number;
  /** The field is encoded for a URL as in a form: `+` is a space. */
  readonly isForm: boolean;
  /** The value is the first element of an array. */
  readonly isArray: boolean;
}

/** A part of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The number of elements without a secret to read in an array. A limit, so that nested arrays take linear time. */
const MOST_ELEMENTS = 16;
/** The maximum length of a quotation. A longer secret has no space, and is found without its quotes. */
const LONGEST_QUOTATION = 4_096;

const SPACES = /\s*/y;
const SPACES_ON_LINE = /[^\S\r\n]*/y;
const QUOTE = /["'`]/;
/** The text before the value in telemetry and in lists of headers. */
const WRAP = /(?:\[|\{\s{0,9}["']?value["']?\s{0,9}[:=]\s{0,9})/iy;
const PAIR = /["']\s{0,9},\s{0,9}(?:["']value["']\s{0,9}:\s{0,9}\[?)?(?=["'])/iy;
const NAME_BEFORE = /["'][\w-]{0,40}$/;
const NEXT_FIELD = /[\w.-]{1,40}["']?\s?[:=]|bearer\s/iy;
const NEXT_FIELD_OF_FORM = /[\w-]{0,30}[:=]/y;
/** Text up to a character that can end a word. */
const WORD = /[^\s"'`,;&)\]}><+]*/y;
const BASE64 = /[\w/~.-]*/y;
const PADDING = /=*/y;

const isQuote = (char: string): boolean => char !== '' && QUOTE.test(char);
const isSeparator = (char: string): boolean => char === ':' || char === '=';

/** The end of white space. In a form a plus is a space, unless it is encoded itself. */
export const endOfSpaces = (
  { text, isEncoded }: PlainText,
  start: number,
  isForm: boolean,
  isOnLine = false,
): number => {
  const spaces = isOnLine ? SPACES_ON_LINE : SPACES;
  let end = start + matchAt(spaces, text, start);
  while (isForm && text.charAt(end) === '+' && !isEncoded(end)) {
    end++;
    end += matchAt(spaces, text, end);
  }
  return end;
};

/** The start of the value in `["token", "abc"]` and `{"name":"token","value":"abc"}`: name and value are whole strings. */
const startInPair = ({ text }: PlainText, nameEnd: number): ValueStart | undefined => {
  const length = matchAt(PAIR, text, nameEnd);
  return length > 0 && NAME_BEFORE.test(text.slice(Math.max(0, nameEnd - 41), nameEnd))
    ? { at: nameEnd + length, isForm: false, isArray: false }
    : undefined;
};

/** The start of the value of a field whose name ends here. `undefined` if it is not the name of a field. */
export const valueStart = (plain: PlainText, nameEnd: number): ValueStart | undefined => {
  const { text, isEncoded } = plain;
  let at = isQuote(text.charAt(nameEnd)) ? nameEnd + 1 : nameEnd;
  at = endOfSpaces(plain, at, true);
  const isTag = at === nameEnd && text.charAt(at) === '>';
  if (!isTag && !isSeparator(text.charAt(at))) {
    return startInPair(plain, nameEnd);
  }
  const isForm = isEncoded(at);
  at++;
  if (text.charAt(at) === '>') {
    at++;
  }
  at = endOfSpaces(plain, at, isForm);
  let isArray = false;
  for (let wraps = 0; wraps < 4; wraps++) {
    const wrap = matchAt(WRAP, text, at);
    isArray ||= text.charAt(at) === '[';
    at = wrap > 0 ? endOfSpaces(plain, at + wrap, isForm) : at;
  }
  return { at, isForm, isArray };
};

/** Whether a plus is a space: in a form, and before the next field of a form, unless it is encoded itself. */
const isSpaceOfForm = ({ text, isEncoded }: PlainText, at: number, isForm: boolean): boolean => {
  if (isEncoded(at)) {
    return false;
  }
  const field = isForm ? 0 : matchAt(NEXT_FIELD_OF_FORM, text, at + 1);
  return isForm || (field > 0 && isEncoded(at + field));
};

/** The end of a run of base64 in any of its alphabets, without and with its padding. */
export const endOfBase64 = (
  plain: PlainText,
  start: number,
  isForm: boolean,
): { readonly end: number; readonly padded: number } => {
  const { text } = plain;
  let end = start + matchAt(BASE64, text, start);
  while (text.charAt(end) === '+' && !isSpaceOfForm(plain, end, isForm)) {
    end++;
    end += matchAt(BASE64, text, end);
  }
  return { end, padded: end + matchAt(PADDING, text, end) };
};

/** Whether a word ends at a character that could also be a part of it. */
const endsWord = (plain: PlainText, at: number, isForm: boolean): boolean => {
  const { text } = plain;
  const char = text.charAt(at);
  const next = text.charAt(at + 1);
  switch (char) {
    case '+':
      return isSpaceOfForm(plain, at, isForm);
    case '<':
      return next === '/';
    case ',':
    case ';':
    case '&':
      return (
        !/[^\s"'`)\]}>]/.test(next) ||
        matchAt(NEXT_FIELD, text, at + 1) > 0 ||
        (next === '+' && isSpaceOfForm(plain, at + 1, isForm))
      );
    default:
      // White space always ends a word. A quote or a closing bracket does, unless a letter or digit follows.
      return /\s/.test(char) || !/[a-z\d]/i.test(next);
  }
};

/** The end of a word without quotes. Punctuation inside the word belongs to it. */
export const endOfWord = (plain: PlainText, start: number, limit: number, isForm: boolean): number => {
  const { text } = plain;
  let end = start + matchAt(WORD, text, start);
  while (end < limit && !endsWord(plain, end, isForm)) {
    end++;
    end += matchAt(WORD, text, end);
  }
  return Math.min(end, limit);
};

/** The text of a quotation that starts here. `undefined` without one, or if its end is too far. */
export const quotation = ({ text, startOf }: PlainText, at: number): Span | undefined => {
  const quote = text.charAt(at);
  if (!isQuote(quote)) {
    return undefined;
  }
  const lengthOf = (index: number): number => startOf(index + 1) - startOf(index);
  const limit = at + LONGEST_QUOTATION;
  let end = text.indexOf(quote, at + 1);
  // A quote with more backslashes is inside the quotation.
  while (end >= 0 && end < limit && lengthOf(end) > lengthOf(at)) {
    end = text.indexOf(quote, end + 1);
  }
  return end < 0 || end >= limit ? undefined : { start: at + 1, end };
};

/**
 * Calls `read` with the position of each element of an array, or of the single value. `read` gives the end of the element,
 * and whether it was a secret.
 */
export const eachElement = (
  plain: PlainText,
  { at: first, isForm, isArray }: ValueStart,
  read: (at: number) => { readonly end: number; readonly isSecret: boolean },
): void => {
  let at = first;
  for (let others = 0; others < MOST_ELEMENTS;) {
    const { end, isSecret } = read(at);
    at = endOfSpaces(plain, end, isForm);
    if (!isArray || plain.text.charAt(at) !== ',') {
      return;
    }
    others += isSecret ? 0 : 1;
    at = endOfSpaces(plain, at + 1, isForm);
  }
};
