import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { tools } from './support/chromium.ts';
import { type Content, makeContent } from './support/content.ts';
import type { Page } from './support/playwright.ts';
import { patterns, type ShownPage, shownPages } from './support/shown-pages.ts';
import { type OpenOptions, useStudio } from './support/studio.ts';

const axe = readFileSync(join(tools, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
/** WCAG 2.2 A and AA, and the best practices of axe. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const studio = useStudio();
let content: Content;
beforeAll(async () => {
  content = await makeContent(studio);
});

const open = ({ path, signedOut }: ShownPage, options: OpenOptions = {}) =>
  studio.open(path(content), { ...options, ...(signedOut && { key: null }) });

/** Returns the findings of axe, each with the elements, and whether it has checked the page. */
async function findings(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ passes, violations }) => ({
      isChecked: passes.length > 15,
      violations: violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => html + failureSummary),
      })),
    }))`,
  );
}

it('the table of pages has every page of the studio', () => {
  expect(patterns.filter((each) => !shownPages.some(({ pattern }) => pattern === each))).toEqual([]);
  expect(patterns.length).toBeGreaterThan(2);
});

describe.each(shownPages)('the page $name', (shown) => {
  it.each([
    ['en-US', 'light'],
    ['en-US', 'dark'],
    ['zh-CN', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('has no finding of axe in %s and %s', async (locale, colorScheme) => {
    const page = await open(shown, { locale, colorScheme });
    await page
      .locator('main')
      .getByText(/Loading|正在加载/)
      .waitFor({ state: 'hidden' });
    expect(await findings(page)).toEqual({ isChecked: true, violations: [] });
  });

  it.each(['en-US', 'zh-CN'])('fits into 360 pixels in %s', async (locale) => {
    const page = await open(shown, { locale, viewport: { width: 360, height: 640 } });
    await page
      .locator('main')
      .getByText(/Loading|正在加载/)
      .waitFor({ state: 'hidden' });
    const widths = await page.evaluate(() => ({
      window: document.documentElement.clientWidth,
      content: document.documentElement.scrollWidth,
    }));
    expect(widths).toEqual({ window: 360, content: 360 });
  });

  it('has one title of the first level, which is the title of the document', async () => {
    const page = await open(shown);
    // Both at once, because the title of a voice changes when the voice is loaded.
    const { titles, title } = await page.evaluate(() => ({
      titles: [...document.querySelectorAll('h1')].map(({ textContent }) => textContent),
      title: document.title,
    }));
    expect(titles).toHaveLength(1);
    expect(title).toBe(`${titles[0]} · Voice studio`);
  });
});
