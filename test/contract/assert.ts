/**
 * Assertions that run in Jest and in a browser.
 */
export { assert, assertEqual } from '../browser/check.js';
import { assert } from '../browser/check.js';

interface Codes {
  readonly code: number;
  readonly subCode: number;
}

const codesOf = (error: unknown): string => {
  const { code, subCode } = error as Partial<Codes>;
  return code === undefined ? String(error) : `${String(code)}/${String(subCode)}`;
};

/** The error that `act` throws at once. */
export function thrownBy(act: () => unknown): unknown {
  let result: unknown;
  try {
    result = act();
  } catch (error) {
    return error;
  }
  // A rejection of the result is not unhandled.
  void Promise.resolve(result).catch(() => undefined);
  throw new Error(`Nothing was thrown by ${String(act)}`);
}

/** The error that the promise of `act` rejects with. An error that `act` throws at once is not caught. */
export function rejectionOf(act: () => Promise<unknown>): Promise<unknown> {
  return act().then(
    () => {
      throw new Error(`There was no rejection of ${String(act)}`);
    },
    (error: unknown) => error,
  );
}

/** @param expected `code/subCode`, or `code` alone if the check does not know the subcode. */
export function assertCodes(error: unknown, expected: string, what: string): void {
  const codes = codesOf(error);
  assert(
    codes === expected || codes.startsWith(`${expected}/`),
    `${what}: expected ${expected}, got ${codes}`,
  );
}

export function assertThrows(act: () => unknown, codes: string): void {
  assertCodes(thrownBy(act), codes, String(act));
}

export async function assertRejects(act: () => Promise<unknown>, codes: string): Promise<void> {
  assertCodes(await rejectionOf(act), codes, String(act));
}
