import { describe, expect, it } from '@jest/globals';
import { auditionRequest, settledAudition } from './support/auditions.ts';
import type { Page, Request } from './support/playwright.ts';
import { addressOf } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio({ args: ['--review-seconds', '1'] });

const prompt = (page: Page) => page.getByLabel('Description of the voice');
const previewText = (page: Page) => page.getByLabel('Preview text');
const check = (page: Page) => page.getByRole('region', { name: 'Check' });
const submit = (page: Page) => page.getByRole('button', { name: /^Make / });
const isFocused = (page: Page, label: string) =>
  page.getByLabel(label).evaluate((element) => element === document.activeElement);

/** Opens the form with valid texts. */
async function openFilled(): Promise<Page> {
  const page = await studio.open('/auditions/new');
  await prompt(page).fill(auditionRequest.voicePrompt);
  await previewText(page).fill(auditionRequest.previewText);
  return page;
}

/** Returns all auditions with a name. */
async function auditionsNamed(name: string) {
  const { auditions } = await studio.client.auditions.listPage({}, { limit: 100 });
  return auditions.filter(({ brief }) => brief.name === name);
}

describe('the limits of a family', () => {
  it('are counted in code points', async () => {
    const page = await studio.open('/auditions/new');
    await prompt(page).fill('👋🏽 夜');
    await page.getByText('4 of 500 characters').waitFor();
    await previewText(page).fill('Good evening.');
    await page.getByText('13 of 15 to 200 characters').waitFor();
    await previewText(page).press('Tab');
    await page.getByText('At least 15 characters. There are 13.').waitFor();
    expect(await previewText(page).getAttribute('aria-invalid')).toBe('true');
    await previewText(page).fill('Good evening, all.');
    await page.getByText('At least 15 characters.').waitFor({ state: 'detached' });
  });

  it('change with the family, and so do the allowed values', async () => {
    const page = await studio.open('/auditions/new');
    await page.getByText('More options').click();
    const optionsOf = (label: string) => page.getByLabel(label).locator('option').allTextContents();
    expect(await optionsOf('Format')).toEqual(['pcm', 'wav', 'mp3']);
    expect(await optionsOf('Sample rate')).not.toContain('8 kHz');
    await page.getByLabel('Family').selectOption('qwen');
    await page.getByText('0 of 2048 characters').waitFor();
    expect(await optionsOf('Format')).toEqual(['pcm', 'wav', 'mp3', 'opus']);
    expect(await optionsOf('Sample rate')).toContain('8 kHz');
    expect(await optionsOf('Language of the preview')).toContain('Japanese');
    expect(await optionsOf('Target model')).toContain('qwen3-tts-vd-2026-01-26');
  });
});

