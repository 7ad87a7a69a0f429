import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { surprisesIn, unreadableAnswer } from '../../lambdas/create-voice/answer-warnings.ts';
import { reasonCodes } from '../../lambdas/shared/contract.ts';
import { DashScopeError, type VoiceMade, warningsAbout } from '../../lambdas/shared/dashscope/index.ts';
import { settingNames } from '../../lib/config.ts';
import { requestedVoice } from '../support/voices.ts';

describe('docs/operations.md', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const firstCells = page.split('\n').flatMap((line) => /^\| (`[^|]+`) \|/.exec(line)?.[1] ?? []);
  const named = new Set(
    firstCells.flatMap((cell) => cell.split(', ').map((name) => name.replaceAll('`', ''))),
  );

  it.each(reasonCodes)('says what to do about %s', (code) => {
    expect(named).toContain(code);
  });

  const qwen = { family: 'qwen', scope: 'international', targetModel: 'tomorrow' } as const;
  const made: VoiceMade = {
    ...{ kind: 'made', providerVoiceId: 'x', isIdDocumented: false, targetModel: 'other' },
    ...{ preview: { kind: 'invalid', reason: 'missing' }, requestId: null, usageCount: null },
  };
  const unclear = { certainlyNotDone: false, retryable: false, httpStatus: 405 };
  const warnings = [
    ...['2026-10-09', '2026-10-10'].flatMap((date) => warningsAbout(qwen, new Date(date))),
    ...surprisesIn(made, requestedVoice()),
    unreadableAnswer(new DashScopeError('unclear', unclear)),
  ];
  it.each([...new Set(warnings.flatMap((warning) => warning?.code ?? []))])(
    'explains the warning %s',
    (code) => {
      expect(named).toContain(code);
    },
  );

  it.each(settingNames)('explains the setting %s', (name) => {
    expect(named).toContain(name);
  });
});

it('README and docs link to files that are there', () => {
  for (const page of [
    'README.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]) {
    const folder = page.includes('/') ? 'docs/' : '';
    for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(() => readFileSync(`${folder}${target}`)).not.toThrow();
    }
  }
});
