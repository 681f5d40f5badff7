import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { unusualCategories } from '../../src/errors/explanations';
import { allCodes } from '../../src/errors/retriable';

const source = readFileSync(resolve(__dirname, '../../src/errors/explanations.ts'), 'utf8');

const keys = allCodes.map(([code, subCode]) =>
  subCode === undefined ? String(code) : `${String(code)}/${String(subCode)}`,
);

describe('the sentences of the codes', () => {
  it('stand in the order of the rows, as their comments say', () => {
    const comments = [...source.matchAll(/\/\* ([\d/]+) \*\/ ['"]/g)].map(([, codes]) => codes);

    expect(comments).toEqual(keys);
  });

  it('have a row for each unusual category', () => {
    const listed = Object.values(unusualCategories).flat();

    expect(listed.filter((codes) => !keys.includes(codes))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });
});
