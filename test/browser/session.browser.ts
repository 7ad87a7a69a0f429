import { expect, it } from '@jest/globals';
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
