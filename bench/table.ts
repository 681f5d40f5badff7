/** Figures as a table of Markdown, so that it can go into the README as it is printed. */
export type Row = readonly string[];

export interface Table {
  readonly head: Row;
  readonly rows: readonly Row[];
}

export const ns = (time: number): string =>
  time < 10_000 ? `${time.toFixed(time < 100 ? 1 : 0)} ns` : `${(time / 1_000).toFixed(0)} µs`;

export const ratio = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

export const bytes = (value: number): string => `${Math.round(value).toLocaleString('en')} B`;

export function print({ head, rows }: Table): void {
  const widths = head.map((cell, i) => Math.max(cell.length, 3, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: Row): string => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'));
}