describe('the check of a draft', () => {
  it('shows advice, cost and free places while the preview text is still missing', async () => {
    const page = await studio.open('/auditions/new');
    await prompt(page).fill('A nice man with a deep, high-pitched voice');
    await check(page).getByText('"nice" describes no sound').waitFor();
    await check(page).getByText('asks for a high pitch and for a low pitch').waitFor();
    await check(page).getByText('Free of charge', { exact: true }).waitFor();
    expect(await check(page).innerText()).toMatch(/Free places\s+[\d,]+ of 1,000/);
    await prompt(page).fill(auditionRequest.voicePrompt);
    await check(page).getByText('"nice" describes no sound').waitFor({ state: 'detached' });
  });

  it('shows warnings, and the price of all candidates', async () => {
    const page = await openFilled();
    await page.getByLabel('Target model').selectOption({ label: 'Another model …' });
    await page.getByLabel('Name of the model').fill('cosyvoice-v9');
    await check(page).getByText('The target model is not among those known').waitFor();
    await page.getByLabel('Family').selectOption('qwen');
    await check(page).getByText('The provider retired qwen-voice-design').waitFor();
    await check(page).getByText('CN¥0.60 in all').waitFor();
    await page.getByLabel('Candidates').selectOption('5');
    await check(page).getByText('CN¥1.00 in all').waitFor();
  });

  it('has one request in flight: a newer text aborts the request of an older one', async () => {
    const page = await studio.open('/auditions/new');
    const isCheck = (request: Request) => request.url().includes('dryRun=true');
    // The first request gets no response.
    await page.route(/dryRun=true/, async (route) => {
      if (route.request().postData()?.includes('An old text') !== true) await route.continue();
    });
    const isOf = (text: string) => (request: Request) =>
      isCheck(request) && (request.postData() ?? '').includes(text);
    const first = page.waitForRequest(isOf('An old text'));
    await prompt(page).fill('An old text');
    await first;
    const aborted = page.waitForEvent('requestfailed', { predicate: isOf('An old text') });
    const second = page.waitForRequest(isOf('A new text'));
    await prompt(page).fill('A new text');
    await aborted;
    await second;
    await check(page).getByText('The description has 3 words').waitFor();
  });

  it('waits until the text has not changed for a while', async () => {
    const page = await studio.open('/auditions/new');
    const bodies: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('dryRun=true')) bodies.push(request.postData() ?? '');
    });
    await prompt(page).evaluate(async (field) => {
      if (!(field instanceof HTMLTextAreaElement)) throw new Error('The prompt is no text area.');
      // No timer of the page runs between two letters, however slow the machine is.
      for (const letter of 'A calm and clear voice that is typed without a pause') {
        field.setRangeText(letter, field.value.length, field.value.length, 'end');
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await Promise.resolve();
      }
    });
    await check(page).getByText('Free of charge', { exact: true }).waitFor();
    expect(bodies).toEqual([expect.stringContaining('A calm and clear voice that is typed without a pause')]);
  });

  it('is in Chinese for a Chinese reader', async () => {
    const page = await studio.open('/auditions/new', { locale: 'zh-CN' });
    await page.getByLabel('声音描述').fill('好听的声音');
    await page.getByText('描述过短，建议 15 到 40 个词。').waitFor();
    await page.getByText('免费').waitFor();
  });
});

