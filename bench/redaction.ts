/**
 * Measures the redaction of hostile lines at two lengths: where a line of four times the length takes much more than four
 * times as long, something goes back and forth.
 *
 *     npx esbuild bench/redaction.ts --bundle --format=esm --external:@azure/* --outfile=node_modules/.cache/redaction.mjs && node node_modules/.cache/redaction.mjs
 */
import { redactor } from '../src/logs/redaction.js';

const HEADS = [
  '',
  'token=',
  'token="',
  'key:[',
  'Bearer ',
  'Cookie: ',
  'typ host ',
  'a=ice-pwd:',
  'tel:',
  '%',
  '{"password":"',
];
const PARTS = [
  ...[
    'eyJ',
    'eyJa.',
    'aeyJaaaaaaaaaaaaaaaaaaaaaa',
    '.eyJ',
    'token',
    'bearer ',
    'Bearer+',
    '8:acs:',
    'x8:acs:a',
    'acs:',
  ],
  ...[
    '+1',
    '+1 ',
    '%2B1+',
    '+(',
    '1 ',
    '0',
    ' ',
    '+',
    '4:',
    '4:1.',
    'tel:',
    'tel: ',
    '+1 201 555 0123 ext',
    '+1,,',
  ],
  ...[
    'ufrag ',
    'typ a ',
    'typ a ufrag ',
    'pwd:',
    'inline:',
    '%25',
    '%',
    '%5C',
    '%22',
    '\\',
    '\\"',
    '\\u0022',
    '\\u',
    '\\t',
  ],
  ...[
    '"',
    "'",
    '""',
    '"\'',
    ':',
    '=',
    'a',
    'a.',
    'a=',
    ',',
    ';',
    ';a=',
    ',a:',
    '[',
    ']',
    '{"value":',
    '<',
    '>',
    '("',
  ],
  ...[
    'key=',
    'key="',
    "key='",
    'key:"a ',
    'key:\'a b"',
    'key:[',
    'key:[a,',
    'key:["a",',
    'key: ',
    'key ',
    'key+',
    'key>',
  ],
  ...[
    '"key","',
    '"key",',
    'key=http://',
    'key=2026-01-01T00:',
    'cookie:',
    'cookie: a=b; ',
    'cookie:["a=b;",',
  ],
  ...[
    'authorization: a ',
    'password="a" ',
    'password:"',
    'userId:',
    'resourceId="',
    'sig=',
    'asig=',
    '00000000-',
    '\n',
    'é',
    '😀',
  ],
];

const redact = redactor({});

const milliseconds = (line: string): number => {
  const start = performance.now();
  redact(line);
  return performance.now() - start;
};

/** The shortest of some, which the garbage collector has disturbed least. */
const best = (line: string): number => Math.min(...[1, 2, 3].map(() => milliseconds(line)));

const LENGTH = 25_000;

const rows = HEADS.flatMap((head) =>
  PARTS.map((part) => {
    const [short, long] = [LENGTH, 4 * LENGTH].map((length) =>
      best(head + part.repeat(length / part.length)),
    ) as [number, number];
    return { head, part, short, long, ratio: long / short };
  }),
);
const worst = (by: 'long' | 'ratio', least: number) =>
  rows
    .filter(({ long }) => long >= least)
    .sort((a, b) => b[by] - a[by])
    .slice(0, 8);

console.log(`${String(rows.length)} lines of 25 kB and 100 kB, in milliseconds`);
console.table(worst('long', 0));
console.table(worst('ratio', 15));
