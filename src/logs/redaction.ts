/**
 * Replaces secrets, phone numbers and ids of users in a text.
 *
 * Decodes the text first (plain-text.ts): plain text, JSON, JSON in a string of JSON and URLs then look the same. Finders mark
 * the secrets, and the marks are replaced in the original text. Each step takes time in proportion to the text: no pattern
 * backtracks.
 */
import { plainText } from './plain-text.js';
import type { Find } from './redact.js';
import { findIceFields, findIdFields, findSecretFields } from './redact-fields.js';
import { findUserIds } from './redact-ids.js';
import { findPhoneNumbers } from './redact-phones.js';
import { findCandidates, findJwts } from './redact-tokens.js';

/** The kinds of sensitive text to replace. Each kind is on unless it is `false`. */
export interface RedactConfig {
  /**
   * Access tokens: JWTs, the text after `Bearer`, and long values of fields whose names end with authorization, token, secret,
   * password, passphrase, credential, key, `sig`, signature or cookie.
   */
  readonly tokens?: boolean;
  /** ICE user fragments and passwords, in SDP, candidates and JSON, and the SRTP keys of SDP. */
  readonly iceCredentials?: boolean;
  /** Phone numbers that begin with `+`, `tel:` or `4:`, also with spaces, dots, dashes and brackets, and an extension. */
  readonly phoneNumbers?: boolean;
  /** Users' ids, such as `8:acs:…` and `8:orgid:…`, and the id of the resource, which is a part of them. */
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

/** Replaces the parts. The first of overlapping parts gives the replacement. */
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
