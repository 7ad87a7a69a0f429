import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { previewDefects } from '../../simulator/audio/defects.ts';
import { defectOf, maxFalseFindings } from './seeded-run.ts';

it('the analysis finds every defect of the simulator, and none in its other previews', () => {
  // Jest's modules compute several times slower than those of a separate process.
  const args = ['test/analysis/main.ts', '--seed', '7', '--defects', '12', '--clean', '60'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.slice(0, -1)).toEqual([
    ...Object.keys(defectOf).map((finding) => `${finding.padEnd(24)} 12 of 12 found`),
    'clean previews           0 of 60 with a finding',
  ]);
  expect(lines.at(-1)).toMatch(/^10 s of 24 kHz audio +[\d.]+ ms of CPU time, [\d.]+ ms at first$/);
});

it('the simulator has one defect for each finding', () => {
  expect(Object.values(defectOf).sort()).toEqual([...previewDefects].sort());
});

it.each([
  [500, 0],
  [4_999, 0],
  [5_000, 1],
  [10_000, 2],
])('a sample of %s clean previews may have at most %s findings', (clean, max) => {
  expect(maxFalseFindings(clean)).toBe(max);
});
