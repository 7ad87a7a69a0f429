import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { architecturePage } from '../../scripts/docs/architecture.ts';
import { MissingMarkerError, withGenerated } from '../../scripts/docs/generated.ts';

describe('what docs/ draws from the code', () => {
  it('is as the code is; otherwise: npm run docs', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    expect(architecturePage(page)).toBe(page);
  }, 60_000);

  it('has its place on the page', () => {
    expect(withGenerated('a <!-- generated: x -->old<!-- end: x --> b', 'x', 'new')).toBe(
      'a <!-- generated: x -->\nnew\n<!-- end: x --> b',
    );
    expect(() => withGenerated('nothing', 'x', 'new')).toThrow(MissingMarkerError);
  });
});
