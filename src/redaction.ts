/**
 * Leaves out of a text what is secret, or says who somebody is.
 *
 * A line of the log can hold it plain, inside JSON, inside JSON inside a string of JSON (telemetry), or encoded for a
 * URL; so the marks that stand around it are each known in all these forms. There is no lookbehind, which Safari
 * before 16.4 takes for a syntax error.
 */

/** What is left out; each kind is, unless it is `false` here. */
export interface RedactConfig {
  /** Access tokens: JWTs, and what stands in fields named authorization, token, secret, password or credential. */
  readonly tokens?: boolean;
  /** ICE user fragments and passwords, in SDP, candidates and JSON, and the SRTP keys of SDP. */
  readonly iceCredentials?: boolean;
  /** Phone numbers that begin with `+`, `tel:` or `4:`. */
  readonly phoneNumbers?: boolean;
  /** Users' ids, such as `8:acs:…` and `8:orgid:…`, and the resource's id, which is a part of them. */
  readonly userIds?: boolean;
}

type Rule = readonly [pattern: RegExp, replacement: string];

/** `%`, also when it was encoded in its turn: `%25`. */
const PERCENT = '%(?:25)*';
const BACKSLASH = String.raw`(?:\\|${PERCENT}5C)`;
const QUOTE = `(?:${BACKSLASH}*(?:["']|${PERCENT}2[27]))`;
const COLON = `(?::|${PERCENT}3A)`;
const DOT = String.raw`(?:\.|${PERCENT}2E)`;
const PLUS = String.raw`(?:\+|${PERCENT}2B)`;
/** What can stand before the beginning of a word: no letter or digit, unless it is part of an escape. */
const ESCAPE = `${PERCENT}[0-9A-F]{2}|${BACKSLASH}[bfnrt]`;
const START = `(^|[^A-Z0-9]|${ESCAPE})`;

/** How names and values are written. */
interface Writing {
  readonly space: string;
  /** What stands between a name and its value; `{"value":` is how telemetry has it. */
  readonly is: string;
  /** A character of base64 in any of its alphabets. */
  readonly base64: string;
  readonly padding: string;
  /** What can be no word: long, with a digit in it, or very long. */
  readonly secret: string;
}

const writing = (space: string, equals: string, base64: string): Writing => {
  const wrapped = `(?:(?:\\{|${PERCENT}7B)${QUOTE}value${QUOTE}${COLON}${space}*)?`;
  const padding = `(?:=|${PERCENT}3D)*`;
  return {
    space,
    is: `${QUOTE}?${space}*${equals}${space}*${wrapped}${QUOTE}?`,
    base64,
    padding,
    secret: String.raw`(?:(?=${base64}{0,31}\d)${base64}{16,}|${base64}{32,})${padding}`,
  };
};

const ENCODED_SPACE = `${PERCENT}(?:20|0[9AD])`;
const ENCODED_BASE64 = `${PERCENT}(?:2B|2F|7E)`;

/**
 * The two differ in `+`: encoded for a URL it is a space, which ends a value. Where a value stands plain behind its name
 * it is part of the value, unless the name of an encoded field follows.
 */
const WRITINGS: readonly Writing[] = [
  writing(
    String.raw`(?:\s|${ENCODED_SPACE})`,
    '[:=]',
    String.raw`(?:[\w/~.-]|\+(?![\w-]{0,30}${PERCENT}3[AD])|${ENCODED_BASE64})`,
  ),
  writing(String.raw`(?:\+|${ENCODED_SPACE})`, `${PERCENT}3[AD]`, String.raw`(?:[\w/~.-]|${ENCODED_BASE64})`),
];

const GUID = '[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}';
const ID_KINDS = '(?:acs|spool|orgid|gcch|dod|gcch-acs|dod-acs|teamsvisitor|live|guest)';

