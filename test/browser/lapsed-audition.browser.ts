import { expect, it } from '@jest/globals';
import { auditionRequest, candidate } from './support/auditions.ts';
import { useStudio } from './support/studio.ts';

// An hour takes half a minute.
const studio = useStudio({ args: ['--review-seconds', '60', '--time-scale', '120'] });

it('can still be decided after an audition has lapsed', async () => {
  const request = { ...auditionRequest, candidates: 2, keepHours: 1, alias: 'late-choice' };
  const { audition } = await studio.client.auditions.create(request);
  const page = await studio.open(`/auditions/${audition.auditionId}`);
  await page.getByText(/^The audition lapsed on .* You can still choose one until it is purged\.$/).waitFor();
  await page.getByRole('button', { name: 'Choose Candidate 2' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose Candidate 2?' });
  await dialog.getByRole('button', { name: 'Choose Candidate 2' }).click();
  await page.getByText(/^Candidate 2 was chosen by developer/).waitFor();
  const { voiceId } = await studio.client.aliases.get('late-choice');
  expect(voiceId).toBe(candidate(audition, 2).voiceId);
});
