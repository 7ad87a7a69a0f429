import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { recordMadeExpressions } from '../../../../lambdas/shared/voice/transition-expressions.ts';
import { synthesized } from '../../../support/synthesized.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

describe('the write that stores the provider voice id', () => {
  it('is the same in the function and in the workflow', () => {
    const { update, condition } = recordMadeExpressions(['keyId = :keyId']);
    const machines = Object.values(synthesized().Resources)
      .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => JSON.stringify(Properties));
    expect(machines.some((machine) => machine.includes(update) && machine.includes(condition))).toBe(true);
  });

  it('has its condition in one file', () => {
    const files = ['lambdas', 'lib'].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    );
    const condition = '(attribute_not_exists(providerVoiceId) OR providerVoiceId = :id)';
    expect(files.filter((file) => readFileSync(`${root}${file}`, 'utf8').includes(condition))).toEqual([
      'lambdas/shared/voice/transition-expressions.ts',
    ]);
  });
});