const rule = (pattern: string, replacement: string): Rule => [new RegExp(pattern, 'gi'), replacement];
const exactly = (pattern: string, replacement: string): Rule => [new RegExp(pattern, 'g'), replacement];
const written = (pattern: (how: Writing) => string, replacement: string): readonly Rule[] =>
  WRITINGS.map((how) => rule(pattern(how), replacement));

const SECRETS = `token(?:_asm)?|authorization|secret|password|credential|(?:access|api|subscription)[_-]?key|(?:[?&;]|${PERCENT}26)sig(?:nature)?`;

const RULES: Readonly<Record<keyof RedactConfig, readonly Rule[]>> = {
  tokens: [
    // Case matters, as `eyJ` is `{"` in base64, and many a word ends in "ey".
    exactly(String.raw`(^|[^A-Za-z0-9]|${ESCAPE})eyJ[\w-]{8,}(?:${DOT}[\w-]*)*`, '$1<token>'),
    // One right behind a word. The bound keeps a line of nothing but `eyJ` from taking minutes.
    exactly(String.raw`eyJ[\w-]{14,1000}${DOT}[\w-]{16,}${DOT}[\w-]*`, '<token>'),
    ...written(
      ({ is, space, secret }) =>
        `((?:${SECRETS})${is}(?:(?:bearer|basic|skypetoken)(?:${space}+|${is}))?)${secret}`,
      '$1<token>',
    ),
    ...written(({ space, secret }) => `(bearer${space}+)${secret}`, '$1<token>'),
  ],
  iceCredentials: [
    ...written(({ is, base64, padding }) => `(pwd${is})${base64}{22,}${padding}`, '$1<ice-pwd>'),
    ...written(
      ({ is, base64, padding }) => `((?:ufrag|usernameFragment)${is})${base64}{4,}${padding}`,
      '$1<ice-ufrag>',
    ),
    // A candidate's extensions are pairs of words behind its type.
    ...written(
      ({ space, base64, padding }) =>
        String.raw`(typ${space}\w+(?:${space}(?:[\w.:-]|${PERCENT}3A)+){0,16}?${space}ufrag${space})${base64}{4,}${padding}`,
      '$1<ice-ufrag>',
    ),
    ...written(({ base64, padding }) => `(inline${COLON})${base64}{38,}${padding}`, '$1<srtp-key>'),
  ],
  userIds: [
    rule(String.raw`${START}((?:8|28)${COLON}${ID_KINDS}${COLON})\.?[\w-]+(?:\.[\w-]+)*`, '$1$2<user id>'),
    rule(`${START}(${ID_KINDS}${COLON})${GUID}(?:_${GUID})?`, '$1$2<user id>'),
    rule(`${GUID}_${GUID}`, '<user id>'),
    ...written(({ is }) => `((?:user|object|skype)Id${is})${GUID}`, '$1<user id>'),
    ...written(({ is }) => `(resourceId${is})${GUID}`, '$1<resource id>'),
  ],
  phoneNumbers: [
    rule(String.raw`${START}(tel${COLON})${PLUS}?\(?\d(?:[().-]{0,2}\d){2,18}(?!\d)`, '$1$2<phone number>'),
    // What `4:` without a plus begins may be a line and a column: `sdk.bundle.js:4:1234567`.
    rule(
      String.raw`(^|[^A-Z0-9:.]|${ESCAPE})(4${COLON})(?:${PLUS}\d{3,15}|\d{7,15})(?!\d)(?:_[\w-]+)?`,
      '$1$2<phone number>',
    ),
    rule(String.raw`${START}${PLUS}[1-9]\d{6,14}(?!\d)(?:_${GUID})?`, '$1<phone number>'),
  ],
};

const KINDS = Object.keys(RULES) as readonly (keyof RedactConfig)[];

/** A function that leaves out of a text what the config names. */
export const redactor = (config: RedactConfig): ((text: string) => string) => {
  const rules = KINDS.filter((kind) => config[kind] !== false).flatMap((kind) => RULES[kind]);
  return (text) => rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
};
