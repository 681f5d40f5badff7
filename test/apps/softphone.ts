/** Uses the softphone of examples/react and examples/plain as a person does. */
import assert from 'node:assert/strict';
import type { Visit } from './visit.js';

/** Bob and Alice talk; Dave declines Bob, Carol takes him. */
export const checkTransfer = async ({ page, complaints, requests }: Visit): Promise<void> => {
  const person = (name: string, doing: string) =>
    page.locator(`li:has(strong:text-is("${name}")) .doing:text-is("${doing}")`).waitFor();
  await page.locator('.status:text-is("Ready")').waitFor();
  await page.click('button:text-is("Call Bob")');
  await page.locator('.call:has-text("Ringing at Bob…")').waitFor();
  assert.ok(await page.locator('button:text-is("Transfer to Carol")').isDisabled());
  await page.locator('.call:has-text("Talking to Bob")').waitFor();
  await person('Bob', 'Talking to Alice');

  await page.click('button:text-is("Transfer to Dave")');
  await page.locator('.news:has-text("Handing Bob over to Dave…")').waitFor();
  await page.locator('.call:has-text("Bob is on hold")').waitFor();
  await person('Bob', 'Alice has put them on hold');
  await page.locator('.news:has-text("Dave declined. Bob is still here.")').waitFor();
  await page.locator('.call:has-text("Talking to Bob")').waitFor();

  await page.click('button:text-is("Transfer to Carol")');
  await page.locator('.news:has-text("Bob is with Carol now.")').waitFor();
  await person('Bob', 'Talking to Carol');
  await person('Carol', 'Talking to Bob');
  await page.locator('.call:visible').waitFor({ state: 'detached' });

  await page.click('button:text-is("Call Carol")');
  await page.locator('.call:has-text("Ringing at Carol…")').waitFor();
  await page.click('button:text-is("Hang up")');
  await page.locator('button:text-is("Call Bob")').waitFor();
  await page.locator('.news:visible').waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  assert.ok(
    !requests.some((path) => path.includes('sdk.bundle')),
    'the SDK is loaded though nobody needs it',
  );
};

/**
 * The SDK is loaded at the first use, and once more after a load that fails. Without a token server the page shows why there is
 * no agent, and can try again.
 */
export const checkRealSdk = async ({ page, requests }: Visit): Promise<void> => {
  const attempts = () => requests.filter((path) => path === '/token').length;
  let aborted = 0;
  await page.route(
    /sdk\.bundle/,
    async (route) => {
      aborted++;
      await route.abort();
    },
    { times: 1 },
  );
  const problem = page.locator('.news:has-text("The phone could not sign in.")');
  await page.locator('.status:text-is("Ready")').waitFor();
  assert.ok(!requests.some((path) => path.includes('sdk.bundle')), 'the SDK is loaded too early');
  await page.click('button:text-is("Real service")');
  await page.locator('.status:text-is("Signing in…")').waitFor();
  await problem.waitFor();
  assert.ok(
    requests.some((path) => path.includes('sdk.bundle')),
    'the SDK is not loaded',
  );
  assert.equal(aborted, 1);
  const before = attempts();
  await page.click('button:text-is("Try again")');
  await problem.waitFor({ state: 'detached' });
  await problem.waitFor();
  assert.ok(attempts() > before, 'no other attempt');
  // The simulated phone still works.
  await page.click('button:text-is("Simulated")');
  await page.locator('.status:text-is("Ready")').waitFor();
};
