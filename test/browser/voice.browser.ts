import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { VoiceRequest, VoiceView } from '../../client/index.ts';
import type { Page } from './support/playwright.ts';
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

/** Creates a voice and waits until it has a status. */
async function voiceAt(status: VoiceView['status'], change: Partial<VoiceRequest> = {}): Promise<VoiceView> {
  const { voice } = await studio.client.create({ ...brief, ...change });
  await studio.stack.voiceAt(voice.voiceId, status);
  return studio.client.get(voice.voiceId);
}

/** Returns the texts of the facts of the record by their names. */
async function factsOf(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('.facts dt')].map((name) => [
        name.textContent,
        name.nextElementSibling?.textContent ?? '',
      ]),
    ),
  );
}

async function clipboardOf(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Clicks a button that copies, and waits for its confirmation, which the page shows for two seconds only. */
async function copy(page: Page, name: string): Promise<void> {
  const confirmed = page.evaluate(
    (label) =>
      new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector(`button[aria-label="${label}"]`)?.textContent !== 'Copied') return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    name,
  );
  await page.getByRole('button', { name }).click();
  await confirmed;
}

describe('a voice that is ready', () => {
  let voice: VoiceView;
  beforeAll(async () => {
    const { voiceId } = await voiceAt('OK', { name: 'Narrator', labels: { project: 'audiobook' } });
    await studio.client.aliases.set('narrator', voiceId);
    voice = await studio.client.get(voiceId);
  });

  it('is shown with its brief, its record and its times', async () => {
    const page = await studio.open(`/voices/${voice.voiceId}`);
    await page.getByRole('heading', { name: 'Narrator', level: 1 }).waitFor();
    expect(await page.title()).toContain('Narrator');
    await page.getByText(brief.voicePrompt).waitFor();
    await page.getByText(brief.previewText).waitFor();
    expect(await page.locator('.page-title .badge').textContent()).toBe('Ready');
    expect(await factsOf(page)).toMatchObject({
      'Voice ID': expect.stringContaining(voice.voiceId),
      'Provider ID': expect.stringContaining(voice.providerVoiceId ?? '-'),
      Aliases: 'narrator',
      Labels: 'project:audiobook',
      Model: 'cosyvoice-v3.5-plus',
      Family: 'CosyVoice',
      Scope: 'Mainland China',
      Language: 'English',
      Format: 'WAV, 24 kHz',
      'Requested by': voice.createdBy,
      'Request key': voice.requestKey ?? '-',
      Attempts: '1',
      'Events sent': String(voice.sequence),
    });
    const times = await page.evaluate(() =>
      [...document.querySelectorAll('.timeline time')].map((time) => time.getAttribute('datetime')),
    );
    expect(times).toEqual(expect.arrayContaining([voice.createdAt, voice.reviewStartedAt, voice.reviewedAt]));
  });

  it('plays from the point of the waveform that is clicked, and seeks by keyboard', async () => {
    const page = await studio.open(`/voices/${voice.voiceId}`);
    const waveform = page.getByRole('slider', { name: 'Position in Narrator' });
    const box = (await waveform.boundingBox()) ?? { width: 0 };
    await waveform.click({ position: { x: box.width / 2, y: 10 } });
    await page.getByRole('button', { name: 'Stop Narrator' }).waitFor();
    const half = Number(await waveform.getAttribute('aria-valuemax')) / 2;
    await page.waitForFunction(
      (from) => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')) > from,
      half,
    );
    await waveform.press('Home');
    await page.waitForFunction(
      (from) => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')) < from,
      half,
    );
    await page.waitForFunction(
      () => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')) > 0.2,
      undefined,
    );
    await page.getByRole('button', { name: 'Stop Narrator' }).click();
    await page.getByRole('button', { name: 'Play Narrator' }).waitFor();
  });

  it('is copied as JSON, YAML and programs, also with the arrow keys', async () => {
    const page = await studio.open(`/voices/${voice.voiceId}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await copy(page, 'Copy JSON');
    expect(JSON.parse(await clipboardOf(page))).toEqual(voice.use);
    await page.getByRole('tab', { name: 'JSON' }).press('ArrowRight');
    await copy(page, 'Copy YAML');
    expect(parse(await clipboardOf(page))).toEqual(voice.use);
    for (const name of ['TypeScript', 'Python', 'curl']) {
      await page.getByRole('tab', { name }).click();
      await copy(page, `Copy ${name}`);
      const text = await clipboardOf(page);
      expect(text).toContain('/api/v1/services/audio/tts/SpeechSynthesizer');
      expect(text).toContain(voice.use?.voice);
    }
  });

  it('saves its preview as a file', async () => {
    const page = await studio.open(`/voices/${voice.voiceId}`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download preview' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.wav$/);
  });

  it('is not deleted while an alias points at it, and the page names the alias', async () => {
    const page = await studio.open(`/voices/${voice.voiceId}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'This voice is in use.' });
    expect(await alert.getByRole('link').getAttribute('href')).toBe('#/aliases/narrator');
    expect((await studio.client.get(voice.voiceId)).status).toBe('OK');
  });

  it('leads to the lists of its label and its owner, and back to the filtered list', async () => {
    const page = await studio.open(`/voices/${voice.voiceId}`);
    await page.getByRole('link', { name: 'project:audiobook' }).click();
    await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
    expect(await addressOf(page)).toContain('#/voices?label=project%3Aaudiobook');
    await page.getByRole('link', { name: 'Narrator' }).first().click();
    await page.getByRole('link', { name: 'All voices' }).click();
    await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
    expect(await addressOf(page)).toContain('#/voices?label=project%3Aaudiobook');
  });

  it('gets an alias, which is created', async () => {
    const { voiceId } = await voiceAt('OK', { name: 'Host' });
    const page = await studio.open(`/voices/${voiceId}`);
    await page.getByRole('button', { name: 'Point an alias here' }).click();
    const alias = page.getByRole('dialog').getByLabel('Alias');
    await alias.fill('Late Show');
    await page.getByText('Use 1 to 63 lower-case letters').waitFor();
    await alias.fill('late-show');
    await page.getByText('The alias late-show does not exist yet and will be created.').waitFor();
    await alias.press('Enter');
    await page.getByText('late-show points at this voice.').waitFor();
    await page.getByRole('link', { name: 'late-show' }).waitFor();
    expect((await studio.client.aliases.get('late-show')).voiceId).toBe(voiceId);
  });

  it('gets an alias of another voice, after both were compared, and not over a move by another user', async () => {
    const [former, { voiceId }] = await Promise.all([
      voiceAt('OK', { name: 'Former' }),
      voiceAt('OK', { name: 'Successor' }),
    ]);
    await studio.client.aliases.set('guide', former.voiceId);
    const page = await studio.open(`/voices/${voiceId}`);
    await page.getByRole('button', { name: 'Point an alias here' }).click();
    await page.getByRole('dialog').getByLabel('Alias').fill('guide');
    await page.getByText(`The alias guide will move from the voice ${former.voiceId}.`).waitFor();
    await studio.client.aliases.set('guide', voice.voiceId);
    await page.getByRole('button', { name: 'Point it here' }).click();
    await page.getByText('This has changed in the meantime. Look at it again.').waitFor();
    await page.getByText(`The alias guide will move from the voice ${voice.voiceId}.`).waitFor();
    expect((await studio.client.aliases.get('guide')).voiceId).toBe(voice.voiceId);
    await page.getByRole('link', { name: 'Listen to both voices first' }).click();
    await page.getByRole('heading', { name: 'guide', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Play Now: Narrator' }).waitFor();
    await page.getByRole('button', { name: 'Play New: Successor' }).waitFor();
    await page.getByRole('button', { name: 'Move the alias' }).click();
    await page.getByText('guide moved.').waitFor();
    expect((await studio.client.aliases.get('guide')).voiceId).toBe(voiceId);
  });

  it('cannot be deleted with a key that may only read', async () => {
    const { key } = await studio.createKey(['read']);
    const page = await studio.open(`/voices/${voice.voiceId}`, { key });
    await page.getByRole('button', { name: 'Download preview' }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Point an alias here' }).count()).toBe(0);
  });

  it.each([
    ['en-US', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('fits into 360 px (%s, %s)', async (locale, colorScheme) => {
    const viewport = { width: 360, height: 740 };
    const page = await studio.open(`/voices/${voice.voiceId}`, { viewport, locale, colorScheme });
    await page.getByText(brief.voicePrompt).waitFor();
    if (locale === 'zh-CN') await page.getByRole('heading', { name: '在语音合成中使用' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

it('deletes a voice by keyboard alone, and the undo restores it', async () => {
  const { voiceId } = await voiceAt('OK', { name: 'Draft' });
  const page = await studio.open(`/voices/${voiceId}`);
  await page.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Draft was deleted.').waitFor();
  await page.getByRole('button', { name: 'Restore' }).waitFor();
  await page.getByText('Can be restored until', { exact: true }).waitFor();
  expect((await studio.client.get(voiceId)).status).toBe('DELETED');
  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Draft was restored.').waitFor();
  await page.getByRole('button', { name: 'Delete' }).waitFor();
  expect((await studio.client.get(voiceId)).status).toBe('OK');
});

it('explains the findings of the analysis in words', async () => {
  const voicePrompt = 'A deep, menacing old man with a gravelly voice. [clipped preview]';
  const { voiceId } = await voiceAt('OK', { voicePrompt });
  const page = await studio.open(`/voices/${voiceId}`);
  await page.getByText('At least 0.1 % of the samples are cut off at full scale.').waitFor();
  expect(await page.locator('.findings .badge').allTextContents()).toContain('Clipped');
  expect(await page.locator('.figures').innerText()).toContain('LUFS');
});

it.each([
  ['FAILED', '[blocked]', "DashScope's content inspection rejected the description or the preview text."],
  ['UNDEPLOYED', '[reject]', 'The review found the voice unsuitable.'],
] as const)('explains in words why a voice is %s', async (status, mark, sentence) => {
  const { voiceId } = await voiceAt(status, { voicePrompt: `${brief.voicePrompt} ${mark}` });
  const page = await studio.open(`/voices/${voiceId}`);
  await page.getByText(sentence).waitFor();
  await page.getByText('The voice cannot be used.').waitFor();
});

it('follows a review until the voice is ready, without a reload', async () => {
  const voicePrompt = `${brief.voicePrompt} [review never]`;
  const { voiceId, providerVoiceId } = await voiceAt('DEPLOYING', { voicePrompt });
  const page = await studio.open(`/voices/${voiceId}`);
  await page.getByText('DashScope is reviewing the voice.').waitFor();
  await studio.stack.simulator.review(providerVoiceId ?? '', { outcome: 'OK', inSeconds: 0 });
  await page.getByRole('tab', { name: 'JSON' }).waitFor();
});

it('leads to the audition of a candidate', async () => {
  const { audition } = await studio.client.auditions.create({ ...brief, candidates: 2 });
  const [candidate] = audition.candidates;
  const page = await studio.open(`/voices/${candidate?.voiceId}`);
  const href = await page.getByRole('link', { name: 'Open the audition' }).getAttribute('href');
  expect(href).toBe(`#/auditions/${audition.auditionId}`);
});

it('shows hostile texts as text', async () => {
  const hostile = '<img src=x onerror=alert(1)>"\'</script><script>alert(2)</script>';
  const change = { name: `<b>${hostile.slice(0, 28)}`, voicePrompt: `A flat robot ${hostile}` };
  const labels = { '<i>x</i>': '"><svg onload=alert(3)>' };
  const { voiceId } = await voiceAt('OK', { ...change, labels, previewText: `Unit seven. ${hostile}` });
  const page = await studio.open(`/voices/${voiceId}`);
  await page.getByRole('heading', { name: change.name, level: 1 }).waitFor();
  await page.getByText(change.voicePrompt).waitFor();
  await page.getByRole('tab', { name: 'Python' }).click();
  expect(await page.locator('main img, main script, main b, main i, .facts svg').count()).toBe(0);
});

it('reports an id that no voice has', async () => {
  const page = await studio.open('/voices/01ARZ3NDEKTSV4RRFFQ69G5FAV');
  await page.getByText('This does not exist.').waitFor();
});
