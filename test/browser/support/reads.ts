import type { Locator, Page } from './playwright.ts';

/** Returns the address of a page, which the page has changed before it shows what the address names. */
export async function addressOf(page: Page): Promise<string> {
  return page.evaluate(() => location.href);
}

/** Waits until a page has loaded what it shows and has checked its form. */
export async function loaded(page: Page): Promise<void> {
  const main = page.locator('main');
  await main.getByText(/Loading|正在加载/).waitFor({ state: 'hidden' });
  await gone(main.locator('[aria-busy=true]'));
}

/** Waits until no element matches, such as the rows that a filter leaves out. */
export async function gone(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'detached' });
}
