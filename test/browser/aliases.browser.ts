import { beforeAll, describe, expect, it } from '@jest/globals';
import type { VoiceView } from '../../client/index.ts';
import type { Page } from './support/playwright.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio({ args: ['--review-seconds', '1'] });

const brief = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
  previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
} as const;

async function readyVoice(name: string): Promise<VoiceView> {
  const { voice } = await studio.client.create({ ...brief, name });
  await studio.stack.voiceAt(voice.voiceId, 'OK');
  return studio.client.get(voice.voiceId);
}

const played = (page: Page, name: string) => page.getByRole('button', { name: `Stop ${name}` }).waitFor();

describe('aliases', () => {
  let [first, second]: VoiceView[] = [];
  beforeAll(async () => {
    [first, second] = await Promise.all([readyVoice('Anna'), readyVoice('Berta')]);
  });
  const ids = () => ({ first: first?.voiceId ?? '', second: second?.voiceId ?? '' });

  it('are listed with voice, status and model, and follow changes and deletions by others', async () => {
    const page = await studio.open('/aliases');
    await page.getByText('There are no aliases yet.').waitFor();
    await studio.client.aliases.set('narrator', ids().first);
    const row = page.locator('tbody tr', { hasText: 'narrator' });
    await row.getByText('Ready').waitFor();
    await row.getByText('cosyvoice-v3.5-plus').waitFor();
    await row.getByRole('link', { name: ids().first }).waitFor();
    await studio.client.aliases.delete('narrator');
    await page.getByText('There are no aliases yet.').waitFor();
  });

  it('show their voice with a player, since when, and their history', async () => {
    await studio.client.aliases.set('reader', ids().first);
    const page = await studio.open('/aliases/reader');
    await page.getByRole('heading', { name: 'reader', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Anna' }).waitFor();
    await page.getByText(/Moved here .* by /).waitFor();
    await page.getByRole('button', { name: /^Play version \d+: Anna$/ }).click();
    await page.getByRole('button', { name: /^Stop version \d+: Anna$/ }).waitFor();
    await page
      .locator('.alias-history')
      .getByRole('link', { name: /^version / })
      .first()
      .waitFor();
  });

  it('are moved by keyboard after both voices were heard side by side', async () => {
    await studio.client.aliases.set('guide', ids().first);
    const page = await studio.open('/aliases/guide');
    await page.getByLabel('New voice').selectOption({ label: 'Berta' });
    await page.getByRole('button', { name: 'Play Now: Anna' }).press('Enter');
    await played(page, 'Now: Anna');
    await page.getByRole('button', { name: 'Play New: Berta' }).press('Enter');
    await played(page, 'New: Berta');
    // Even if the first voice was still loading, it no longer shows as playing.
    await page.getByRole('button', { name: 'Play Now: Anna' }).waitFor();
    expect((await studio.client.aliases.get('guide')).voiceId).toBe(ids().first);
    await page.getByRole('button', { name: 'Move the alias' }).press('Enter');
    await page.getByText('guide moved.').waitFor();
    expect((await studio.client.aliases.get('guide')).voiceId).toBe(ids().second);
    await page.getByRole('button', { name: /^Compare with the voice of version / }).click();
    await page.getByRole('button', { name: 'Play New: Anna' }).waitFor();
  });

  it('are not moved over a move by another user', async () => {
    await studio.client.aliases.set('host', ids().first);
    const page = await studio.open('/aliases/host');
    await page.getByLabel('New voice').selectOption({ label: 'Berta' });
    await page.getByRole('button', { name: 'Move the alias' }).waitFor();
    await page.route('**/v1/aliases/host', async (route) => {
      if (route.request().method() === 'GET') await route.abort();
      else await route.continue();
    });
    await studio.client.aliases.set('host', ids().second);
    await studio.client.aliases.set('host', ids().first);
    await page.getByRole('button', { name: 'Move the alias' }).click();
    await page.getByText('The alias has moved in the meantime.').waitFor();
    expect((await studio.client.aliases.get('host')).voiceId).toBe(ids().first);
  });

  it('are remade with another model and candidates, and show the audition until one is chosen', async () => {
    await studio.client.aliases.set('anchor', ids().first);
    const page = await studio.open('/aliases/anchor');
    await page.getByLabel('Target model').selectOption({ label: 'cosyvoice-v3.5-flash' });
    await page.getByLabel('Candidates').selectOption({ label: '2: choose by ear before it moves' });
    await page.getByRole('button', { name: 'Start the audition' }).click();
    await page.waitForFunction(() => location.hash.startsWith('#/auditions/'));
    await page.getByText('The choice moves the alias anchor.').waitFor();
    await page.getByRole('button', { name: 'Play Current voice: Anna' }).click();
    await played(page, 'Current voice: Anna');
    const { pending, voiceId } = await studio.client.aliases.get('anchor');
    expect(voiceId).toBe(ids().first);
    const audition = await studio.client.auditions.get(pending?.auditionId ?? '');
    expect(audition.candidates.map(({ targetModel }) => targetModel)).toEqual([
      'cosyvoice-v3.5-flash',
      'cosyvoice-v3.5-flash',
    ]);
    await page.goto(`${studio.url}#/aliases/anchor`);
    await page.getByText('The alias moves to the candidate that you choose.').waitFor();
    await page.getByText('If the alias is moved or deleted before, the remake ends').waitFor();
    await page.getByRole('link', { name: 'Open the audition' }).waitFor();
  });

  it('are remade as one voice, which is shown next to the old one until it is ready', async () => {
    await studio.client.aliases.set('caller', ids().first);
    const page = await studio.open('/aliases/caller');
    await page.getByLabel('Candidates').selectOption({ label: '1: move as soon as it is ready' });
    await page.getByLabel('Description').fill('A deep, calm man in his fifties who reads the news.');
    await page.getByRole('button', { name: 'Start the remake' }).click();
    await page.getByText('The remake of caller has started.').waitFor();
    await page.getByText('A deep, calm man in his fifties who reads the news.').first().waitFor();
  });

  it('are remade as a voice of another family, after its price and the free places were shown', async () => {
    await studio.client.aliases.set('singer', ids().first);
    const page = await studio.open('/aliases/singer');
    const check = page.getByRole('region', { name: 'Check' });
    await check.getByText('Free of charge', { exact: true }).waitFor();
    await page.getByLabel('Family').selectOption('qwen');
    await page.getByLabel('Candidates').selectOption({ label: '2: choose by ear before it moves' });
    await check.getByText('CN¥0.40 in all').waitFor();
    await check.getByText('The provider retired qwen-voice-design').waitFor();
    expect(await check.innerText()).toMatch(/Free places\s+[\d,]+ of 1,000/);
    expect((await studio.client.aliases.get('singer')).pending).toBe(null);
    await page.getByRole('button', { name: 'Start the audition' }).click();
    await page.getByText('The choice moves the alias singer.').waitFor();
    const { pending } = await studio.client.aliases.get('singer');
    const audition = await studio.client.auditions.get(pending?.auditionId ?? '');
    expect(audition.brief).toMatchObject({
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
      name: 'Anna',
      voicePrompt: brief.voicePrompt,
      previewText: brief.previewText,
    });
  });

  it('are remade with a model that this release does not know, which stays on offer', async () => {
    await studio.stack.simulator.changeSettings({ unknownTargetModels: 'accept' });
    await studio.client.aliases.set('pilot', ids().first);
    const page = await studio.open('/aliases/pilot');
    await page.getByLabel('Target model').selectOption({ label: 'Another model …' });
    await page.getByLabel('Name of the model').fill('cosyvoice-v9');
    await page.getByText('The target model is not among those known').waitFor();
    await page.getByLabel('Candidates').selectOption({ label: '1: move as soon as it is ready' });
    await page.getByRole('button', { name: 'Start the remake' }).click();
    await page.getByText('The remake of pilot has started.').waitFor();
    // The form returns for the new voice once the alias has moved.
    await page.waitForFunction(() => {
      const [option] = document.querySelectorAll('select[name=targetModel] option');
      return option?.textContent === 'cosyvoice-v9 (as now)';
    }, undefined);
  });

  it('name the field of a refused remake at that field, which gets the focus', async () => {
    await studio.client.aliases.set('herald', ids().first);
    const page = await studio.open('/aliases/herald');
    await page.getByLabel('Target model').selectOption({ label: 'Another model …' });
    const name = page.getByLabel('Name of the model');
    await name.fill('qwen3-tts-vd-2026-01-26');
    const refused = page.waitForResponse((response) => response.url().endsWith('/herald/remake'));
    await page.getByRole('button', { name: 'Start the audition' }).click();
    expect((await refused).status()).toBe(400);
    const field = page.locator('.field-invalid', { hasText: 'This model belongs to the other family.' });
    await field.getByLabel('Name of the model').waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('input[name=targetModel]'), undefined);
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect((await studio.client.aliases.get('herald')).pending).toBe(null);
  });

  it('are deleted with undo, which points them at the same voice', async () => {
    await studio.client.aliases.set('usher', ids().first);
    const page = await studio.open('/aliases/usher');
    await page.getByRole('button', { name: 'Delete alias' }).click();
    await page.getByText('usher deleted. Its voice stays.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('usher is back.').waitFor();
    expect((await studio.client.aliases.get('usher')).voiceId).toBe(ids().first);
  });

  it('offer no change to a key that may only read, and fit 360 pixels in Chinese', async () => {
    await studio.client.aliases.set('viewer', ids().first);
    const { key } = await studio.createKey(['read']);
    const page = await studio.open('/aliases/viewer', {
      key,
      locale: 'zh-CN',
      viewport: { width: 360, height: 740 },
    });
    await page.getByRole('heading', { name: '当前音色' }).waitFor();
    expect(await page.getByRole('heading', { name: '重制' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: '删除别名' }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
