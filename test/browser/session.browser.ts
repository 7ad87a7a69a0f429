import { expect, it } from '@jest/globals';
import type { Page } from './support/playwright.ts';
import { addressOf } from './support/reads.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

it('signs in with a pasted key, and keeps it in the tab only', async () => {
  const page = await studio.open('/voices', { key: null });
  const { key } = await studio.createKey(['read']);
  await page.getByLabel('API key').fill(`  ${key} `);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
  const kept = await page.evaluate(() => ({
    session: Object.values(sessionStorage),
    local: JSON.stringify(localStorage),
    address: location.href,
    cookies: document.cookie,
  }));
  expect(kept).toEqual({ session: [key], local: '{}', address: `${studio.url}#/voices`, cookies: '' });
  await page.reload();
  await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
});

it('refuses a key that the API does not know, with a sentence at the field', async () => {
  const page = await studio.open('/voices', { key: null });
  for (const key of ['vdk_unknown', 'no key: é']) {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The API does not accept this key.').waitFor();
    expect(await page.getByLabel('API key').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('API key').fill('');
  }
});

it('removes the key of the address from the address and from the history', async () => {
  const page = await studio.open('/voices', { key: null });
  const { key } = await studio.createKey(['read']);
  await page.goto(`${studio.url}#key=${key}`);
  await page.getByRole('heading', { name: 'Voices', level: 1 }).waitFor();
  expect(await addressOf(page)).not.toContain(key);
  await page.goBack();
  expect(await addressOf(page)).not.toContain(key);
});

/** Signs in with one key and opens a link with another one. */
async function openOtherLink(link: string) {
  const { key } = await studio.createKey(['read'], 'casting');
  const page = await studio.open('/aliases', { key });
  await page.getByText('There are no aliases yet.').waitFor();
  await page.evaluate((other) => {
    location.hash = `#key=${other}`;
  }, link);
  const dialog = page.getByRole('dialog', { name: 'Use the key of the link?' });
  await dialog.getByText('casting').waitFor();
  return { page, dialog, key };
}

const keptKey = (page: Page) => page.evaluate(() => sessionStorage.getItem('studio.key'));

it('asks before the key of a link replaces another one, and shows whose keys they are', async () => {
  const { key: other } = await studio.createKey(['read', 'write'], 'director');
  const { page, dialog, key } = await openOtherLink(other);
  await dialog.getByText('director').waitFor();
  await dialog.getByText('read, write').waitFor();
  expect(await addressOf(page)).toBe(`${studio.url}#/aliases`);
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await keptKey(page)).toBe(key);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#key=${other}`);
  await dialog.getByRole('button', { name: 'Use the key of the link' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await keptKey(page)).toBe(other);
  await page.getByRole('heading', { name: 'Aliases', level: 1 }).waitFor();
});

it('does not offer a key of a link that the API refuses', async () => {
  const { page, dialog, key } = await openOtherLink('vdk_unknown');
  await dialog.getByText('The API does not accept the key.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Use the key of the link' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await keptKey(page)).toBe(key);
});

it('does not ask about a link with the same key', async () => {
  const { key } = await studio.createKey(['read']);
  const page = await studio.open('/aliases', { key });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#key=${key}`);
  await page.waitForFunction(() => location.hash === '#/aliases', undefined);
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await keptKey(page)).toBe(key);
});

it('signs out with a sentence when the key is revoked', async () => {
  const { key, revoke } = await studio.createKey(['read']);
  const page = await studio.open('/voices', { key });
  await revoke();
  await page.getByText('You are signed out, because the API no longer accepts the key.').waitFor();
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

it('forgets the key when the user signs out', async () => {
  const page = await studio.open('/voices');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});
