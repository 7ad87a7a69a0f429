import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { filesBelow, isCode } from '../../scripts/house/source-files.ts';
import { cases } from './import-cases.ts';

const configuration = z.looseObject({
  overrides: z.array(
    z.looseObject({
      includes: z.array(z.string()),
      linter: z.looseObject({
        rules: z.looseObject({ style: z.looseObject({ noRestrictedImports: z.unknown() }).optional() }),
      }),
    }),
  ),
});
const report = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      message: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }),
    }),
  ),
});

const biome = join('node_modules', '@biomejs', 'biome', 'bin', 'biome');
const { vcs: _, $schema: __, ...rules } = configuration.parse(JSON.parse(readFileSync('biome.json', 'utf8')));

/** Messages of the linter by file and import. */
const messages = new Map<string, string>();
let folder: string;

/** Writes the imports of each case into files of an otherwise empty copy of the folders, and lints them once. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules));
  for (const { file, forbidden, allowed } of cases) {
    const imports = [...Object.values(forbidden).flat(), ...allowed];
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), imports.map((specifier) => `import '${specifier}';\n`).join(''));
  }
  const args = [join(process.cwd(), biome), 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  for (const { category, message, location } of report.parse(JSON.parse(stdout)).diagnostics) {
    if (category !== 'lint/style/noRestrictedImports') continue;
    const line = readFileSync(join(folder, location.path), 'utf8').split('\n')[location.start.line - 1];
    messages.set(`${location.path} ${/'(.*)'/.exec(line ?? '')?.[1]}`, message);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(cases)('a file $file', ({ file, forbidden, allowed }) => {
  const table = Object.entries(forbidden).flatMap(([message, imports]) =>
    imports.map((specifier) => ({ specifier, message })),
  );

  it.each(table)('cannot import $specifier', ({ specifier, message }) => {
    expect(messages.get(`${file} ${specifier}`)).toMatch(new RegExp(`^${message}`));
  });

  it.each(allowed)('can import %s', (specifier) => {
    expect(messages.get(`${file} ${specifier}`)).toBeUndefined();
  });
});

describe('biome.json', () => {
  it('has a test case for every import rule', () => {
    const withRule = rules.overrides
      .filter(({ linter }) => typeof linter.rules.style?.noRestrictedImports === 'object')
      .map(({ includes }) => includes);
    const tested = cases.map(({ rule }) => JSON.stringify(rule));
    expect(withRule.filter((includes) => !tested.includes(JSON.stringify(includes)))).toEqual([]);
    expect(tested.filter((rule) => !withRule.some((includes) => JSON.stringify(includes) === rule))).toEqual(
      [],
    );
  });

  it('names only paths that exist', () => {
    const globs = rules.overrides.flatMap(({ includes }) => includes);
    expect(globs.filter((glob) => !matchesAny(glob))).toEqual([]);
  });
});

describe('import rules', () => {
  it('cover every code file outside test', () => {
    const covering = rules.overrides
      .filter(({ linter }) => typeof linter.rules.style?.noRestrictedImports === 'object')
      .map(({ includes }) => includes);
    const files = filesBelow().filter((path) => isCode(path) && /^(?!test\/).+\//.test(path));
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter((path) => !covering.some((includes) => isIncluded(path, includes)))).toEqual([]);
  });
});

function isIncluded(path: string, includes: readonly string[]): boolean {
  const positive = includes.filter((glob) => !glob.startsWith('!'));
  const negative = includes.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  return (
    positive.some((glob) => matchesGlob(path, glob)) && !negative.some((glob) => matchesGlob(path, glob))
  );
}

describe('knip.json', () => {
  it('names only paths that exist', () => {
    const { entry } = z
      .object({ entry: z.array(z.string()) })
      .parse(JSON.parse(readFileSync('knip.json', 'utf8')));
    expect(entry.filter((glob) => !matchesAny(glob))).toEqual([]);
  });
});

function matchesAny(glob: string): boolean {
  return globSync(glob.replace(/^!/, '')).length > 0;
}
