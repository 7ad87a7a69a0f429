import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { synthesized } from '../support/synthesized.ts';

it('docs/local.md shows the deletion of every resource of the template', () => {
  const [, deleted, retained = ''] =
    /\nThe stack VoiceDesign is deleted\. (\d+) resources are deleted\.\n(.*?)```/s.exec(
      readFileSync('docs/local.md', 'utf8'),
    ) ?? [];
  const resources = Object.entries(synthesized().Resources);
  const isRetained = (policy = '') => policy.startsWith('Retain');
  const kept = resources.filter(([, { DeletionPolicy }]) => isRetained(DeletionPolicy));
  const rows = retained.trim().split('\n');
  const typesOf = (types: readonly (string | undefined)[]) => types.toSorted();

  expect(Number(deleted)).toBe(resources.length - kept.length);
  expect(typesOf(rows.map((row) => row.trim().split(/ +/)[1]))).toEqual(
    typesOf(kept.map(([, { Type }]) => Type)),
  );
  for (const [logicalId] of kept)
    expect(rows.map((row) => row.toLowerCase())).toContainEqual(
      expect.stringContaining(logicalId.toLowerCase()),
    );
});
