/** A new family is a new row in families.ts. Each other file that names a family needs a change, too. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { FAMILIES } from '../../../../lambdas/shared/dashscope/index.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

function filesUnder(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Returns the files of the folders whose code contains the literal of a family or a key with its name. */
function filesNamingFamily(folders: readonly string[], families: readonly string[]): string[] {
  const literal = new RegExp(`'(?:${families.join('|')})'|\\b(?:${families.join('|')}):`);
  return filesUnder(folders)
    .filter((file) => literal.test(withoutComments(readFileSync(`${root}${file}`, 'utf8'))))
    .sort();
}

describe('family literals', () => {
  it('are only in the declaration of families, in the probe of CosyVoice, and in examples', () => {
    expect(filesNamingFamily(['lambdas', 'lib', 'bin', 'client', 'local'], FAMILIES)).toEqual([
      'lambdas/probe-provider/probe-provider.ts',
      'lambdas/shared/dashscope/create-request.ts',
      'lambdas/shared/dashscope/families.ts',
      'lambdas/shared/dashscope/vocabulary.ts',
      'lambdas/shared/http/openapi/examples.ts',
    ]);
  });

  it.each(FAMILIES)('for %s are in at most 15 files, including scripts', (family) => {
    const folders = ['lambdas', 'lib', 'bin', 'client', 'cli', 'local', 'scripts'];
    expect(filesNamingFamily(folders, [family]).length).toBeLessThanOrEqual(15);
  });
});
