import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { filesBelow } from '../../scripts/house/source-files.ts';

interface Export {
  readonly name: string;
  /** Name in the file that declares it. */
  readonly original: string;
  readonly file: string;
}

/** Returns the names that a module exports from other modules. */
function reexports(module: string): Export[] {
  const text = readFileSync(module, 'utf8');
  return [...text.matchAll(/^export (?:type )?\{([^}]+)\} from '([^']+)';$/gm)].flatMap(
    ([, names = '', from = '']) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .map((each) => {
          const [original = '', name = original] = each.split(' as ');
          return { name, original, file: join(dirname(module), from) };
        }),
  );
}

/** Returns the docstring of a declaration, also if the file exports it from another one. */
function docstring({ original, file }: Omit<Export, 'name'>): string {
  const text = readFileSync(file, 'utf8');
  const declaration = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?export (?:abstract )?(?:class|interface|type|const|function) ${original}\\b`,
  ).exec(text);
  if (declaration) return declaration[1] ?? '';
  const [origin] = reexports(file).filter(({ name }) => name === original);
  if (!origin) throw new Error(`${file} does not declare ${original}`);
  return docstring(origin);
}

describe('the exports of lib/index.ts', () => {
  it.each(reexports('lib/index.ts'))('have a docstring with an example: $name', (each) => {
    expect(docstring(each)).toContain('@example');
  });
});

it('every optional property in lib documents its default', () => {
  const undocumented = filesBelow(['lib']).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^ {2}readonly (\w+)\?:/gm)]
      .filter(([, comment = '']) => !comment.includes('@default'))
      .map(([, , name]) => `${file}: ${name}`);
  });
  expect(undocumented).toEqual([]);
});

it('every property of an interface in lib is readonly', () => {
  const writable = filesBelow(['lib']).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)].flatMap(
      ([, name, body = '']) =>
        [...body.matchAll(/^ {2}(?!readonly )(\w+)\??:/gm)].map(
          ([, property]) => `${file}: ${name}.${property}`,
        ),
    ),
  );
  expect(writable).toEqual([]);
});

it('the public construct has one class, which only wires constructs', () => {
  const text = readFileSync('lib/voice-design.ts', 'utf8');
  expect(text).toContain('export class VoiceDesign extends Construct {');
  expect(text).not.toMatch(/\bCfn\w+|PolicyStatement|import \{.*aws-iam/);
  const ownLines = text.slice(text.indexOf('  constructor('), text.indexOf('  /**\n   * Grants')).split('\n');
  expect(ownLines.length).toBeLessThan(65);
});
