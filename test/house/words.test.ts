import { describe, expect, it } from '@jest/globals';
import { filesBelow } from '../../scripts/house/source-files.ts';
import { suspicionsIn, suspicionsOfFile } from '../../scripts/house/words/check.ts';

/** Files and folders without suspicious words. A folder joins the list when its last word is gone, and stays. */
const clean = [
  '.ci',
  'CONTRIBUTING.md',
  'README.md',
  'SECURITY.md',
  'bench',
  'bin',
  'biome.json',
  'cdk.json',
  'cli',
  'client',
  'docs',
  'examples',
  'jest.config.mjs',
  'knip.json',
  'lambdas/answer-unrouted',
  'lambdas/authorize-request',
  'lambdas/create-voice',
  'lambdas/delete-voice',
  'lambdas/find-due-voices',
  'lambdas/get-capacity',
  'lambdas/get-health',
  'lambdas/get-key',
  'lambdas/get-status',
  'lambdas/get-openapi',
  'lambdas/get-preview',
  'lambdas/get-provider-voice',
  'lambdas/get-voice',
  'lambdas/import-voice',
  'lambdas/list-provider-voices',
  'lambdas/list-voices',
  'lambdas/probe-provider',
  'lambdas/purge-voice',
  'lambdas/query-voice',
  'lambdas/receive-voice-request',
  'lambdas/reconcile-list',
  'lambdas/recover-voices',
  'lambdas/request-voice',
  'lambdas/restore-voice',
  'lambdas/set-switch',
  'lambdas/settle-execution',
  'lambdas/shared/actions',
  'lambdas/shared/contract.ts',
  'lambdas/shared/dashscope',
  'lambdas/shared/event-publisher.ts',
  'lambdas/shared/execution-reader.ts',
  'lambdas/shared/executions.ts',
  'lambdas/shared/http',
  'lambdas/shared/keys.ts',
  'lambdas/shared/platform',
  'lambdas/shared/preview-link.ts',
  'lambdas/shared/previews.ts',
  'lambdas/shared/problems.ts',
  'lambdas/shared/provider',
  'lambdas/shared/remove-preview.ts',
  'lambdas/shared/stores',
  'lambdas/shared/table-items.ts',
  'lambdas/shared/validation',
  'lambdas/shared/voice',
  'lambdas/shared/wiring',
  'lib',
  'local',
  'package.json',
  'scripts',
  'simulator',
  'test/cli',
  'test/client',
  'test/docs',
  'test/e2e',
  'test/examples',
  'test/harness',
  'test/house',
  'test/kills',
  'test/lambdas/answer-unrouted',
  'test/lambdas/authorize-request',
  'test/lambdas/create-voice',
  'test/lambdas/delete-voice',
  'test/lambdas/find-due-voices',
  'test/lambdas/get-capacity',
  'test/lambdas/get-health',
  'test/lambdas/get-key',
  'test/lambdas/get-preview',
  'test/lambdas/get-provider-voice',
  'test/lambdas/get-voice',
  'test/lambdas/import-voice',
  'test/lambdas/list-provider-voices',
  'test/lambdas/lists',
  'test/lambdas/probe-provider',
  'test/lambdas/purge-voice',
  'test/lambdas/query-voice',
  'test/lambdas/receive-voice-request',
  'test/lambdas/reconcile-list',
  'test/lambdas/recover-voices',
  'test/lambdas/request-voice',
  'test/lambdas/restore-voice',
  'test/lambdas/secret-changes.test.ts',
  'test/lambdas/settle-execution',
  'test/lambdas/shared/actions',
  'test/lambdas/shared/dashscope',
  'test/lambdas/shared/executions',
  'test/lambdas/shared/http',
  'test/lambdas/shared/preview-link.test.ts',
  'test/lambdas/shared/previews.test.ts',
  'test/lambdas/shared/provider',
  'test/lambdas/shared/stores',
  'test/lambdas/shared/validation',
  'test/lambdas/shared/voice/accounts.test.ts',
  'test/lambdas/shared/voice/find-by-name.test.ts',
  'test/lambdas/shared/voice/ids.test.ts',
  'test/lambdas/shared/voice/name-space.test.ts',
  'test/lambdas/shared/voice/preview.test.ts',
  'test/lambdas/shared/voice/reconciliation.test.ts',
  'test/lambdas/shared/voice/record-made-expressions.test.ts',
  'test/lambdas/shared/voice/transitions.test.ts',
  'test/lambdas/shared/voice/view.test.ts',
  'test/lib',
  'test/local',
  'test/mutants',
  'test/packages',
  'test/scripts',
  'test/simulation',
  'test/simulator',
  'test/support',
  'test/workflow',
];

describe('suspicious words', () => {
  it.each(clean)('are absent from %s', (path) => {
    const found = filesBelow([path]).flatMap((file) => suspicionsOfFile(file));
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

  it('finds old names in identifiers and in paths', () => {
    expect(
      found('lib/asking-environment.ts', 'const moveVoice = 1;', 'interface Scene { told: string }'),
    ).toEqual(['1: asking*', '1: moveVoice', '2: Scene, Stage, World, Surroundings', '2: told']);
    expect(found('lib/example.ts', 'const almostAtMostOnce = utmost;')).toEqual([]);
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
