import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundleFile } from '../../lib/bundle-file.ts';
import { synthesizedAssembly } from '../support/assembly.ts';
import { sharedSettings } from '../support/deployments.ts';

const lambdas = join(import.meta.dirname, '..', '..', 'lambdas');
let assembly: string;
let bundles: string[];

beforeAll(async () => {
  assembly = await synthesizedAssembly(sharedSettings);
  bundles = readdirSync(assembly).filter((name) => name.startsWith('asset.'));
});

describe('the code of the functions', () => {
  it('has one bundle for each operation', () => {
    const operations = readdirSync(lambdas).filter((name) => existsSync(join(lambdas, name, 'handler.ts')));
    expect(bundles).toHaveLength(operations.length);
  });

  it('is one file per bundle, and in one bundle also the files of the studio', () => {
    for (const bundle of bundles) {
      const others = readdirSync(join(assembly, bundle)).filter((name) => name !== bundleFile);
      expect([[], ['studio']]).toContainEqual(others);
      expect(existsSync(join(assembly, bundle, bundleFile))).toBe(true);
    }
  });

  it('has the files of the studio in one bundle', () => {
    const [bundle = '', ...others] = bundles.filter((each) => existsSync(join(assembly, each, 'studio')));
    expect(others).toEqual([]);
    expect(readdirSync(join(assembly, bundle, 'studio'))).toContain('index.html');
  });

  it('has the messages of the validator in English only', () => {
    for (const bundle of bundles) {
      const code = readFileSync(join(assembly, bundle, bundleFile), 'utf8');
      expect(code).toContain('Invalid input: expected');
      expect(code).not.toContain('Ungültige Eingabe');
      expect(code).not.toContain('Ung\\xFCltige Eingabe');
    }
  });
});
