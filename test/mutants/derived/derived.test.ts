import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { definitionMutants } from './definition-mutants.ts';
import { equivalentMutants } from './equivalent.ts';
import { expressionMutants } from './expression-mutants.ts';

const mutants = definitionMutants();

it('every safeguard of the state machines has mutants, each with its own id', () => {
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  expect(mutants.length).toBeGreaterThan(400);
});

it('every proof is of mutants that exist', () => {
  for (const { idEndsWith, count } of equivalentMutants) {
    expect([idEndsWith, mutants.filter(({ id }) => id.endsWith(idEndsWith)).length]).toEqual([
      idEndsWith,
      count,
    ]);
  }
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

// `npm run mutants` tests all of them. A child process: inside Jest's modules they take several times as long.
it('a sample of the mutants is detected', async () => {
  const script = join(import.meta.dirname, 'main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '12']);
  const found = z.record(z.string(), z.string().nullable()).parse(JSON.parse(stdout));
  expect(Object.keys(found).length).toBeGreaterThan(30);
  expect(Object.entries(found).filter(([, killer]) => killer === null)).toEqual([]);
});
