import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { programs } from '../../../scripts/example/programs.ts';
import { commandEnvironment } from '../../support/run-folder.ts';

const example = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['scripts/example/main.ts', ...args], { env: commandEnvironment() });

it('npm run example runs every program of examples/, and docs/local.md lists each of them', () => {
  const found = readdirSync('examples').filter(
    (file) =>
      file === 'create-and-wait.ts' || readFileSync(`examples/${file}`, 'utf8').includes('import.meta.main'),
  );
  expect(
    Object.keys(programs)
      .map((name) => `${name}.ts`)
      .sort(),
  ).toEqual(found.sort());
  const page = readFileSync('docs/local.md', 'utf8');
  const listed = Object.keys(programs).filter((name) =>
    page.includes(`| [${name}](../examples/${name}.ts) |`),
  );
  expect(listed).toEqual(Object.keys(programs));
});

it('npm run example lists the programs', async () => {
  const { stderr } = await example();
  expect(stderr).toMatch(/^usage: npm run -s example -- NAME\n/);
  for (const name of Object.keys(programs)) expect(stderr).toContain(`  ${name} `);
});

it.each(['none', 'toString', '../bin/app'])('npm run example refuses %s', async (name) => {
  await expect(example(name)).rejects.toMatchObject({ code: 2, stdout: '' });
});
