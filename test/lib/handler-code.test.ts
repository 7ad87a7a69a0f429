import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SourceTextModule } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '../../scripts/start/synthesize.ts';

const root = join(import.meta.dirname, '..', '..');
const lambdas = join(root, 'lambdas');
const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
let bundles: string[];

beforeAll(async () => {
  await synthesize(root, outdir, {});
  bundles = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
}, 60_000);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('the code of the functions', () => {
  it('is one bundle an operation', () => {
    const operations = readdirSync(lambdas).filter((name) => existsSync(join(lambdas, name, 'handler.ts')));
    expect(bundles).toHaveLength(operations.length);
  });

  it('is whole: one file that imports nothing but what Node has', () => {
    for (const bundle of bundles) {
      expect(readdirSync(join(outdir, bundle))).toEqual(['index.mjs']);
      const { moduleRequests } = new SourceTextModule(
        readFileSync(join(outdir, bundle, 'index.mjs'), 'utf8'),
      );
      expect(moduleRequests.map(({ specifier }) => specifier).filter((each) => !isBuiltin(each))).toEqual([]);
    }
  });
});
