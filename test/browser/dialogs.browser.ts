import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { appearances, findings } from './support/axe.ts';
import { type Content, makeContent } from './support/content.ts';
import type { Locator, Page } from './support/playwright.ts';
import { type OpenOptions, useStudio } from './support/studio.ts';

const studio = useStudio();
let content: Content;
let otherKey: string;
beforeAll(async () => {
  content = await makeContent(studio);
  ({ key: otherKey } = await studio.createKey(['read'], 'director'));
});

interface ShownDialog {
  /** The file of the studio that renders it. */
  readonly file: string;
  readonly path: () => string;
  /** The element that has the focus when the dialog opens. */
  readonly opener: (page: Page) => Locator;
  /** Opens the dialog. @default Enter on the opener */
  readonly open?: (page: Page) => Promise<void>;
}

const dialogs: readonly ShownDialog[] = [
  {
    file: 'pages/audition/choice-dialog.tsx',
    path: () => `/auditions/${content.auditionId}`,
    opener: (page) => page.locator('.candidate-choose').first(),
  },
  {
    file: 'pages/audition/cancel-dialog.tsx',
    path: () => `/auditions/${content.auditionId}`,
    opener: (page) => page.getByRole('button', { name: /^(Cancel audition|取消试音)$/ }),
  },
  {
    file: 'pages/voice/point-alias-dialog.tsx',
    path: () => `/voices/${content.voiceId}`,
    opener: (page) => page.getByRole('button', { name: /^(Point an alias here|设置别名)$/ }),
  },
  {
    file: 'pages/state/switches-card.tsx',
    path: () => '/state',
    opener: (page) => page.getByRole('button', { name: /^(Turn off: Creating voices|关闭：创建音色)$/ }),
  },
  {
    file: 'chrome/link-key-dialog.tsx',
    path: () => '/aliases',
    opener: (page) => page.getByRole('link', { name: content.alias }),
    open: async (page) => {
      await page.evaluate((key) => {
        location.hash = `#key=${key}`;
      }, otherKey);
      // Its owner is loaded.
      await page.getByRole('dialog').getByText('director').waitFor();
    },
  },
];

/** Opens a page and its dialog, with the focus on the opener before. */
async function openDialog({ path, opener, open }: ShownDialog, options: OpenOptions = {}): Promise<Page> {
  const page = await studio.open(path(), options);
  await opener(page).focus();
  if (open === undefined) await page.keyboard.press('Enter');
  else await open(page);
  await page.getByRole('dialog').waitFor();
  return page;
}

/** Returns where the focus is. Chromium moves it from the last element of a dialog to its own controls. */
function focusPlace(page: Page): Promise<'dialog' | 'browser' | 'page'> {
  return page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) return 'browser';
    return activeElement.closest('dialog[open]') === null ? 'page' : 'dialog';
  });
}

it('the table of dialogs has every dialog of the studio', () => {
  const files = globSync('**/*.tsx', { cwd: 'studio' })
    .filter((file) => file !== 'ui/dialog.tsx')
    .flatMap((file) => [...readFileSync(`studio/${file}`, 'utf8').matchAll(/<Dialog\b/g)].map(() => file));
  expect(dialogs.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
  expect(readFileSync('studio/ui/dialog.tsx', 'utf8').match(/showModal/g)).toHaveLength(1);
  const withOwnElement = globSync('**/*.tsx', { cwd: 'studio' }).filter((file) =>
    readFileSync(`studio/${file}`, 'utf8').includes('<dialog'),
  );
  expect(withOwnElement).toEqual(['ui/dialog.tsx']);
});

describe.each(dialogs)('the dialog of $file', (dialog) => {
  it('takes the focus, keeps it, closes with Escape and returns the focus to its opener', async () => {
    const page = await openDialog(dialog);
    expect(await focusPlace(page)).toBe('dialog');
    const controls = await page.getByRole('dialog').locator('button, input, a, select, textarea').count();
    for (const key of ['Tab', 'Shift+Tab']) {
      const places: string[] = [];
      for (let presses = 0; presses < controls + 2; presses += 1) {
        await page.keyboard.press(key);
        places.push(await focusPlace(page));
      }
      expect(places).toContain('dialog');
      expect(places).not.toContain('page');
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await dialog.opener(page).evaluate((opener) => opener === document.activeElement)).toBe(true);
  });

  it('opens again after Escape', async () => {
    const page = await openDialog(dialog);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    if (dialog.open === undefined) await page.keyboard.press('Enter');
    else await dialog.open(page);
    await page.getByRole('dialog').waitFor();
    await page.getByRole('dialog').getByRole('button').first().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it.each(appearances)('has no finding of axe in %s and %s', async (locale, colorScheme) => {
    const page = await openDialog(dialog, { locale, colorScheme });
    const { passes, violations } = await findings(page);
    expect(violations).toEqual([]);
    expect(passes).toBeGreaterThan(10);
  });

  it.each(['en-US', 'zh-CN'])('fits into 360 pixels in %s', async (locale) => {
    const page = await openDialog(dialog, { locale, viewport: { width: 360, height: 640 } });
    const { left, right, overflow } = await page.getByRole('dialog').evaluate((element) => ({
      left: element.getBoundingClientRect().left,
      right: element.getBoundingClientRect().right,
      overflow: element.scrollWidth - element.clientWidth,
    }));
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(360);
    expect(overflow).toBe(0);
  });
});
