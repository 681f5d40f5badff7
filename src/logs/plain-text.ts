/**
 * A line without its escapes: without those of JSON, of JSON in a string of JSON, and of URLs. Each character has its
 * position in the line. Takes time in proportion to the line.
 */
export interface PlainText {
  /** One character for each character or escape of the line. */
  readonly text: string;
  /** The position of a character in the line. For the length of `text` it is the length of the line. */
  readonly startOf: (index: number) => number;
  /** Whether a character is written as an escape of a URL, such as `%3D`. */
  readonly isEncoded: (index: number) => boolean;
}

const BACKSLASH = 92;
const UNREADABLE = 0xfffd;
const HEX = /^[\da-f]+$/i;

/** Words whose first letter looks like an escape. `C:\token` has no tab. */
const WORDS = /^(?:token|tel|bearer)/i;

/** The end of the URL escape, or of the single character. `%253D` is `=` too, encoded twice. */
const endOfPercent = (line: string, at: number): number => {
  if (line.charAt(at) !== '%') {
    return at + 1;
  }
  let end = at + 1;
  while (line.startsWith('25', end)) {
    end += 2;
  }
  const last = line.slice(end, end + 2);
  return last.length === 2 && HEX.test(last) ? end + 2 : end;
};

const codeOf = (line: string, at: number, end: number): number => {
  if (end === at + 1) {
    return line.charCodeAt(at);
  }
  const byte = Number.parseInt(line.slice(end - 2, end), 16);
  // A part of a longer character. The finders look for none of these.
  return byte < 128 ? byte : UNREADABLE;
};

/** Decodes the text after a backslash. `undefined` if it is not an escape. */
const escaped = (rest: string): { readonly code: number; readonly length: number } | undefined => {
  const first = rest.charAt(0);
  if (first === 'u') {
    const digits = rest.slice(1, 5);
    return digits.length === 4 && HEX.test(digits)
      ? { code: Number.parseInt(digits, 16), length: 5 }
      : undefined;
  }
  if (first === '' || WORDS.test(rest)) {
    return undefined;
  }
  const at = `"'/nrtbf`.indexOf(first);
  return at < 0 ? undefined : { code: `"'/\n\n\t  `.charCodeAt(at), length: 1 };
};

const textOf = (codes: Uint16Array): string => {
  const parts: string[] = [];
  // In pieces: a function takes a limited number of arguments.
  for (let at = 0; at < codes.length; at += 8_192) {
    parts.push(String.fromCharCode(...codes.subarray(at, at + 8_192)));
  }
  return parts.join('');
};

/** Characters, and the position of each in the line. */
interface Decoded {
  readonly text: string;
  readonly starts: Int32Array;
}

const withoutPercents = (line: string): Decoded => {
  const codes = new Uint16Array(line.length);
  const starts = new Int32Array(line.length + 1);
  let length = 0;
  for (let at = 0; at < line.length;) {
    const end = endOfPercent(line, at);
    codes[length] = codeOf(line, at, end);
    starts[length] = at;
    length++;
    at = end;
  }
  starts[length] = line.length;
  return { text: textOf(codes.subarray(0, length)), starts };
};

const withoutBackslashes = ({ text, starts: before }: Decoded): Decoded => {
  const codes = new Uint16Array(text.length);
  const starts = new Int32Array(text.length + 1);
  let length = 0;
  for (let at = 0; at < text.length;) {
    let end = at;
    while (text.charCodeAt(end) === BACKSLASH) {
      end++;
    }
    // Several backslashes in a row belong to one escape, which was escaped again.
    const escape = end > at ? escaped(text.slice(end, end + 6)) : undefined;
    starts[length] = before[at] as number;
    if (escape) {
      codes[length] = escape.code;
      at = end + escape.length;
    } else {
      codes[length] = text.charCodeAt(at);
      at = end > at ? end : at + 1;
    }
    length++;
  }
  starts[length] = before[text.length] as number;
  return { text: textOf(codes.subarray(0, length)), starts };
};

/** Decodes a line. */
export const plainText = (line: string): PlainText => {
  if (!/[%\\]/.test(line)) {
    return { text: line, startOf: (index) => index, isEncoded: () => false };
  }
  const { text, starts } = withoutBackslashes(withoutPercents(line));
  const startOf = (index: number): number => starts[index] as number;
  return {
    text,
    startOf,
    isEncoded: (index) => line.charAt(startOf(index)) === '%' && startOf(index + 1) > startOf(index) + 1,
  };
};
