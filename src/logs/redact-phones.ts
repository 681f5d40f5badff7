/** Finds phone numbers in a text. */
import type { PlainText } from './plain-text.js';
import { isWordBefore, matchAt, type Find } from './redact.js';

const GUID = /_[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}/iy;
/** The suffix that the SDK appends to the number of a callee, among others. */
const SUFFIX = /_[\w-]{1,80}/y;
const DIGITS = /\d{1,16}/y;
const MOST_DIGITS = 15;
/** A first group of so many digits is the whole number. */
const WHOLE = 10;

/** Makes the pattern between two groups of digits. `+10 -20` is two numbers. */
const separators = (space: string): RegExp =>
  new RegExp(String.raw`(?![${space}]-\d)[${space}().\/‐-―−-]{1,4}(?=\d)`, 'y');
const SEPARATOR = separators(String.raw`\s`);
/** In a form, `+` is a space; a plus is `%2B`. */
const SEPARATOR_IN_FORM = separators(String.raw`\s+`);
/** The separator of a number that can begin without a plus. */
const SEPARATOR_WITHOUT_SPACE = /[-.()]{1,2}(?=\d)/y;

const EXTENSION = /(?:[\s,;]{0,3}(?:ext(?:ension|n)?[\s.:=]{0,3}|x\.?\s?|#)|,{2,4})\d{1,10}#?/iy;

/** Text before a plus that begins an offset from UTC, as in `07:51:52 +1000`. */
const CLOCK = /(?:\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?|\b20\d\d|GMT|UTC) $/;
const OFFSET = /1[0-4](?:00|15|30|45)(?!\d)/y;

/** Whether a group that ends here belongs to the number. The `8` of `8:acs:` does not. */
const isGroup = (text: string, end: number): boolean =>
  !/[a-z\d:%]/i.test(text.charAt(end)) || matchAt(EXTENSION, text, end) > 0;

/** The end of a phone number that starts here with a digit or a bracket, or -1. */
const endOfNumber = (text: string, start: number, least: number, separator: RegExp): number => {
  let digits = 0;
  let end = -1;
  for (let at = text.charAt(start) === '(' ? start + 1 : start; ;) {
    const group = matchAt(DIGITS, text, at);
    if (group === 0 || digits + group > MOST_DIGITS || (digits > 0 && !isGroup(text, at + group))) {
      break;
    }
    const isWhole = digits === 0 && group >= WHOLE;
    digits += group;
    end = at + group;
    at = end + matchAt(separator, text, end);
    if (at === end || isWhole) {
      break;
    }
  }
  return digits < least ? -1 : end;
};

interface Start {
  /** The minimum number of digits. */
  readonly least: number;
  readonly separator: RegExp;
  readonly suffix: RegExp;
  /** The position of the first digit. */
  readonly digits: number;
}

/** The start of a number with a plus, with or without `4:` or `tel:` before it. */
const withPlus = ({ isEncoded }: PlainText, plus: number, least: number, suffix: RegExp): Start => ({
  least,
  separator: isEncoded(plus) ? SEPARATOR_IN_FORM : SEPARATOR,
  suffix,
  digits: plus + 1,
});

const startOf = (plain: PlainText, mark: string, at: number): Start | undefined => {
  const { text, isEncoded } = plain;
  const end = at + mark.length;
  if (mark === '+') {
    const isOffset = matchAt(OFFSET, text, end) > 0 && CLOCK.test(text.slice(Math.max(0, at - 20), at));
    return isOffset || !/[1-9(]/.test(text.charAt(end)) ? undefined : withPlus(plain, at, 7, GUID);
  }
  if (mark === '4:') {
    if (text.charAt(end) === '+') {
      return withPlus(plain, end, 3, SUFFIX);
    }
    // Not a line and a column: `sdk.bundle.js:4:1234567`.
    return /[:.]/.test(text.charAt(at - 1))
      ? undefined
      : { least: 7, separator: SEPARATOR_WITHOUT_SPACE, suffix: SUFFIX, digits: end };
  }
  const isForm = isEncoded(end - 1);
  const isSpace = isForm && !isEncoded(end) ? /[\s+]/ : /\s/;
  const number = isSpace.test(text.charAt(end)) ? end + 1 : end;
  return text.charAt(number) === '+'
    ? withPlus(plain, number, 3, GUID)
    : { least: 3, separator: isForm ? SEPARATOR_IN_FORM : SEPARATOR, suffix: GUID, digits: number };
};

/** Finds numbers that begin with `+`, `tel:` or `4:`, and their extensions. */
export const findPhoneNumbers: Find = (plain, mark) => {
  const { text } = plain;
  const marks = /\+|tel:|4:/gi;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const [found] = match;
    const start = isWordBefore(text, match.index)
      ? undefined
      : startOf(plain, found.toLowerCase(), match.index);
    if (start) {
      const end = endOfNumber(text, start.digits, start.least, start.separator);
      if (end >= 0) {
        const last = end + matchAt(EXTENSION, text, end);
        const begin = found === '+' ? match.index : match.index + found.length;
        mark(begin, last + matchAt(start.suffix, text, last), '<phone number>');
        marks.lastIndex = last;
      }
    }
  }
};
