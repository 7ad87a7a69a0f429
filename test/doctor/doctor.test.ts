import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DoctorFixture } from './fixture.ts';
import { misconfigurations } from './misconfigurations.ts';

let fixture: DoctorFixture;
beforeEach(async () => {
  fixture = await DoctorFixture.start();
});
afterEach(() => fixture.stop());

describe('voice doctor', () => {
  it('finds nothing in a healthy deployment', async () => {
    expect(await fixture.diagnose()).toEqual([]);
  });

  it('has a separate code and sentence for each of 26 misconfigurations', () => {
    expect(misconfigurations).toHaveLength(26);
    expect(new Set(misconfigurations.map(({ code }) => code)).size).toBe(26);
    for (const { sentence } of misconfigurations) expect(sentence).toMatch(/^[A-Z0-9].*[^.]\.$/);
  });

  it.each(misconfigurations)('names the cause in one sentence: $name', async ({ code, sentence, seed }) => {
    await seed(fixture);
    const secrets = [...fixture.secret.matchAll(/sk-[\w-]+/g)].map(([secret]) => secret);
    const found = await fixture.diagnose();
    expect(found).toEqual([{ code, message: sentence }]);
    for (const secret of secrets) expect(JSON.stringify(found)).not.toContain(secret);
    // Only lists are free of charge.
    const actions = (await fixture.control.calls()).flatMap(({ action }) => action ?? []);
    expect(actions.filter((action) => action !== 'list')).toEqual([]);
  });
});

describe('docs/doctor.md', () => {
  it('lists every misconfiguration with its code and sentence', () => {
    const rows = readFileSync('docs/doctor.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| `\w+` \| .* \| .* \|$/.test(line));
    expect(rows).toEqual(
      misconfigurations.map(({ code, name, sentence }) => `| \`${code}\` | ${name} | ${sentence} |`),
    );
  });
});
