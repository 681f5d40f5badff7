/**
 * The table of codes in the guide is generated from the data: `UPDATE=1 npx jest test/errors/errors-guide` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as main from 'rx-acs-calling';
import { creationCodes, endCodes, requestCodes } from '../../src/errors/code-tables';
import { categoryOfRow, sentenceOfRow } from '../../src/errors/meaning';
import type { KnownRow } from '../../src/errors/retriable';

const guide = resolve(__dirname, '../../docs/errors.md');

/** Prints a table with aligned columns. */
const aligned = (lines: readonly (readonly string[])[]): string => {
  const widths = lines[0]?.map((_cell, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => `| ${line.map((cell, i) => cell.padEnd(widths?.[i] ?? 0)).join(' | ')} |`)
    .join('\n');
};

const table = (title: string, rows: readonly KnownRow[]): string => {
  const header = ['code', 'reason', 'again?', 'meaning', 'category'];
  const lines = rows.map((row) => {
    const [code, subCode, reason, retriable] = row;
    // The documentation gives no category for a code of the service alone.
    const category = subCode === undefined && rows === endCodes ? '' : categoryOfRow(row);
    const codes = subCode === undefined ? String(code) : `${String(code)}/${String(subCode)}`;
    return [codes, `\`${reason}\``, retriable.replaceAll('-', ' '), sentenceOfRow(row), category];
  });
  const [top = '', ...body] = aligned([header, ...lines]).split('\n');
  return [
    `### ${title}\n`,
    top,
    top.replace(/[^|]/g, '-').replace(/-?\|-?/g, (bar) => bar.replaceAll('-', ' ')),
    ...body,
    '',
  ].join('\n');
};

const tables = [
  table('The end of a call, or a failed transfer', endCodes),
  table('Creation of an agent', creationCodes),
  table('Requests to calls, devices and features', requestCodes),
].join('\n');

const [begin, end] = ['<!-- codes: made by test/errors/errors-guide.test.ts -->\n', '<!-- end of codes -->'];

it('has the codes that the data has', () => {
  const text = readFileSync(guide, 'utf8');
  const made = `${text.slice(0, text.indexOf(begin))}${begin}\n${tables}\n${text.slice(text.indexOf(end))}`;
  if (process.env['UPDATE']) {
    writeFileSync(guide, made);
  }

  expect(readFileSync(guide, 'utf8')).toBe(made);
});

it('names each class of error', () => {
  const text = readFileSync(guide, 'utf8');
  const classes = Object.keys(main).filter((name) => name.endsWith('Error'));

  expect(classes.length).toBeGreaterThan(8);
  expect(classes.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
