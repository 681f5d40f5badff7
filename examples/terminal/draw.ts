/**
 * Draws the score of a scenario as lines of text.
 */
import { TICK, type Line, type Score } from './perform.js';
import { legendOf } from './scenario.js';

export interface Look {
  /** The width of the terminal in characters. */
  readonly columns: number;
  readonly colour: boolean;
}

const INDENT = '   ';
const GAP = 2;

const codes = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 } as const;

type Paint = (tint: keyof typeof codes, text: string) => string;

const painted: Paint = (tint, text) => text && `\u001b[${String(codes[tint])}m${text}\u001b[0m`;
const unpainted: Paint = (_tint, text) => text;

/** The text before the first scenario. */
export const preface = ({ columns }: Look): readonly string[] => [
  ...wrap(
    `Each line is a stream, drawn as it runs: - is ${String(TICK)} ms, a letter a value, (ab) values at once, | completion, # an error.`,
    columns - 1,
  ),
  '',
];

/** The text after the last scenario. */
export const conclusion = (good: number, all: number, { columns }: Look): readonly string[] =>
  wrap(`${String(good)} of ${String(all)} scenarios went as expected.`, columns - 1);

export const draw = (score: Score, { columns, colour }: Look): readonly string[] => {
  const paint = colour ? painted : unpainted;
  // Leaves the last column free: some terminals wrap a full line.
  const width = columns - 1 - INDENT.length;
  const indented = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line && `${INDENT}${line}`);
  return [
    ...wrap(score.scenario.title, columns - 1).map((line) => paint('bold', line)),
    ...indented(wrap(score.scenario.code, width).map((line) => paint('dim', line))),
    '',
    ...indented(staves(score, width, paint)),
    ...indented(wrap(legendOf(score.lines), width, '   ').map((line) => paint('dim', line))),
    '',
    ...indented(remarks(score, width, paint)),
    ...indented(verdict(score, width, paint)),
  ];
};

/** The marble lines. They continue below if the terminal is narrow. */
const staves = ({ lines, ticks }: Score, width: number, paint: Paint): readonly string[] => {
  const nameWidth = Math.min(Math.max(...lines.map(({ name }) => name.length)), Math.floor(width / 2));
  const room = Math.max(width - nameWidth - GAP, 1);
  const texts = lines.map((line) => marbleText(line, ticks));
  const count = Math.max(1, Math.ceil(Math.max(...texts.map(({ length }) => length)) / room));
  return Array.from({ length: count }, (_, stave) => [
    ...lines.map(({ name }, index) => {
      const label = name.length > nameWidth ? `${name.slice(0, nameWidth - 1)}…` : name;
      const part = texts[index]?.slice(stave * room, (stave + 1) * room) ?? '';
      return `${label.padEnd(part ? nameWidth + GAP : 0)}${tinted(part, paint)}`;
    }),
    '',
  ]).flat();
};

/** Draws as RxJS's marble tests do: values of one tick form a group, which takes the place of the ticks behind it. */
export const marbleText = ({ marbles }: Pick<Line, 'marbles'>, ticks: number): string => {
  const groups = new Map<number, string>();
  for (const { tick, letter } of marbles) {
    groups.set(tick, `${groups.get(tick) ?? ''}${letter}`);
  }
  const text = [...groups].reduce(
    (before, [tick, group]) => before.padEnd(tick, '-') + (group.length > 1 ? `(${group})` : group),
    '',
  );
  return /[|#]\)?$/.test(text) ? text : text.padEnd(ticks, '-');
};

const tinted = (text: string, paint: Paint): string =>
  text.replace(/[-()]+|[^-()]/g, (part) => {
    if (/[-()]/.test(part)) {
      return paint('dim', part);
    }
    return paint(/[#F]/.test(part) ? 'red' : /[|CT]/.test(part) ? 'green' : 'cyan', part);
  });

const remarks = (score: Score, width: number, paint: Paint): readonly string[] =>
  score.remarks.flatMap(({ tick, text, isError }) => {
    const time = `${((tick * TICK) / 1000).toFixed(1)} s`;
    return wrap(text, width - time.length - GAP).map((line, index) => {
      const margin = (index ? '' : time).padEnd(time.length + GAP);
      return `${paint('dim', margin)}${isError ? paint('red', line) : line}`;
    });
  });

const verdict = ({ faults }: Score, width: number, paint: Paint): readonly string[] => {
  if (!faults) {
    return [];
  }
  return [
    '',
    ...(faults.length
      ? faults.flatMap((fault) => wrap(`✗ ${fault}`, width)).map((line) => paint('red', line))
      : [paint('green', '✓ as expected')]),
    '',
  ];
};

/** Wraps a text at its words. Cuts a word that is longer than a line. */
const wrap = (text: string | readonly string[], width: number, gap = ' '): readonly string[] => {
  const room = Math.max(width, 1);
  const words = typeof text === 'string' ? text.split(' ') : text;
  const lines: string[] = [];
  for (const word of words.flatMap((long) => long.match(new RegExp(`.{1,${String(room)}}`, 'g')) ?? [])) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + gap.length + word.length <= room) {
      lines[lines.length - 1] = `${line}${gap}${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
};
