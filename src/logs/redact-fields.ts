/**
 * Finds the values of fields with certain names: tokens, passwords, keys, cookies, credentials of ICE, ids. The readers of a
 * value keep the end of the last secret in a variable, which the function for each element assigns.
 */
import type { PlainText } from './plain-text.js';
import { isWordBefore, matchAt, type Find, type Mark } from './redact.js';
import {
  eachElement,
  endOfBase64,
  endOfSpaces,
  endOfWord,
  quotation,
  valueStart,
  type Span,
  type ValueStart,
} from './redact-values.js';

/** Marks the secrets in a value. Gives the end of the last secret, or -1. */
type ReadValue = (plain: PlainText, start: ValueStart, mark: Mark) => number;

/** No ordinary word is so long, or so long with a digit. */
const isLong = (text: string): boolean => text.length >= 32 || (text.length >= 16 && /\d/.test(text));
const isPassword = (text: string): boolean => isLong(text) || (text.length >= 8 && /\d/.test(text));
/** A quoted value of a password field is almost always a password. */
const isPasswordInQuotes = (text: string): boolean =>
  text.length >= 4 && !/^(?:none|null|true|false|undefined|[*.•x]+|[<[(].*[>\])])$/i.test(text);
/** An address or a time. The fields inside an address are searched separately. */
const ORDINARY = /(?:https?|wss?):\/\/|\d{4}-\d\d-\d\d[T ]\d\d:/iy;

interface Reading {
  readonly plain: PlainText;
  readonly isForm: boolean;
  readonly mark: Mark;
}

type IsSecret = (text: string) => boolean;

const markIf = ({ plain: { text }, mark }: Reading, { start, end }: Span, isSecret: IsSecret): boolean => {
  const found = matchAt(ORDINARY, text, start) === 0 && isSecret(text.slice(start, end));
  if (found) {
    mark(start, end, '<token>');
  }
  return found;
};

