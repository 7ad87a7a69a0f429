import { beforeAll, describe, expect, it } from '@jest/globals';
import { VoiceClient, type VoiceRequest, type VoiceView } from '../../client/index.ts';
import { copyVoice } from './support/many-voices.ts';
import type { Page, Request } from './support/playwright.ts';
import { processorTimesOfFrames } from './support/processor-times.ts';
import { addressOf } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio({ args: ['--review-seconds', '1'] });

const brief = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
  previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
  language: 'en',
} as const satisfies VoiceRequest;

async function voiceAt(
  status: VoiceView['status'],
  change: Partial<VoiceRequest>,
  client = studio.client,
): Promise<VoiceView> {
  const { voice } = await client.create({ ...brief, ...change });
  await studio.stack.voiceAt(voice.voiceId, status);
  return studio.client.get(voice.voiceId);
}

/** Returns the row of a voice. */
function rowOf(page: Page, name: string) {
  return page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
}

/** Waits until the list has these names, in this order. */
async function waitForNames(page: Page, names: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (expected) =>
      JSON.stringify([...document.querySelectorAll('.voice-name')].map((name) => name.textContent)) ===
      expected,
    JSON.stringify(names),
  );
}

/** Collects the requests of a page for the list of voices. */
function listRequests(page: Page): URL[] {
  const urls: URL[] = [];
  page.on('request', (request: Request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith('/v1/voices')) urls.push(url);
  });
  return urls;
}

