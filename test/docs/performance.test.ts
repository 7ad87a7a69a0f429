import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type BundleSize, bundleSizes, performancePage } from '../../scripts/docs/bundle-sizes.ts';

let page: string;
let sizes: readonly BundleSize[];
beforeAll(() => {
  page = readFileSync('docs/performance.md', 'utf8');
  sizes = bundleSizes();
});

describe('the bundles of the functions', () => {
  it('have the sizes on docs/performance.md, within 5 % (update with npm run docs)', () => {
    expect(performancePage(page, sizes)).toBe(page);
  });

  it('are held to 5 %', () => {
    const larger = (factor: number) =>
      sizes.map((size) => ({ ...size, total: Math.round(size.total * factor) }));
    const written = performancePage(page, larger(1.2));
    expect(performancePage(written, larger(1.2 * 1.04))).toBe(written);
    expect(performancePage(written, larger(1.2 * 1.06))).not.toBe(written);
    expect(performancePage(written, larger(1.2 * 0.94))).not.toBe(written);
  });

  it('load only modules of Node', () => {
    const loaded = new Set(sizes.flatMap(({ loads }) => loads));
    expect([...loaded].filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('load no HTTP/2, whose module of Node takes several milliseconds', () => {
    expect(sizes.filter(({ loads }) => loads.includes('node:http2'))).toEqual([]);
  });
});
