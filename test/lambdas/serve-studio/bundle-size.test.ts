import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { bundleStudio } from '../../../lib/bundling/bundle-studio.ts';

/** Compressed bytes of all files. */
const budget = 100 * 1_024;

const files = await bundleStudio();

it('the studio has at most 100 KiB compressed', () => {
  const bytes = [...files.values()].map((content) => gzipSync(content).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(budget);
});

it('the studio loads nothing from another address', () => {
  for (const [name, content] of files) {
    const addresses = content.match(/https?:\/\/[\w.-]+/g) ?? [];
    // Names of XML namespaces, which are never loaded.
    expect({ name, addresses: addresses.filter((each) => each !== 'http://www.w3.org') }).toEqual({
      name,
      addresses: [],
    });
  }
});
