import type { Locator, Page } from './playwright.ts';

/** Returns the address of a page, which the page has changed before it shows what the address names. */
export async function addressOf(page: Page): Promise<string> {
  return page.evaluate(() => location.href);
}

/** Waits until no element matches, such as the rows that a filter leaves out. */
export async function gone(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'detached' });
}
