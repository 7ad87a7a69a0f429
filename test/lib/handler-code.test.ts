import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundleFile } from '../../lib/bundling/index.ts';
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

  it('is in the same file of each bundle, with its parts and the files that it sends', () => {
    const others = bundles.map((bundle) =>
      readdirSync(join(assembly, bundle)).filter((name) => name !== bundleFile),
    );
    const parts = others.flat().filter((name) => !name.endsWith('.cjs'));
    expect(parts.sort()).toEqual(['openapi.json', 'studio']);
    for (const bundle of bundles) expect(existsSync(join(assembly, bundle, bundleFile))).toBe(true);
  });

  it('is in strict mode', () => {
    const loose = bundles.flatMap((bundle) =>
      codeFilesOf(bundle).filter((file) => !readFileSync(file, 'utf8').startsWith("'use strict';")),
    );
    expect(loose).toEqual([]);
  });

  it('has the files of the studio in one bundle', () => {
    const [bundle = '', ...others] = bundles.filter((each) => existsSync(join(assembly, each, 'studio')));
    expect(others).toEqual([]);
    expect(readdirSync(join(assembly, bundle, 'studio'))).toContain('index.html');
  });

  it('has the messages of the validator in English only, and no validator without need', () => {
    const has = (text: string) => bundles.filter((bundle) => codeOf(bundle).includes(text));
    expect(has('Ungültige Eingabe')).toEqual([]);
    expect(has('Ung\\xFCltige Eingabe')).toEqual([]);
    // authorize-request, get-health, get-openapi and answer-unrouted parse no more than the event and the key.
    expect(has('Invalid input: expected')).toHaveLength(bundles.length - 4);
  });
});

function codeFilesOf(bundle: string): readonly string[] {
  const files = readdirSync(join(assembly, bundle)).filter((name) => name.endsWith('.cjs'));
  return files.map((name) => join(assembly, bundle, name));
}

function codeOf(bundle: string): string {
  return codeFilesOf(bundle)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
