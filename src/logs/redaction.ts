/**
 * Leaves out of a text what is secret, or says who somebody is.
 *
 * The text is read without its escapes (plain-text.ts): plain, inside JSON, inside JSON inside a string of JSON, or
 * encoded for a URL, it is all the same. Finders mark the secrets in it, and the marks are replaced in the original. Each
 * step takes time in proportion to the text; there is no pattern that goes back and forth.
 */
import { plainText } from './plain-text.js';
import type { Find } from './redact.js';
import { findIceFields, findIdFields, findSecretFields } from './redact-fields.js';
import { findUserIds } from './redact-ids.js';
import { findPhoneNumbers } from './redact-phones.js';
import { findCandidates, findJwts } from './redact-tokens.js';

/** What is left out; each kind is, unless it is `false` here. */
export interface RedactConfig {
  /**
   * Access tokens: JWTs, what follows `Bearer`, and the values of fields whose names end with authorization, token, secret,
   * password, passphrase, credential, key, `sig`, signature or cookie, if they are too long for a word.
   */
  readonly tokens?: boolean;
  /** ICE user fragments and passwords, in SDP, candidates and JSON, and the SRTP keys of SDP. */
  readonly iceCredentials?: boolean;
  /** Phone numbers that begin with `+`, `tel:` or `4:`, also with spaces, dots, dashes and brackets, and an extension. */
  readonly phoneNumbers?: boolean;
  /** Users' ids, such as `8:acs:…` and `8:orgid:…`, and the resource's id, which is a part of them. */
  readonly userIds?: boolean;
}

const FINDERS: Readonly<Record<keyof RedactConfig, readonly Find[]>> = {
  iceCredentials: [findIceFields, findCandidates],
  tokens: [findJwts, findSecretFields],
  userIds: [findUserIds, findIdFields],
  phoneNumbers: [findPhoneNumbers],
};

const KINDS = Object.keys(FINDERS) as readonly (keyof RedactConfig)[];

interface Part {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Of parts that overlap, the one that begins first gives the name. */
const replaced = (line: string, parts: readonly Part[]): string => {
  const pieces: string[] = [];
  let end = 0;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    if (part.start >= end) {
      pieces.push(line.slice(end, part.start), part.by);
    }
    end = Math.max(end, part.end);
  }
  pieces.push(line.slice(end));
  return pieces.join('');
};

/** Makes a function that replaces the kinds of sensitive text that `config` enables. */
export const redactor = (config: RedactConfig): ((text: string) => string) => {
  const finders = KINDS.filter((kind) => config[kind] !== false).flatMap((kind) => FINDERS[kind]);
  return (line) => {
    const plain = plainText(line);
    const parts: Part[] = [];
    for (const find of finders) {
      find(plain, (start, end, by) => {
        parts.push({ start: plain.startOf(start), end: plain.startOf(end), by });
      });
    }
    return parts.length === 0 ? line : replaced(line, parts);
  };
};
