import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { expectedPitch } from '../../lambdas/shared/preview-analysis/expected-pitch.ts';
import { thresholds } from '../../lambdas/shared/preview-analysis/findings.ts';
import { previewAnalysis, previewFindings } from '../../lambdas/shared/voice/preview-analysis.ts';
import { namesIn, rowsOf, sectionOf } from './support/markdown.ts';

const page = 'docs/preview-analysis.md';
const rows = (heading: string) => rowsOf(sectionOf(page, heading));

describe('docs/preview-analysis.md', () => {
  it('explains every measurement', () => {
    const { silence, findings: _, ...others } = previewAnalysis.shape;
    const fields = [...Object.keys(others), ...Object.keys(silence.shape).map((name) => `silence.${name}`)];
    const explained = rows('Measurements').map(([field = '']) => field.replaceAll('`', ''));
    expect(explained.sort()).toEqual(fields.sort());
  });

  it('explains every finding in the order of the contract', () => {
    const explained = rows('Findings').flatMap(([cell]) => namesIn(cell));
    expect(explained).toEqual([...previewFindings]);
  });

  it('states the thresholds of the code', () => {
    const text = readFileSync(page, 'utf8');
    expect(text).toContain(`below ${thresholds.nearSilentBelow} LUFS`);
    expect(text).toContain(`at least ${thresholds.clippedShareFrom * 100} % of the samples`);
    expect(text).toContain(`lasts at least ${thresholds.innerSilenceFrom} s`);
    expect(text).toContain(`at most ${-thresholds.truncatedFrom} dB quieter`);
    expect(text).toContain(`at least ${thresholds.tooFastFrom} times as fast`);
    expect(text).toContain(`less than ${thresholds.tooSlowBelow} times as fast`);
    expect(text).toContain(`less than ${thresholds.minExpectedSeconds} s, or`);
  });

  const briefs = [
    ['A man, deep', 'A man', 'A man, high-pitched'],
    ['A woman, deep', 'A woman', 'A woman, high-pitched'],
    ['A child, deep', 'A child', 'A child, high-pitched'],
    ['A deep voice', 'A voice', 'A high-pitched voice'],
  ];
  it('states the ranges of the pitch', () => {
    const ranges = briefs.map((row) =>
      row.map((brief) => {
        const range = expectedPitch(brief);
        return range ? `${range.min} to ${range.max} Hz` : '–';
      }),
    );
    const stated = sectionOf(page, 'Findings')
      .split('\n')
      .filter((line) => / Hz \|/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(2, 5)
          .map((cell) => cell.trim()),
      );
    expect(stated).toEqual(ranges);
  });
});
