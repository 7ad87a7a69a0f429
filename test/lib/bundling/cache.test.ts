import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cachedBundles } from '../../../lib/bundling/cache.ts';
import { bundleSources, type FilesOfOperations } from '../../../lib/bundling/index.ts';

/** Writes the bundles of two functions into a folder. */
function writeTwo(target: string): void {
  mkdirSync(join(target, 'get-voice'));
  writeFileSync(join(target, 'get-voice', 'index.js'), 'handler()');
  mkdirSync(join(target, 'serve-studio', 'studio'), { recursive: true });
  writeFileSync(join(target, 'serve-studio', 'studio', 'index.html'), '<p>');
}
const textsOf = (files: FilesOfOperations) =>
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
    for (const source of bundleSources) cpSync(join(root, source), join(folder, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const script = `const { handlerFiles } = await import(${JSON.stringify(join(folder, 'lib', 'bundling', 'index.ts'))});
      console.log(handlerFiles().size);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: {},
    });
    expect(Number(output)).toBeGreaterThan(30);
  });

  it('builds the bundles of the same sources once', () => {
    const build = jest.fn(writeTwo);
    const built = cachedBundles(build, folder);
    const known = cachedBundles(build, folder);
    expect(build).toHaveBeenCalledTimes(1);
    expect(textsOf(built)).toEqual([
      ['get-voice', [['index.js', 'handler()']]],
      ['serve-studio', [[join('studio', 'index.html'), '<p>']]],
    ]);
    expect(textsOf(known)).toEqual(textsOf(built));
  });

  it('accepts that another process builds the same bundles meanwhile', () => {
    const buildTwice = (target: string) => {
      cachedBundles(writeTwo, folder);
      writeTwo(target);
    };
    const built = cachedBundles(buildTwice, folder);
    expect(textsOf(built)).toHaveLength(2);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([undefined, ''])('builds always if BUNDLE_CACHE is %j', (noFolder) => {
    const build = jest.fn(writeTwo);
    cachedBundles(build, noFolder);
    expect(textsOf(cachedBundles(build, noFolder))).toHaveLength(2);
    expect(build).toHaveBeenCalledTimes(2);
    expect(build.mock.calls.filter(([target]) => existsSync(target))).toEqual([]);
  });

  it('keeps nothing of a build that fails', () => {
    const fail = (target: string) => {
      writeTwo(target);
      throw new Error('no bundle');
    };
    expect(() => cachedBundles(fail, folder)).toThrow('no bundle');
    expect(readdirSync(folder)).toEqual([]);
  });
});