describe('the list', () => {
  /** Filters the list by the owner of its voices. The other tests of this file have another owner. */
  const path = '/voices?createdBy=casting';
  let narrator: VoiceView;
  beforeAll(async () => {
    const { key } = await studio.createKey(['read', 'write'], 'casting');
    const client = new VoiceClient({ apiUrl: studio.stack.note.apiUrl, apiKey: key });
    const labels = { project: 'audiobook', role: 'narrator' };
    const clipped = 'A deep, menacing old man. [clipped preview]';
    narrator = await voiceAt('OK', { name: 'Narrator', labels }, client);
    await client.aliases.set('bedtime', narrator.voiceId);
    await voiceAt('OK', { name: 'Villain', voicePrompt: clipped }, client);
    await voiceAt('UNDEPLOYED', { name: 'Announcer', voicePrompt: `${brief.voicePrompt} [reject]` }, client);
    const qwen = { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' } as const;
    await voiceAt('OK', { name: 'Reader', ...qwen }, client);
  });

  it('shows status, family, model, alias, labels, age and findings of each voice', async () => {
    const page = await studio.open(path);
    await waitForNames(page, ['Reader', 'Announcer', 'Villain', 'Narrator']);
    const row = rowOf(page, 'Narrator');
    for (const text of ['Ready', 'CosyVoice · cosyvoice-v3.5-plus', 'project:audiobook']) {
      await row.getByText(text).waitFor();
    }
    expect(await row.locator('.chip-accent').textContent()).toContain('bedtime');
    expect(await row.locator('time').getAttribute('datetime')).toBe(narrator.createdAt);
    await rowOf(page, 'Villain').getByText('Clipped').waitFor();
    await rowOf(page, 'Announcer').getByText('Rejected').waitFor();
    await rowOf(page, 'Reader').getByText('Qwen · qwen3-tts-vd-2026-01-26').waitFor();
  });

  it('plays a preview in its row, and one at a time', async () => {
    const page = await studio.open(path);
    await page.getByRole('button', { name: 'Play Narrator' }).click();
    await page.getByRole('button', { name: 'Stop Narrator' }).waitFor();
    await page.waitForFunction(
      () =>
        Number(document.querySelector('[aria-label="Position in Narrator"]')?.getAttribute('aria-valuenow')) >
        0.2,
      undefined,
    );
    await page.getByRole('button', { name: 'Play Villain' }).click();
    await page.getByRole('button', { name: 'Stop Villain' }).waitFor();
    await page.getByRole('button', { name: 'Play Narrator' }).waitFor();
  });

  it.each([
    ['Status', { label: 'Rejected' }, ['Announcer'], 'status=UNDEPLOYED'],
    ['Family', { label: 'Qwen' }, ['Reader'], 'family=qwen'],
    ['Scope', { label: 'International' }, [], 'scope=international'],
  ] as const)('filters by %s', async (field, option, names, query) => {
    const page = await studio.open(path);
    await page.getByLabel(field).selectOption(option);
    await waitForNames(page, names);
    expect(await addressOf(page)).toContain(query);
    if (names.length === 0) await page.getByText('No voice matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await rowOf(page, 'Reader').waitFor();
    expect(await addressOf(page)).toBe(`${studio.url}#/voices`);
  });

  it.each([
    ['Model', 'qwen3-tts-vd-2026-01-26', ['Reader']],
    ['Label', 'role:narrator', ['Narrator']],
    ['Requested by', 'another', []],
  ] as const)('filters by %s, which survives a reload', async (field, value, names) => {
    const page = await studio.open(path);
    await page.getByLabel(field).fill(value);
    await page.getByLabel(field).press('Enter');
    await waitForNames(page, names);
    await page.reload();
    await waitForNames(page, names);
    expect(await page.getByLabel(field).inputValue()).toBe(value);
  });

  it('filters by a label of a row, and reports a label without a colon', async () => {
    const page = await studio.open(path);
    await rowOf(page, 'Narrator').getByRole('link', { name: 'project:audiobook' }).click();
    await waitForNames(page, ['Narrator']);
    await page.getByLabel('Label').fill('project');
    await page.getByLabel('Label').press('Enter');
    await page.getByText('Write a label as key:value.').waitFor();
  });

  it('opens a voice by keyboard alone', async () => {
    const page = await studio.open(path);
    await rowOf(page, 'Reader').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).focus();
    for (const expected of ['Play Reader', 'Reader']) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      );
      expect(name).toBe(expected);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Reader', level: 1 }).waitFor();
  });

  it('leads to a new audition, unless the key may only read', async () => {
    const page = await studio.open(path);
    const href = await page.getByRole('link', { name: 'New audition' }).getAttribute('href');
    expect(href).toBe('#/auditions/new');
    const { key } = await studio.createKey(['read']);
    const reader = await studio.open(path, { key });
    await rowOf(reader, 'Reader').waitFor();
    expect(await reader.getByRole('link', { name: 'New audition' }).count()).toBe(0);
  });

  it.each([
    ['en-US', 'light', 'Filters (1)'],
    ['zh-CN', 'dark', '筛选（1）'],
  ] as const)(
    'becomes cards at 360 px, with the filters behind a button (%s, %s)',
    async (locale, colorScheme, name) => {
      const page = await studio.open(path, {
        viewport: { width: 360, height: 740 },
        locale,
        colorScheme,
      });
      await page.getByRole('link', { name: 'Reader' }).waitFor();
      const status = page.locator('select[name=status]');
      expect(await status.isVisible()).toBe(false);
      await page.getByRole('button', { name, exact: true }).click();
      expect(await status.isVisible()).toBe(true);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );
});

describe('a row with a long name, alias and labels', () => {
  const labels = { test: 'long', 'a-label-with-a-long-key': 'v'.repeat(100), other: 'w'.repeat(100) };
  beforeAll(async () => {
    const { voiceId } = await voiceAt('OK', { name: `Long${'g'.repeat(60)}`, labels });
    await studio.client.aliases.set('b'.repeat(63), voiceId);
  });

  it.each([360, 721, 768, 1_080, 1_081, 1_280])('keeps its parts apart at %i px', async (width) => {
    const page = await studio.open('/voices?label=test%3Along', { viewport: { width, height: 740 } });
    await page.locator('.voice-row').waitFor();
    const beyond = await page.locator('.voice-row').evaluate((row) => {
      /** Returns the elements that end after the content of their parent. */
      const outside = (parent: Element, children: Iterable<Element>) => {
        const padding = Number.parseFloat(getComputedStyle(parent).paddingRight);
        const end = parent.getBoundingClientRect().right - padding;
        return [...children].filter((child) => child.getBoundingClientRect().right > end + 1);
      };
      const parts = [...row.children, ...row.querySelectorAll('.voice-facts > *')];
      const tags = row.querySelector('.voice-tags');
      return [...outside(row, parts), ...(tags ? outside(tags, tags.children) : [])].map(
        ({ className, textContent }) => `${className}: ${textContent}`,
      );
    });
    expect(beyond).toEqual([]);
  });
});

it('shows new and changed voices without a reload, and asks only for changes', async () => {
  const first = await voiceAt('DEPLOYING', {
    name: 'First',
    voicePrompt: `${brief.voicePrompt} [review never]`,
  });
  const page = await studio.open('/voices?label=test%3Alive');
  // The first load ends before the voice exists.
  await page.getByText('No voice matches these filters.').waitFor();
  const requests = listRequests(page);
  const { voice } = await studio.client.create({ ...brief, name: 'Second', labels: { test: 'live' } });
  await waitForNames(page, ['Second']);
  await rowOf(page, 'Second').getByText('Ready').waitFor();
  await studio.client.delete(voice.voiceId);
  await rowOf(page, 'Second').getByText('Deleted').waitFor();
  expect(first.status).toBe('DEPLOYING');
  const areForChanges = requests.map((url) => url.searchParams.has('changedSince'));
  expect(areForChanges.length).toBeGreaterThan(1);
  expect(areForChanges).not.toContain(false);
});

it('removes a voice from the list when it no longer has the status of the filter', async () => {
  const labels = { test: 'status' };
  const kept = await voiceAt('OK', { name: 'Kept', labels });
  const leaving = await voiceAt('OK', { name: 'Leaving', labels });
  const page = await studio.open('/voices?status=OK&label=test%3Astatus');
  await waitForNames(page, ['Leaving', 'Kept']);
  await studio.client.delete(leaving.voiceId);
  await waitForNames(page, ['Kept']);
  expect(kept.status).toBe('OK');
});

it('shows a filter of the address that does not exist, and that it has no effect', async () => {
  const labels = { test: 'unknown' };
  await voiceAt('OK', { name: 'Shown', labels });
  const page = await studio.open('/voices?status=READY&label=test%3Aunknown');
  await waitForNames(page, ['Shown']);
  expect(await page.getByLabel('Status').inputValue()).toBe('READY');
  await page.getByText('This value does not exist, so the list is not filtered by it.').waitFor();
  await page.getByLabel('Status').selectOption({ label: 'Any' });
  await page.waitForFunction(() => !location.hash.includes('status'));
  await waitForNames(page, ['Shown']);
});

it('shows hostile names and labels as text', async () => {
  const name = '<img src=x onerror=alert(1)><b>bold</b>';
  const labels = { test: 'hostile', '<i>x</i>': '"><svg onload=alert(2)>' };
  await voiceAt('OK', { name, labels });
  const page = await studio.open('/voices?label=test%3Ahostile');
  await waitForNames(page, [name]);
  expect(await page.locator('main img, main b, main i, .voice-tags svg').count()).toBe(0);
});

describe('more than a thousand voices', () => {
  beforeAll(async () => {
    const { voiceId } = await voiceAt('OK', { name: 'Original' });
    await copyVoice(studio.stack, voiceId, 1_050);
  });

  it('load page by page, and scroll without a frame that takes the processor over 100 ms', async () => {
    const page = await studio.open('/voices?label=set%3Acopies');
    const requests = listRequests(page);
    for (let loaded = 100; loaded <= 1_000; loaded += 100) {
      await page.getByText(`${loaded}+ voices`).waitFor();
      await page.getByRole('button', { name: 'Load more' }).click();
    }
    await page.getByText('1050 voices').waitFor();
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
    expect(requests.filter((url) => url.searchParams.has('cursor'))).toHaveLength(10);
    // A garbage collection can delay a frame. A slow page delays the same frame each time.
    const passes = [await processorTimesOfFrames(page), await processorTimesOfFrames(page)];
    const frames = passes[0]?.map((_, frame) => Math.min(...passes.map((pass) => pass[frame] ?? 0))) ?? [];
    expect(frames.length).toBeGreaterThan(100);
    expect(Math.min(...frames)).toBeGreaterThan(0);
    expect(Math.max(...frames)).toBeLessThanOrEqual(100);
    await page.getByRole('link', { name: 'Copy 0000' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBeLessThan(60);
  });
});
