import type { Page } from './playwright.ts';

/** The shortest wait between two refreshes, in milliseconds. Other timers of the page are shorter and run as usual. */
const shortestMs = 2_000;

/**
 * Opens a page again and holds its waits between refreshes, which then last until the test ends them.
 *
 * @example
 * const page = await holdWaits(await studio.open('/aliases'));
 * expect(await heldWait(page)).toBe(2_000);
 * await endWait(page);
 */
export async function holdWaits(page: Page): Promise<Page> {
  await page.context().addInitScript(`{
    const { setTimeout, clearTimeout } = window;
    const waits = new Map();
    let last = 0;
    window.heldWaits = waits;
    window.setTimeout = (run, ms, ...rest) => {
      if (!(ms >= ${shortestMs})) return setTimeout(run, ms, ...rest);
      last -= 1;
      waits.set(last, { run, ms });
      return last;
    };
    window.clearTimeout = (id) => {
      if (!waits.delete(id)) clearTimeout(id);
    };
  }`);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Waits until the page waits for its next refresh. Returns the length of the wait in milliseconds. */
export async function heldWait(page: Page): Promise<number> {
  await page.waitForFunction(() => Reflect.get(window, 'heldWaits').size === 1, undefined);
  return page.evaluate(() => {
    const waits: Map<number, { readonly ms: number }> = Reflect.get(window, 'heldWaits');
    return [...waits.values()][0]?.ms ?? Number.NaN;
  });
}

/** Ends the wait of the page. */
export async function endWait(page: Page): Promise<void> {
  await page.evaluate(() => {
    const waits: Map<number, { run(): void }> = Reflect.get(window, 'heldWaits');
    for (const [id, { run }] of [...waits]) {
      waits.delete(id);
      run();
    }
  });
}
