import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { commandEnvironment } from '../../support/run-folder.ts';
import { equivalentMutants } from './equivalent.ts';
import { expressionMutants } from './expression-mutants.ts';

const resultSchema = z.object({
  ids: z.array(z.string()),
  found: z.record(z.string(), z.string().nullable()),
});
let result: z.infer<typeof resultSchema>;
beforeAll(async () => {
  // A child process: inside Jest's modules the cases take several times as long.
  const script = join(import.meta.dirname, 'main.ts');
  const options = { env: commandEnvironment(), maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [script, '25'], options);
  result = resultSchema.parse(JSON.parse(stdout));
});

it('every safeguard has mutants, each with its own id', () => {
  const { ids } = result;
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.length).toBeGreaterThan(1_000);
});

it('every proof is of mutants that exist', () => {
  for (const { idEndsWith, count } of equivalentMutants) {
    expect([idEndsWith, result.ids.filter((id) => id.endsWith(idEndsWith)).length]).toEqual([
      idEndsWith,
      count,
    ]);
  }
});

// `npm run mutants` tests all of them.
it('a sample of the mutants is detected', () => {
  expect(Object.keys(result.found).length).toBeGreaterThan(35);
  expect(Object.entries(result.found).filter(([, killer]) => killer === null)).toEqual([]);
});

it('a condition loses each part and keeps its placeholders', () => {
  const text = '(#a IN (:b, :c) AND attribute_exists(d)) OR NOT e = :f';
  const found = expressionMutants(text);
  expect(found.map(({ change }) => change)).toEqual([
    'without the condition',
    'without (#a IN (:b, :c) AND attribute_exists(d))',
    'without #a IN (:b, :c)',
    'without :b in #a IN (:b, :c)',
    'without :c in #a IN (:b, :c)',
    'without attribute_exists(d)',
    'without NOT e = :f',
  ]);
  for (const mutant of found) {
    for (const placeholder of ['#a', ':b', ':c', ':f']) expect(mutant.text).toContain(placeholder);
  }
});
