import { describe, expect, it } from '@jest/globals';
import { findChromium } from './support/chromium.ts';
import { addressOf } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const described = findChromium() === null ? describe.skip : describe;

// npm run test:browser installs Chromium. Without it, npm test skips this file.
described('the studio in a browser (skipped without Chromium)', () => {
  const studio = useStudio();

  it('signs in with the key of the address, removes it, and plays a preview that the API lists', async () => {
    const { voice } = await studio.client.create({
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      voicePrompt: 'A warm, unhurried woman in her forties',
      previewText: 'Good evening. The ferry leaves at nine.',
      name: 'Ferry reader',
    });
    const page = await studio.open('/voices');
    expect(await addressOf(page)).toBe(`${studio.url}#/voices`);
    await studio.stack.voiceAt(voice.voiceId, 'OK');
    await page.getByRole('button', { name: 'Play Ferry reader' }).click();
    await page.getByRole('button', { name: 'Stop Ferry reader' }).waitFor();
    await page.waitForFunction(() => {
      const slider = document.querySelector('[role=slider]');
      return Number(slider?.getAttribute('aria-valuenow')) >= 1;
    }, undefined);
  });
});
