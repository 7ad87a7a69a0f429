import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditionView } from '../../client/index.ts';
import { isSounding, playing, positionOf, recordAudio, silence } from './support/audio.ts';
import { auditionRequest, candidate, overflowOf, settledAudition } from './support/auditions.ts';
import type { Page } from './support/playwright.ts';
import { addressOf, gone } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio({ args: ['--review-seconds', '1'] });

/** Opens an audition with its media elements recorded. */
async function openAudition({ auditionId }: AuditionView, key?: string): Promise<Page> {
  const page = await recordAudio(
    await studio.open(`/auditions/${auditionId}`, key === undefined ? {} : { key }),
  );
  await cardOf(page, 1).waitFor();
  return page;
}

const cardOf = (page: Page, number: number) =>
  page.getByRole('listitem', { name: `Candidate ${number}`, exact: true });
const dialogOf = (page: Page) => page.getByRole('dialog', { name: /^Choose / });
const statusesOf = async ({ auditionId }: AuditionView) =>
  (await studio.client.auditions.get(auditionId)).candidates.map(({ status }) => status);

describe('the list of auditions', () => {
  let ready: AuditionView;
  beforeAll(async () => {
    const labels = { project: 'audiobook' };
    ready = await settledAudition(studio, { name: 'Evening reader', alias: 'evening-reader', labels });
    const failed = await studio.client.auditions.create({
      ...auditionRequest,
      voicePrompt: 'A hoarse old sailor [reject]',
      candidates: 2,
    });
    await studio.client.auditions.waitUntilSettled(failed.audition.auditionId, { maxPollMs: 500 });
  });

  it('shows status, brief, alias, labels, candidates, age and the time of the lapse', async () => {
    const page = await studio.open('/auditions');
    const row = page.locator('.audition-row', { hasText: 'Evening reader' });
    await row.waitFor();
    const text = await row.innerText();
    for (const part of [
      auditionRequest.voicePrompt,
      'evening-reader',
      'project: audiobook',
      'Ready to choose',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/ago[\s\S]*lapses in 2 days/);
    expect(await row.locator('[role="img"]').getAttribute('aria-label')).toBe(
      'Candidates: 1 Ready, 2 Ready, 3 Ready',
    );
    await row.getByRole('link', { name: 'Evening reader' }).click();
    await page.getByRole('heading', { name: 'Evening reader', level: 1 }).waitFor();
    expect(await addressOf(page)).toBe(`${studio.url}#/auditions/${ready.auditionId}`);
  });

  it('filters by status and label, and keeps the filters in the address', async () => {
    const page = await studio.open('/auditions');
    await page.getByLabel('Status').selectOption('FAILED');
    await page.locator('.audition-row', { hasText: 'A hoarse old sailor' }).waitFor();
    await gone(page.getByText('Evening reader'));
    await page.getByLabel('Label').fill('project:audiobook');
    await page.getByLabel('Label').press('Enter');
    await page.getByText('No audition matches these filters.').waitFor();
    expect(await addressOf(page)).toBe(`${studio.url}#/auditions?status=FAILED&label=project%3Aaudiobook`);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('Evening reader').waitFor();
    await page.getByLabel('Label').fill('project');
    await page.getByText('Write a label as key:value.').waitFor();
  });

  it('shows a status of the address that does not exist, and that it has no effect', async () => {
    const page = await studio.open('/auditions?status=GONE');
    await page.getByText('Evening reader').waitFor();
    expect(await page.getByLabel('Status').inputValue()).toBe('GONE');
    await page.getByText('This value does not exist, so the list is not filtered by it.').waitFor();
  });

  it('shows a new audition without a reload', async () => {
    const page = await studio.open('/auditions');
    await page.getByText('Evening reader').waitFor();
    await studio.client.auditions.create({ ...auditionRequest, name: 'Latecomer', candidates: 2 });
    await page.getByText('Latecomer').waitFor();
  });

  it('offers no new audition to a key that may only read', async () => {
    const { key } = await studio.createKey(['read']);
    const page = await studio.open('/auditions', { key });
    await page.getByText('Evening reader').waitFor();
    expect(await page.getByRole('link', { name: 'New audition' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Evening reader' }).click();
    await cardOf(page, 1).waitFor();
    expect(await page.getByRole('button', { name: /Choose|Cancel/ }).count()).toBe(0);
  });
});

describe('listening to an audition', () => {
  let audition: AuditionView;
  beforeAll(async () => {
    audition = await settledAudition(studio, { name: 'Narrator', candidates: 4 });
  });

  it('shows the candidates side by side with waveform, measurements and explained findings', async () => {
    const defective = await settledAudition(studio, {
      voicePrompt: 'A composed man in his fifties with a deep, clear voice [clipped preview]',
      candidates: 2,
    });
    const page = await openAudition(defective);
    // One call reads both, because content above the cards may still move them.
    const tops = await page.evaluate(() =>
      [...document.querySelectorAll('.candidate')].map((card) => card.getBoundingClientRect().top),
    );
    expect(tops).toHaveLength(2);
    expect(tops[0]).toBe(tops[1]);
    const text = await cardOf(page, 1).innerText();
    expect(text).toMatch(/Clipped.*cut off at full scale.*Loudness\s+-\d+\.\d LUFS.*Pitch\s+\d+ Hz/s);
    await cardOf(page, 1).getByRole('slider', { name: 'Position in Candidate 1' }).waitFor();
  });

  it('plays a candidate with its number, and stops with Space', async () => {
    const page = await openAudition(audition);
    await page.keyboard.press('2');
    await playing(page, candidate(audition, 2).voiceId);
    await page.getByText('Playing Candidate 2').waitFor();
    await page.keyboard.press('4');
    await playing(page, candidate(audition, 4).voiceId, 0.1);
    await page.keyboard.press(' ');
    await silence(page);
  });

  it('takes Space and Enter as commands after a click on a play button, which they do not click again', async () => {
    const page = await openAudition(audition);
    await cardOf(page, 1).getByRole('button', { name: 'Play Candidate 1' }).click();
    await playing(page, candidate(audition, 1).voiceId, 0.1);
    await page.keyboard.press(' ');
    await silence(page);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Choose Candidate 1?' }).waitFor();
    expect(await isSounding(page)).toBe(false);
  });

  it('compares A and B at the same position with matched loudness', async () => {
    const page = await openAudition(audition);
    await page.keyboard.press('a');
    const first = await playing(page, candidate(audition, 1).voiceId, 1.2);
    await page.keyboard.press('b');
    const second = await playing(page, candidate(audition, 2).voiceId, 1.2);
    const left = await positionOf(page, candidate(audition, 1).voiceId);
    expect(left).toBeGreaterThan(1.2);
    expect(second.startedAt).toBeCloseTo(left, 1);
    const loudness = audition.candidates.map(({ preview }) =>
      'missing' in preview ? Number.NaN : (preview.analysis?.loudnessLufs ?? Number.NaN),
    );
    const target = Math.min(...loudness);
    for (const [index, { volume }] of [first, second].entries()) {
      expect(volume).toBeCloseTo(10 ** ((target - (loudness[index] ?? Number.NaN)) / 20), 4);
    }
    await page.getByLabel('Match loudness').uncheck();
    expect((await playing(page, candidate(audition, 2).voiceId)).volume).toBe(1);
  });

  it('compares other candidates that are assigned to A and B', async () => {
    const page = await openAudition(audition);
    await page.keyboard.press('4');
    await playing(page, candidate(audition, 4).voiceId, 0.1);
    await page.keyboard.press('Shift+B');
    await page.getByRole('button', { name: 'Play B, Candidate 4' }).waitFor();
    await cardOf(page, 3).getByRole('button', { name: 'Compare Candidate 3 as A' }).click();
    await page.getByRole('button', { name: 'Play A, Candidate 3' }).click();
    await playing(page, candidate(audition, 3).voiceId, 0.1);
  });

  it('shows the keys, and turns them off', async () => {
    const page = await openAudition(audition);
    await page.getByText('compare at the same position').waitFor();
    await page.keyboard.press('?');
    await page.getByText('compare at the same position').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await page.getByLabel('Use shortcuts').uncheck();
    for (const key of ['1', 'a', '?']) await page.keyboard.press(key);
    await page.getByText('compare at the same position').waitFor();
    expect(await isSounding(page)).toBe(false);
  });

  it('has no commands while a text is typed', async () => {
    const page = await openAudition(audition);
    await page.getByRole('button', { name: 'Choose Candidate 1' }).click();
    await dialogOf(page).getByLabel('Alias').pressSequentially('1ab 2');
    expect(await dialogOf(page).getByLabel('Alias').inputValue()).toBe('1ab 2');
    expect(await isSounding(page)).toBe(false);
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
  });

  it('shows the states of candidates while they are in review', async () => {
    const { audition: open } = await studio.client.auditions.create({
      ...auditionRequest,
      voicePrompt: 'A calm voice [review never]',
      candidates: 2,
    });
    const voices = await Promise.all(
      open.candidates.map(({ voiceId }) => studio.stack.voiceAt(voiceId, 'DEPLOYING')),
    );
    const page = await openAudition(open);
    await page.getByText('Candidates are still being made.').waitFor();
    await page.keyboard.press('1');
    await playing(page, candidate(open, 1).voiceId, 0.1);
    await studio.stack.simulator.review(voices[1]?.providerVoiceId ?? '', { outcome: 'OK', inSeconds: 0 });
    await cardOf(page, 2).getByText('Ready').waitFor();
    expect(await cardOf(page, 1).innerText()).toContain('In review');
    await page.getByRole('button', { name: 'Choose Candidate 2' }).waitFor();
    expect(await page.getByRole('button', { name: 'Choose Candidate 1' }).count()).toBe(0);
  });
});

describe('choosing', () => {
  it('asks with Enter, names the alias, and points it at the candidate in the same step', async () => {
    const audition = await settledAudition(studio, { name: 'Guide', alias: 'ferry-guide' });
    const page = await openAudition(audition);
    await page.keyboard.press('2');
    await playing(page, candidate(audition, 2).voiceId, 0.1);
    await page.keyboard.press('Enter');
    await dialogOf(page).getByText('The alias ferry-guide does not exist yet and will be created.').waitFor();
    await dialogOf(page).getByText('The other candidates are deleted.').waitFor();
    await silence(page);
    await page.keyboard.press('Enter');
    await page.getByText('Candidate 2 is chosen. The alias ferry-guide points at it.').waitFor();
    await page.getByText(/^Candidate 2 was chosen by developer/).waitFor();
    const { voiceId } = await studio.client.aliases.get('ferry-guide');
    expect(voiceId).toBe(candidate(audition, 2).voiceId);
    expect(await statusesOf(audition)).toEqual(['DELETED', 'OK', 'DELETED']);
  });

  it('can be changed: the alias moves, and the former choice is deleted', async () => {
    const audition = await settledAudition(studio, { alias: 'second-thought', candidates: 2 });
    await studio.client.auditions.choose(audition.auditionId, candidate(audition, 1).voiceId);
    const page = await openAudition(audition);
    await page.getByRole('button', { name: 'Choose instead, Candidate 2' }).click();
    await dialogOf(page).getByText('The alias second-thought will move from Candidate 1.').waitFor();
    await dialogOf(page).getByText('Candidate 1, the choice so far, is deleted in exchange.').waitFor();
    await dialogOf(page).getByLabel('Alias').fill('other-alias');
    await dialogOf(page)
      .getByText('Candidate 1, the choice so far, stays, because the alias second-thought points at it.')
      .waitFor();
    await dialogOf(page).getByLabel('Alias').fill('second-thought');
    await dialogOf(page).getByRole('button', { name: 'Choose Candidate 2' }).click();
    await page.getByText(/^Candidate 2 was chosen by developer/).waitFor();
    expect((await studio.client.aliases.get('second-thought')).voiceId).toBe(candidate(audition, 2).voiceId);
    // The page reads the audition every few seconds, and may show the choice before the former one is deleted.
    await studio.stack.voiceAt(candidate(audition, 1).voiceId, 'DELETED');
    expect(await statusesOf(audition)).toEqual(['DELETED', 'OK']);
    await page.getByRole('button', { name: 'Choose instead, Candidate 1' }).waitFor();
  });

  it('names the voice that an alias leaves, and refuses a malformed alias', async () => {
    const before = await settledAudition(studio, { candidates: 2 });
    await studio.client.aliases.set('reader', candidate(before, 1).voiceId);
    const audition = await settledAudition(studio, { candidates: 2 });
    const page = await openAudition(audition);
    await page.getByRole('button', { name: 'Choose Candidate 1' }).click();
    const alias = dialogOf(page).getByLabel('Alias');
    await alias.fill('Not An Alias');
    await dialogOf(page).getByText('Use 1 to 63 lower-case letters').waitFor();
    await alias.press('Enter');
    expect(await dialogOf(page).isVisible()).toBe(true);
    await alias.fill('reader');
    await dialogOf(page)
      .getByText(`The alias reader will move from the voice ${candidate(before, 1).voiceId}.`)
      .waitFor();
    await alias.press('Enter');
    await page.getByText('Candidate 1 is chosen. The alias reader points at it.').waitFor();
    expect((await studio.client.aliases.get('reader')).voiceId).toBe(candidate(audition, 1).voiceId);
  });

  it('by two people at once has one outcome, which both pages show with the person and the time', async () => {
    const audition = await settledAudition(studio, { name: 'Contested', alias: 'contested' });
    const people = await Promise.all(
      ['ann', 'ben'].map((owner) => studio.createKey(['read', 'write'], owner)),
    );
    const pages = await Promise.all(people.map(({ key }) => openAudition(audition, key)));
    for (const [index, page] of pages.entries()) {
      await page.getByRole('button', { name: `Choose Candidate ${index + 1}` }).click();
      await dialogOf(page).getByText('does not exist yet').waitFor();
    }
    await Promise.all(
      pages.map((page) =>
        dialogOf(page)
          .getByRole('button', { name: /^Choose/ })
          .click(),
      ),
    );
    await Promise.all(pages.map((page) => dialogOf(page).waitFor({ state: 'detached' })));
    const { chosen, chosenBy } = await studio.client.auditions.get(audition.auditionId);
    const number = audition.candidates.findIndex(({ voiceId }) => voiceId === chosen) + 1;
    expect([1, 2]).toContain(number);
    expect(chosenBy).toBe(['ann', 'ben'][number - 1]);
    for (const page of pages) {
      await page.getByText(new RegExp(`^Candidate ${number} was chosen by ${chosenBy}.*(now|ago)`)).waitFor();
    }
    expect((await studio.client.aliases.get('contested')).voiceId).toBe(chosen);
  });

  it('shows a choice that another person makes while the dialog is open', async () => {
    const audition = await settledAudition(studio, { candidates: 2 });
    const page = await openAudition(audition);
    await page.getByRole('button', { name: 'Choose Candidate 1' }).click();
    await studio.client.auditions.choose(audition.auditionId, candidate(audition, 2).voiceId);
    await dialogOf(page).getByText('Meanwhile developer has chosen Candidate 2.').waitFor();
  });

  it('is no longer possible after the audition is cancelled', async () => {
    const audition = await settledAudition(studio, { candidates: 2 });
    const page = await openAudition(audition);
    await page.getByRole('button', { name: 'Cancel audition' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this audition?' });
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel audition' }).click();
    await dialog.getByRole('button', { name: 'Cancel audition' }).click();
    await page.getByText('The audition was cancelled, and its candidates were deleted.').waitFor();
    // The page may read the audition before its candidates are deleted. The message follows the response.
    await page.getByText('The audition is cancelled.').waitFor();
    expect(await statusesOf(audition)).toEqual(['DELETED', 'DELETED']);
    expect(await page.getByRole('button', { name: /^Choose/ }).count()).toBe(0);
  });
});

describe('an audition', () => {
  it('shows hostile texts as texts', async () => {
    const hostile = '"><img src=x onerror="document.title=1"><script>document.title=2</script>';
    const audition = await settledAudition(studio, {
      name: hostile.slice(0, 64),
      voicePrompt: `A voice ${hostile}`,
      labels: { '<b>key</b>': hostile },
      candidates: 2,
    });
    const page = await openAudition(audition);
    await page.getByText(`A voice ${hostile}`).waitFor();
    await page.getByRole('link', { name: `<b>key</b>: ${hostile}` }).click();
    await page.locator('.audition-row').waitFor();
    expect(await page.locator('main img, main script, main b').count()).toBe(0);
    expect(await page.title()).toBe('Auditions · Voice studio');
  });

  it('fits a narrow window in English and Chinese', async () => {
    const audition = await settledAudition(studio, { alias: 'a'.repeat(63), candidates: 2 });
    for (const locale of ['en-US', 'zh-CN']) {
      for (const path of ['/auditions', `/auditions/${audition.auditionId}`, '/auditions/new']) {
        const page = await studio.open(path, { locale, viewport: { width: 360, height: 740 } });
        await page.locator('.audition-row, .candidate, form.new-audition').first().waitFor();
        expect(await overflowOf(page)).toBeLessThanOrEqual(0);
        await page.close();
      }
    }
  });

  it('is read and operated by names and roles alone', async () => {
    const audition = await settledAudition(studio, { name: 'By ear', candidates: 2 });
    const page = await studio.open(`/auditions/${audition.auditionId}`);
    await page.getByRole('region', { name: 'Compare' }).waitFor();
    const play = page.getByRole('button', { name: 'Play Candidate 2' });
    await play.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stop Candidate 2' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Playing Candidate 2' }).waitFor({ state: 'attached' });
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Play Candidate 2' }).waitFor();
    await page.getByRole('button', { name: 'Choose Candidate 2' }).focus();
    await page.keyboard.press('Enter');
    await dialogOf(page).getByLabel('Alias').waitFor();
    expect(
      await dialogOf(page)
        .getByLabel('Alias')
        .evaluate((each) => each === document.activeElement),
    ).toBe(true);
  });
});