describe('a request', () => {
  it('makes the audition with all fields, and opens it', async () => {
    const page = await openFilled();
    await page.getByLabel('Candidates').selectOption('2');
    await page.getByLabel('Name').fill('Harbour voice');
    await page.getByLabel('Alias').fill('harbour-voice');
    await page.getByText('More options').click();
    await page.getByLabel('Language of the preview').selectOption('en');
    await page.getByLabel('Sample rate').selectOption('48000');
    await page.getByLabel('Hours until the audition lapses').fill('24');
    await page.getByRole('button', { name: 'Add a label' }).click();
    await page.getByLabel('Label 1, Key').fill('project');
    await page.getByLabel('Label 1, Value').fill('audiobook');
    await submit(page).click();
    await page.getByRole('heading', { name: 'Harbour voice', level: 1 }).waitFor();
    const [audition, ...others] = await auditionsNamed('Harbour voice');
    expect(others).toEqual([]);
    expect(await addressOf(page)).toBe(`${studio.url}#/auditions/${audition?.auditionId}`);
    expect(audition).toMatchObject({
      alias: 'harbour-voice',
      brief: { ...auditionRequest, language: 'en', sampleRate: 48_000, labels: { project: 'audiobook' } },
      candidates: [{}, {}],
    });
    const hours = Date.parse(audition?.keepUntil ?? '') - Date.parse(audition?.createdAt ?? '');
    expect(hours).toBe(24 * 3_600_000);
  });

  it('makes one audition on a double click', async () => {
    const page = await openFilled();
    await page.getByLabel('Name').fill('Clicked twice');
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && !request.url().includes('dryRun'))
        keys.push(request.headers()['idempotency-key']);
    });
    await submit(page).evaluate((button) => {
      button.click();
      button.click();
    });
    await page.getByRole('heading', { name: 'Clicked twice', level: 1 }).waitFor();
    expect(new Set(keys).size).toBe(1);
    expect(await auditionsNamed('Clicked twice')).toHaveLength(1);
  });

  it('is repeated with the same key after the connection was lost', async () => {
    const page = await openFilled();
    await page.getByLabel('Name').fill('Second try');
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && !request.url().includes('dryRun'))
        keys.push(request.headers()['idempotency-key']);
    });
    await check(page).getByText('Free of charge', { exact: true }).waitFor();
    await page.context().setOffline(true);
    await submit(page).click();
    await page.locator('.new-audition-submit').getByText('The API did not respond.').waitFor();
    await page.context().setOffline(false);
    await submit(page).click();
    await page.getByRole('heading', { name: 'Second try', level: 1 }).waitFor();
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect(await auditionsNamed('Second try')).toHaveLength(1);
  });

  it('that the API refuses names the field, which gets the focus', async () => {
    const page = await openFilled();
    await page.getByLabel('Alias').fill('Not An Alias');
    await page.getByLabel('Name').fill('n'.repeat(65));
    await submit(page).click();
    await page.getByText('Use 1 to 63 lower-case letters, digits and inner hyphens.').waitFor();
    await page.getByText('At most 64 characters. There are 65.').waitFor();
    expect(await page.getByLabel('Alias').getAttribute('aria-invalid')).toBe('true');
    expect(await isFocused(page, 'Name')).toBe(true);
    await page.getByLabel('Alias').fill('an-alias');
    await page.getByText('Use 1 to 63').waitFor({ state: 'detached' });
  });

  it('with a wrong field among the further options opens them', async () => {
    const page = await openFilled();
    await page.getByText('More options').click();
    await page.getByLabel('Hours until the audition lapses').fill('1000');
    await page.getByText('More options').click();
    await submit(page).click();
    await page.getByText('At most 720.').waitFor();
    await page.getByLabel('Hours until the audition lapses').waitFor();
    expect(await isFocused(page, 'Hours until the audition lapses')).toBe(true);
  });

  it('without texts names both fields and sends nothing', async () => {
    const page = await studio.open('/auditions/new');
    await submit(page).click();
    expect(await page.getByText('This field is required.').count()).toBe(2);
    expect(await isFocused(page, 'Description of the voice')).toBe(true);
  });

  it('keeps the focus where the user has moved it, also when frames are late', async () => {
    const page = await openFilled();
    await page.getByText('More options').click();
    await page.evaluate('frames = []; requestAnimationFrame = (run) => frames.push(run)');
    await page.getByRole('button', { name: 'Add a label' }).click();
    expect(await isFocused(page, 'Label 1, Key')).toBe(true);
    await page.getByLabel('Label 1, Value').focus();
    await page.evaluate('frames.forEach((run) => run(performance.now()))');
    expect(await isFocused(page, 'Label 1, Value')).toBe(true);
    await page.getByRole('button', { name: 'Remove label 1' }).click();
    const hasFocus = (element: HTMLElement) => element === document.activeElement;
    expect(await page.getByRole('button', { name: 'Add a label' }).evaluate(hasFocus)).toBe(true);
  });

  it('can be one for a single voice', async () => {
    const page = await openFilled();
    await page.getByLabel('Candidates').selectOption('1');
    await page.getByLabel('Name').fill('Alone');
    expect(await page.getByLabel('Alias').count()).toBe(0);
    await page.getByRole('button', { name: 'Make the voice' }).click();
    await page.getByRole('heading', { name: 'Alone', level: 1 }).waitFor();
    expect(await addressOf(page)).toContain('#/voices/');
    expect(await auditionsNamed('Alone')).toEqual([]);
  });

  it('can be made by keyboard alone', async () => {
    const page = await studio.open('/auditions/new');
    await prompt(page).focus();
    await page.keyboard.type(auditionRequest.voicePrompt);
    await page.keyboard.press('Tab');
    await page.keyboard.type(auditionRequest.previewText);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Typed');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Typed', level: 1 }).waitFor();
  });
});

describe('the form', () => {
  it('starts with the brief of an audition', async () => {
    const labels = { project: 'book' };
    const from = await settledAudition(studio, {
      name: 'First try',
      labels,
      alias: 'first-try',
      candidates: 4,
    });
    const page = await studio.open(`/auditions/${from.auditionId}`);
    await page.getByRole('link', { name: 'New audition from this brief' }).click();
    await prompt(page).waitFor();
    expect(await prompt(page).inputValue()).toBe(auditionRequest.voicePrompt);
    expect(await page.getByLabel('Alias').inputValue()).toBe('first-try');
    expect(await page.getByLabel('Candidates').inputValue()).toBe('4');
    await page.getByText('More options').click();
    expect(await page.getByLabel('Label 1, Value').inputValue()).toBe('book');
  });

  it('is not offered to a key that may only read', async () => {
    const { key } = await studio.createKey(['read']);
    const page = await studio.open('/auditions/new', { key });
    await page.getByText('Your key may not do this.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
  });
});
