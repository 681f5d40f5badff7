/** The errors of the fakes and of the service, against those of the installed SDK. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sdkCodes } from '../sdk-codes.js';
import { endings, FakeSdkError } from '../../src/testing/index.js';

const folder = resolve(__dirname, '../../src/testing');
/** The codes that are written in the source of the fakes and of the service. */
const codesOfFakes = readdirSync(folder)
  .flatMap((name) => [
    ...readFileSync(resolve(folder, name), 'utf8').matchAll(/code: (\d+), subCode: (\d+)|, (\d{3}), (4\d{4})/g),
  ])
  .map(([, code, subCode, otherCode, otherSubCode]) => [code ?? otherCode, subCode ?? otherSubCode].map(Number));

describe.each(['@azure/communication-calling', 'acs-calling-1'])('with the codes of %s, fakes', (sdk) => {
  const known = new Map(
    sdkCodes(sdk).map(({ code, subCode, resultCategories }) => [`${String(code)}/${String(subCode)}`, resultCategories]),
  );

  it('have codes of the SDK, each of its category', () => {
    const wrong = codesOfFakes
      .map(([code = 0, subCode = 0]) => new FakeSdkError({ code, subCode }))
      .filter(({ code, subCode, resultCategories }) => {
        const category = known.get(`${String(code)}/${String(subCode)}`);
        return !category || category[0] !== resultCategories[0];
      })
      .map(({ code, subCode, resultCategories }) => [code, subCode, ...resultCategories, known.get(`${String(code)}/${String(subCode)}`)]);

    expect(codesOfFakes.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
    expect(Object.keys(endings).length).toBeGreaterThan(30);
  });
});
