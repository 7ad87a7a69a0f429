import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { clientSettings } from '../../scripts/running-stack.ts';
import type { Page } from './support/playwright.ts';
import { addressOf } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio({ args: ['--review-seconds', '600'] });

const brief = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
  previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
} as const;

const rowOf = (page: Page, family: string) => page.locator('tbody tr', { hasText: family });

/** Sends a message to the first dead-letter queue. Returns the name of the queue. */
async function sendDeadLetter(): Promise<string> {
  const { note } = studio.stack;
  const [url = ''] = (note.outputs.DeadLetterQueueUrls ?? '').split(',');
  const sqs = new SQSClient(clientSettings(note, 'SQS'));
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{}' }));
  sqs.destroy();
  return url.split('/').at(-1) ?? '';
}

describe('the state of the deployment', () => {
  it('shows places, reviews, scheduled work and undelivered messages', async () => {
    const { voice } = await studio.client.create(brief);
    await studio.stack.voiceAt(voice.voiceId, 'DEPLOYING');
    const page = await studio.open('/state');
    await page.getByRole('heading', { name: 'State', level: 1 }).waitFor();
    const row = rowOf(page, 'CosyVoice');
    await row.getByText('Oldest began').waitFor();
    await row.getByText(/of 1,000/).waitFor();
    await page.getByText('No message waits. Every event was delivered.').waitFor();
    // The local stack reconciles when it starts.
    await page.locator('.state-entry', { hasText: 'Reconciliation' }).getByText('Succeeded').waitFor();
    await page.locator('.state-entry', { hasText: 'Purge' }).waitFor();
  });

  it('leads from the number of voices in review to their list', async () => {
    const { voice } = await studio.client.create({ ...brief, name: 'Waits for a review' });
    await studio.stack.voiceAt(voice.voiceId, 'DEPLOYING');
    const page = await studio.open('/state');
    await rowOf(page, 'CosyVoice')
      .getByRole('link', { name: /^\d+ voices?$/ })
      .press('Enter');
    await page.getByText('Waits for a review').first().waitFor();
    expect(await addressOf(page)).toBe(
      `${studio.url}#/voices?status=DEPLOYING&family=cosyvoice&scope=mainland`,
    );
    expect(await page.getByLabel('Status').inputValue()).toBe('DEPLOYING');
    expect(await page.getByLabel('Family').inputValue()).toBe('cosyvoice');
    expect(await page.getByLabel('Scope').inputValue()).toBe('mainland');
  });

  it('shows how many messages wait in which queue, and the command that sends them again', async () => {
    const queue = await sendDeadLetter();
    const page = await studio.open('/state');
    const entry = page.locator('.state-entry', { hasText: queue });
    await entry.getByText(`1 message waits in ${queue}`).waitFor();
    await page.getByText('An operator sends them again with voice admin redrive').waitFor();
    expect(await page.getByText('No message waits.').count()).toBe(0);
  });

  it('lets an admin key turn a switch off after a confirmation, and on again', async () => {
    const page = await studio.open('/state');
    await page.getByRole('button', { name: 'Turn off: Creating voices' }).click();
    const dialog = page.getByRole('dialog', { name: 'Turn off “Creating voices”?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await studio.client.deployment.status()).switches.creates).toBe(true);
    await page.getByRole('button', { name: 'Turn off: Creating voices' }).click();
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Turn on: Creating voices' }).waitFor();
    expect((await studio.client.deployment.status()).switches).toEqual({ creates: false, deletes: true });
    await page.getByRole('button', { name: 'Turn on: Creating voices' }).press('Enter');
    await page.getByRole('button', { name: 'Turn off: Creating voices' }).waitFor();
    expect((await studio.client.deployment.status()).switches.creates).toBe(true);
  });

  it('shows the switches to another key without the buttons, and follows a change by another user', async () => {
    const { key } = await studio.createKey(['read', 'write']);
    const page = await studio.open('/state', { key });
    const entry = page.locator('.state-entry', { hasText: 'Deleting voices at DashScope' });
    await entry.getByText('On', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Turn/ }).count()).toBe(0);
    await studio.client.deployment.setSwitch('deletes', false);
    await entry.getByText('Off', { exact: true }).waitFor();
    await studio.client.deployment.setSwitch('deletes', true);
  });

  it('asks once for each refresh', async () => {
    const page = await studio.open('/state');
    await page.getByText('Scheduled work').waitFor();
    const calls: string[] = [];
    page.on('request', (request) => void calls.push(new URL(request.url()).pathname));
    await page.waitForResponse((response) => response.url().endsWith('/v1/status'));
    await page.waitForResponse((response) => response.url().endsWith('/v1/status'));
    expect(new Set(calls)).toEqual(new Set(['/v1/status']));
  });

  it('is complete in Chinese and fits 360 pixels', async () => {
    const page = await studio.open('/state', { locale: 'zh-CN', viewport: { width: 360, height: 740 } });
    await page.getByRole('heading', { name: '状态', level: 1 }).waitFor();
    await page.getByText('定时任务').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
