import { beforeAll, describe, expect, it } from '@jest/globals';
import { appearances, findings } from './support/axe.ts';
import { type Content, makeContent } from './support/content.ts';
import { loaded } from './support/reads.ts';
import { patterns, type ShownPage, shownPages } from './support/shown-pages.ts';
import { type OpenOptions, useStudio } from './support/studio.ts';

const studio = useStudio();
let content: Content;
beforeAll(async () => {
  content = await makeContent(studio);
});

const open = ({ path, signedOut }: ShownPage, options: OpenOptions = {}) =>
  studio.open(path(content), { ...options, ...(signedOut && { key: null }) });

it('the table of pages has every page of the studio', () => {
  expect(patterns.filter((each) => !shownPages.some(({ pattern }) => pattern === each))).toEqual([]);
  expect(patterns.length).toBeGreaterThan(2);
});

describe.each(shownPages)('the page $name', (shown) => {
  it.each(appearances)('has no finding of axe in %s and %s', async (locale, colorScheme) => {
    const page = await open(shown, { locale, colorScheme });
    await loaded(page);
    const { passes, violations } = await findings(page);
    expect(violations).toEqual([]);
    expect(passes).toBeGreaterThan(15);
  });

  it.each(['en-US', 'zh-CN'])('fits into 360 pixels in %s', async (locale) => {
    const page = await open(shown, { locale, viewport: { width: 360, height: 640 } });
    await loaded(page);
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
