import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditionRequest } from './support/auditions.ts';
import { copyVoice } from './support/many-voices.ts';
import type { Page } from './support/playwright.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio({ args: ['--review-seconds', '1'] });
let voiceId: string;
beforeAll(async () => {
  const { voice } = await studio.client.create({ ...auditionRequest, name: 'Original' });
  ({ voiceId } = voice);
  await studio.stack.voiceAt(voiceId, 'OK');
  await copyVoice(studio.stack, voiceId, 150);
  await studio.client.aliases.set('narrator', voiceId);
});

const title = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

describe('the list of voices', () => {
  it.each([
    ['the link to the list', (page: Page) => page.locator('a.back').press('Enter')],
    ['the button of the browser', (page: Page) => page.goBack()],
  ] as const)('is where the user left it after %s', async (_, back) => {
    const page = await studio.open('/voices');
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText('151 voices').waitFor();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const last = page.getByRole('link', { name: 'Copy 0000', exact: true });
    await last.focus();
    const position = await page.evaluate(() => scrollY);
    expect(position).toBeGreaterThan(5_000);
    await page.keyboard.press('Enter');
    await title(page, 'Copy 0000');
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await back(page);
    await title(page, 'Voices');
    await page.waitForFunction((expected) => scrollY === expected, position);
    await last.waitFor();
    const { top, bottom, height } = await last.evaluate((link) => ({
      ...link.getBoundingClientRect().toJSON(),
      height: innerHeight,
    }));
    expect(top).toBeGreaterThan(0);
    expect(bottom).toBeLessThan(height);
  });

  it('begins at its start when it is opened from the navigation', async () => {
    const page = await studio.open('/voices');
    await page.getByText('voices').first().waitFor();
    await page.getByRole('link', { name: 'Copy 0149', exact: true }).waitFor();
    await page.evaluate(() => scrollTo(0, 2_000));
    await page.getByRole('link', { name: 'State', exact: true }).press('Enter');
    await title(page, 'State');
    await page.getByRole('link', { name: 'Voices', exact: true }).press('Enter');
    await title(page, 'Voices');
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});

const text = 'A deep, calm man in his fifties who reads the news.';

/** The forms with drafts. */
const forms = [
  { name: 'a new audition', path: '/auditions/new', heading: 'New audition' },
  { name: 'a remake', path: '/aliases/narrator', heading: 'narrator' },
];

/** Returns the texts of the kept drafts. */
function drafts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Object.entries(sessionStorage).flatMap(([name, draft]) =>
      name.startsWith('studio.draft.') ? [draft] : [],
    ),
  );
}

describe.each(forms)('the draft of $name', ({ path, heading }) => {
  const prompt = (page: Page) => page.getByLabel('Description of the voice');

  async function openWritten(): Promise<Page> {
    const page = await studio.open(path);
    await title(page, heading);
    await prompt(page).fill(text);
    await page.getByLabel('Candidates').selectOption('5');
    return page;
  }

  async function expectWritten(page: Page): Promise<void> {
    await title(page, heading);
    await prompt(page).waitFor();
    expect(await prompt(page).inputValue()).toBe(text);
    expect(await page.getByLabel('Candidates').inputValue()).toBe('5');
  }

  it('survives a visit to a voice, and a reload, and contains no key', async () => {
    const page = await openWritten();
    await page.evaluate((id) => {
      location.hash = `#/voices/${id}`;
    }, voiceId);
    await title(page, 'Original');
    await page.goBack();
    await expectWritten(page);
    await page.reload();
    await expectWritten(page);
    const [kept, ...others] = await drafts(page);
    expect(others).toEqual([]);
    expect(kept).toContain(text);
    expect(kept).not.toContain(studio.stack.note.apiKey);
  });

  it('ends with Start over', async () => {
    const page = await openWritten();
    await page.getByRole('button', { name: 'Start over' }).click();
    expect(await prompt(page).inputValue()).not.toBe(text);
    expect(await prompt(page).evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await drafts(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Start over' }).count()).toBe(0);
  });

  it('ends when the user signs out', async () => {
    const page = await openWritten();
    expect(await drafts(page)).toHaveLength(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await title(page, 'Sign in');
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('ends when it is submitted', async () => {
    const page = await openWritten();
    const preview = page.getByLabel('Preview text');
    if ((await preview.inputValue()) === '') await preview.fill(auditionRequest.previewText);
    await page.getByLabel('Candidates').selectOption('2');
    await page.getByRole('button', { name: /^(Make 2 candidates|Start the audition)$/ }).click();
    await page.waitForFunction(() => /^#\/auditions\/\w{26}$/.test(location.hash), undefined);
    await page.waitForFunction(
      () => Object.keys(sessionStorage).every((name) => !name.startsWith('studio.draft.')),
      undefined,
    );
  });
});