/** Reads words up to `limit`, `count` at most. Gives the end of the last word, and of the last secret. */
const readWords = (
  reading: Reading,
  { start, end: limit }: Span,
  count: number,
  isSecret: IsSecret,
): { readonly end: number; readonly secret: number } => {
  const { plain, isForm } = reading;
  let secret = -1;
  let end = start;
  for (let words = 0, at = start; words < count && at < limit; words++) {
    at += at > start && /["'`]/.test(plain.text.charAt(at)) ? 1 : 0;
    end = endOfWord(plain, at, limit, isForm);
    if (markIf(reading, { start: at, end }, isSecret)) {
      secret = end;
    }
    at = endOfSpaces(plain, end, isForm, true);
    if (at === end) {
      // Punctuation ends an unquoted value.
      at++;
      words += count < Infinity ? count : 0;
    }
  }
  return { end, secret };
};

/** Reads quoted values, and words. */
const readSecrets =
  (isSecret: IsSecret, isSecretInQuotes: IsSecret | undefined, words: number): ReadValue =>
  (plain, start, mark) => {
    const reading: Reading = { plain, isForm: start.isForm, mark };
    let last = -1;
    eachElement(plain, start, (at) => {
      const quoted = quotation(plain, at);
      if (quoted && isSecretInQuotes) {
        const isFound = markIf(reading, quoted, isSecretInQuotes);
        last = isFound ? quoted.end : last;
        return { end: quoted.end + 1, isSecret: isFound };
      }
      const hasQuote = /["'`]/.test(plain.text.charAt(at));
      const span = quoted ?? { start: hasQuote ? at + 1 : at, end: plain.text.length };
      const { end, secret } = readWords(reading, span, quoted ? Infinity : words, isSecret);
      last = Math.max(last, secret);
      return { end: quoted ? quoted.end + 1 : end, isSecret: secret >= 0 };
    });
    return last;
  };

const COOKIE = /[^\s=;,"'`]{0,80}=/y;

/** Reads `a=1; b=2`: the values of all cookies, or of one cookie and its attributes. */
const readCookies: ReadValue = (plain, start, mark) => {
  const { text } = plain;
  const reading: Reading = { plain, isForm: start.isForm, mark };
  let last = -1;
  eachElement(plain, start, (at) => {
    let end = /["'`]/.test(text.charAt(at)) ? at + 1 : at;
    let isSecret = false;
    for (let others = 0; others < 16;) {
      const name = matchAt(COOKIE, text, end);
      const value = end + name;
      end = endOfWord(plain, value, text.length, start.isForm);
      const isFound = name > 0 && markIf(reading, { start: value, end }, isLong);
      isSecret ||= isFound;
      last = isFound ? end : last;
      others += isFound ? 0 : 1;
      if (text.charAt(end) !== ';') {
        break;
      }
      end = endOfSpaces(plain, end + 1, start.isForm, true);
    }
    return { end: /["'`]/.test(text.charAt(end)) ? end + 1 : end, isSecret };
  });
  return last;
};

/** Reads a run of base64 of a minimum length. */
const readBase64 =
  (least: number, by: string): ReadValue =>
  (plain, { at, isForm, isArray }, mark) => {
    const hasQuote = /["'`]/.test(plain.text.charAt(at));
    const start = hasQuote ? at + 1 : at;
    if (isArray && !hasQuote) {
      // `[REDACTED]`
      return -1;
    }
    const { end, padded } = endOfBase64(plain, start, isForm);
    if (end - start < least) {
      return -1;
    }
    mark(start, padded, by);
    return padded;
  };

const GUID = /["'`]?[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}/iy;

const readGuid =
  (by: string): ReadValue =>
  ({ text }, { at }, mark) => {
    const length = matchAt(GUID, text, at);
    if (length === 0) {
      return -1;
    }
    mark(at + length - 36, at + length, by);
    return at + length;
  };

/** A name, or the end of a name, and how to read the value of such a field. */
interface Rule {
  readonly name: string;
  readonly read: ReadValue;
  readonly isName?: (plain: PlainText, start: number) => boolean;
  /** Finds the start of the value, if it is not after a colon or an equals sign. */
  readonly valueAt?: (plain: PlainText, nameEnd: number) => ValueStart | undefined;
}

const isWholeWord: Rule['isName'] = ({ text }, start) => !isWordBefore(text, start);

/** Applies the first rule that matches at each position. Skips a value that has been marked. */
const findFields = (rules: readonly Rule[]): Find => {
  const names = new RegExp(rules.map(({ name }) => `(${name})`).join('|'), 'gi');
  return (plain, mark) => {
    names.lastIndex = 0;
    for (let match = names.exec(plain.text); match; match = names.exec(plain.text)) {
      const [, ...groups] = match;
      const rule = rules[groups.findIndex((group: string | undefined) => group !== undefined)] as Rule;
      const start =
        (rule.isName?.(plain, match.index) ?? true)
          ? (rule.valueAt ?? valueStart)(plain, names.lastIndex)
          : undefined;
      const last = start ? rule.read(plain, start, mark) : -1;
      names.lastIndex = Math.max(names.lastIndex, last);
    }
  };
};

/** Finds the value in `Bearer abc`, after a space. */
const valueOfBearer: Rule['valueAt'] = (plain, nameEnd) => {
  const { text, isEncoded } = plain;
  const space = text.charAt(nameEnd);
  const isForm = isEncoded(nameEnd) || (space === '+' && nameEnd < text.length);
  const at = endOfSpaces(plain, nameEnd, isForm);
  return at > nameEnd ? { at, isForm, isArray: false } : valueStart(plain, nameEnd);
};

const readToken = readSecrets(isLong, undefined, 1);
const readPassword = readSecrets(isPassword, isPasswordInQuotes, 1);

export const findSecretFields: Find = findFields([
  { name: 'bearer', read: readToken, valueAt: valueOfBearer },
  // Two words: any scheme comes first.
  { name: 'authorization', read: readSecrets(isLong, undefined, 2) },
  { name: 'cookie2?', read: readCookies },
  { name: 'pass(?:word|wd|phrase|code)s?', read: readPassword },
  {
    name: 'pwd',
    read: readPassword,
    // Passwords of ICE are another kind.
    isName: ({ text }, start) => !/ice[-_]?$/i.test(text.slice(Math.max(0, start - 4), start)),
  },
  { name: 'sig(?:nature)?', read: readToken, isName: isWholeWord },
  { name: 'tokens?(?:_asm)?|secrets?|credentials?|signature|key[12]?', read: readToken },
]);

export const findIceFields: Find = findFields([
  { name: 'pwd', read: readBase64(22, '<ice-pwd>') },
  { name: 'ufrag|usernameFragment', read: readBase64(4, '<ice-ufrag>') },
  { name: 'inline', read: readBase64(38, '<srtp-key>') },
]);

export const findIdFields: Find = findFields([
  { name: '(?:user|object|skype)Id', read: readGuid('<user id>') },
  { name: 'resourceId', read: readGuid('<resource id>') },
]);
