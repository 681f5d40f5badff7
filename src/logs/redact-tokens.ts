/** Finds secrets by their own form: JWTs, and the user fragments of ICE candidates. */
import { isWordBefore, matchAt, type Find } from './redact.js';
import { endOfBase64 } from './redact-values.js';

const PART = /[\w-]*/y;

/** The end of a JWT that starts here, or -1. Its first part ends at `end`. */
const endOfJwt = (text: string, start: number, end: number): number => {
  if (!isWordBefore(text, start)) {
    // Of any length: it may have been cut off.
    return end - start < 11 ? -1 : matchParts(text, end);
  }
  // Directly after a word.
  const second = text.charAt(end) === '.' ? matchAt(PART, text, end + 1) : 0;
  return end - start >= 17 && second >= 16 && text.charAt(end + 1 + second) === '.'
    ? matchParts(text, end)
    : -1;
};

const matchParts = (text: string, start: number): number => {
  let end = start;
  while (text.charAt(end) === '.') {
    end++;
    end += matchAt(PART, text, end);
  }
  return end;
};

/** Finds JWTs. Case matters: `eyJ` is `{"` in base64, and many words end in "ey". */
export const findJwts: Find = ({ text }, mark) => {
  // The end of the latest part. All candidates that start in this part share its end.
  let partEnd = 0;
  for (let at = text.indexOf('eyJ'); at >= 0; at = text.indexOf('eyJ', at)) {
    partEnd = partEnd > at ? partEnd : at + matchAt(PART, text, at);
    const end = endOfJwt(text, at, partEnd);
    if (end >= 0) {
      mark(at, end, '<token>');
      at = end;
    } else {
      at += 3;
    }
  }
};

/** The extensions of a candidate: pairs of words after its type. */
const EXTENSIONS = /typ[\s+]\w{1,20}(?:[\s+][\w.:-]{1,80}){0,32}[\s+]$/i;

/** Finds the user fragments in ICE candidates. */
export const findCandidates: Find = (plain, mark) => {
  const { text, isEncoded } = plain;
  let typ = -1;
  for (const { 0: word, index } of text.matchAll(/typ[\s+]|ufrag[\s+]/gi)) {
    const value = index + word.length;
    if (word.length < 6) {
      typ = index;
    } else if (typ >= 0 && index - typ < 1_000 && EXTENSIONS.test(text.slice(typ, index))) {
      const isForm = text.charAt(value - 1) === '+' && !isEncoded(value - 1);
      const { end, padded } = endOfBase64(plain, value, isForm);
      if (end - value >= 4) {
        mark(value, padded, '<ice-ufrag>');
      }
    }
  }
};
