import { describe, expect, it } from '@jest/globals';
import { filesBelow } from '../../scripts/house/source-files.ts';
import { suspicionsIn, suspicionsOfFile } from '../../scripts/house/words/check.ts';

describe('suspicious words', () => {
  it('are absent from the repository', () => {
    const found = filesBelow(['.']).flatMap((file) => suspicionsOfFile(file));
    expect(found.map(({ path, line, word, text }) => `${path}:${line}: ${word} | ${text}`)).toEqual([]);
  });
});

describe('the scanner', () => {
  const found = (path: string, ...lines: readonly string[]) =>
    suspicionsIn(path, lines.join('\n')).map(({ line, word }) => `${line}: ${word}`);

  it('finds a word in each kind of comment', () => {
    expect(
      found(
        'lib/example.ts',
        '// Nobody else writes it.',
        'const a = 1; // somebody',
        '/**',
        ' * A claim.',
        ' * It stands still.',
        ' */',
        'const b = a / 2 / 1;',
      ),
    ).toEqual(['1: nobody', '2: somebody', '5: stand(s)']);
    expect(found('scripts/example.sh', '#!/bin/sh', 'run # as told', '# Nobody runs it.')).toEqual([
      '2: told',
      '3: nobody',
    ]);
  });

  it('takes no string, template or regular expression for a comment', () => {
    expect(
      found(
        'lib/example.ts',
        "const a = 'https://nobody';",
        ['const b = `//$', '{a}told`;'].join(''),
        'const c = /\\/\\/told/;',
      ),
    ).toEqual([]);
  });

  it('finds a word in a message, but not in an expression', () => {
    expect(found('cli/example.ts', "throw new Error('nobody can be told');")).toEqual([
      '1: nobody',
      '1: told',
    ]);
    expect(found('cli/example.ts', "const update = 'SET told = :told';")).toEqual([]);
  });

  it('finds a sentence that starts with a relative clause', () => {
    expect(
      found(
        'lib/example.ts',
        '/** What the function keeps. Whether it is full. */',
        '/**',
        ' * The folder, and where',
        ' * what is stored goes.',
        ' * @param name of the folder',
        ' */',
      ),
    ).toEqual(['1: What …', '1: Whether …', '5: Of …']);
    expect(found('docs/example.md', '# How it works', '', 'What is a voice?', '', '- Where it is.')).toEqual([
      '5: Where …',
    ]);
    expect(found('test/example.test.ts', "it('what a key allows to do', () => {});")).toEqual(['1: What …']);
    expect(found('lib/example.ts', ['const a = `for $', '{b} of these two keys`;'].join(''))).toEqual([]);
  });

  it('finds chains of clauses', () => {
    expect(
      found('lib/example.ts', '// One; two that is long; three.', '// One: two is', '// longer: three.'),
    ).toEqual(['1: chain of semicolons', '2: chain of colons']);
  });

  it('leaves out code in Markdown', () => {
    expect(
      found('docs/example.md', '```', 'nobody', '```', 'A page with `told` and [told](told.md).'),
    ).toEqual(['4: told']);
    expect(found('docs/example.md', '| What | told |', '| --- | --- |', '| Whether it is | fine |')).toEqual([
      '1: told',
      '3: Whether …',
    ]);
  });

  it('finds a word in a string of a JSON file', () => {
    expect(found('package.json', '{', '  "description": "A create that nobody doubles"', '}')).toEqual([
      '2: nobody',
    ]);
  });
});
