import { expect, it } from '@jest/globals';
import { endWait, heldWait, holdWaits } from './support/held-waits.ts';
import type { Page, Route } from './support/playwright.ts';
import { gone } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

/** The stack has no alias, so that no refresh finds a change. */
const studio = useStudio();
const aliases = /\/v1\/aliases/;

/** Changes the visibility of the tab as the page sees it. Headless Chromium shows every tab. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

it('a hidden tab asks once a minute, and at once when it is shown again', async () => {
  const page = await holdWaits(await studio.open('/aliases'));
  // The first load has ended.
  expect(await heldWait(page)).toBe(2_000);
  const requests: string[] = [];
  page.on('request', (request) => {
    if (aliases.test(request.url())) requests.push(request.method());
  });
  await endWait(page);
  expect(await heldWait(page)).toBe(3_000);
  await setVisibility(page, 'hidden');
  for (let waits = 0; waits < 3; waits += 1) {
    await endWait(page);
    expect(await heldWait(page)).toBe(60_000);
  }
  expect(requests).toHaveLength(4);
  const shown = page.waitForResponse((response) => aliases.test(response.url()));
  await setVisibility(page, 'visible');
  expect((await shown).status()).toBe(200);
  expect(await heldWait(page)).toBe(3_000);
  expect(requests).toHaveLength(5);
});

it('a tab that is hidden while it loads waits a minute for the next refresh', async () => {
  const page = await holdWaits(await studio.open('/aliases'));
  await heldWait(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(aliases, async (route) => {
    await held;
    await route.continue();
  });
  const requested = page.waitForRequest((request) => aliases.test(request.url()));
  await endWait(page);
  await requested;
  await setVisibility(page, 'hidden');
  release();
  expect(await heldWait(page)).toBe(60_000);
});

const failures: readonly (readonly [string, (route: Route) => Promise<void>])[] = [
  ['no response', (route) => route.abort()],
  ['a response of something else', (route) => route.fulfill({ status: 503, body: 'unavailable' })],
];

it.each(failures)('with %s, the page asks less and less often, reports it, and recovers', async (_, fail) => {
  const page = await holdWaits(await studio.open('/aliases'));
  await page.getByText('There are no aliases yet.').waitFor();
  expect(await heldWait(page)).toBe(2_000);
  let isFailing = true;
  await page.route(aliases, (route) => (isFailing ? fail(route) : route.continue()));
  const banner = page.getByText(/^No response from the API since/);
  const waits: number[] = [];
  for (let failed = 1; failed <= 7; failed += 1) {
    await endWait(page);
    waits.push(await heldWait(page));
    await banner.waitFor();
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(await page.getByText('There are no aliases yet.').isVisible()).toBe(true);
  isFailing = false;
  await endWait(page);
  await gone(banner);
  expect(await heldWait(page)).toBe(3_000);
});
