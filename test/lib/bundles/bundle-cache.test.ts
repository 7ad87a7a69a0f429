import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { bundleSources, cachedBundles } from '../../../lib/bundle-cache.ts';
import type { HandlerFiles } from '../../../lib/handler-files.ts';

const bundles = new Map<string, HandlerFiles>([
  ['get-voice', new Map([['index.js', Buffer.from('handler()')]])],
  ['serve-studio', new Map([[join('studio', 'index.html'), '<p>']])],
]);
const textsOf = (files: ReadonlyMap<string, HandlerFiles>) =>
  [...files].map(([operation, contents]) => [
    operation,
    [...contents].map(([path, content]) => [path, Buffer.from(content).toString()]),
  ]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const root = join(import.meta.dirname, '..', '..', '..');

describe('the cache of bundles', () => {
  it('has a list of sources from which alone the bundles can be built', () => {
    for (const source of [...bundleSources, 'lib'])
      cpSync(join(root, source), join(folder, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const script = `const { handlerFiles } = await import(${JSON.stringify(join(folder, 'lib', 'handler-files.ts'))});
      console.log(handlerFiles().size);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { GOGC: 'off' },
    });
    expect(Number(output)).toBeGreaterThan(30);
  });

  it('builds the bundles of the same sources once', () => {
    const build = jest.fn(() => bundles);
    const built = cachedBundles(build, folder);
    const known = cachedBundles(build, folder);
    expect(build).toHaveBeenCalledTimes(1);
    expect(textsOf(known)).toEqual(textsOf(built));
  });

  it.each([undefined, ''])('builds always if BUNDLE_CACHE is %j', (noFolder) => {
    const build = jest.fn(() => bundles);
    cachedBundles(build, noFolder);
    cachedBundles(build, noFolder);
    expect(build).toHaveBeenCalledTimes(2);
  });

  it('keeps nothing of a build that fails', () => {
    const fail = () => {
      throw new Error('no bundle');
    };
    expect(() => cachedBundles(fail, folder)).toThrow('no bundle');
    expect(readdirSync(folder)).toEqual([]);
  });
});
