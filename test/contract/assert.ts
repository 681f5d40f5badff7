/**
 * Assertions that run in Jest as in a browser.
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

/** The error that it throws at once. */
export function thrownBy(act: () => unknown): unknown {
  let result: unknown;
  try {
    result = act();
  } catch (error) {
    return error;
  }
  // Nobody else waits for it.
  void Promise.resolve(result).catch(() => undefined);
  throw new Error(`Nothing was thrown by ${String(act)}`);
}

/** The error that it rejects with. What it throws at once is not caught. */
export function rejectionOf(act: () => Promise<unknown>): Promise<unknown> {
  return act().then(
    () => {
      throw new Error(`There was no rejection of ${String(act)}`);
    },
    (error: unknown) => error,
  );
}

/** Codes as `code/subCode`; the code alone if the check leaves the other open. */
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
