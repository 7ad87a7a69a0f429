import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import {
  classifyAnswer,
  classifyCreate,
  classifyFailure,
  type ParsedAnswer,
} from '../../../../lambdas/shared/dashscope/classify.ts';
import { FAMILIES, OPERATIONS } from '../../../../lambdas/shared/dashscope/index.ts';
import fc from '../../../support/fast-check.ts';

const codes = ['InvalidApiKey', 'Throttling', 'Throttling.AllocationQuota', 'AccessDenied', 'InternalError'];
const answers: fc.Arbitrary<ParsedAnswer> = fc.record({
  family: fc.constantFrom(...FAMILIES),
  operation: fc.constantFrom(...OPERATIONS),
  targetModel: fc.constantFrom(null, 'cosyvoice-v3.5-plus'),
  status: fc.integer({ min: 200, max: 599 }),
  error: fc.option(
    fc.record({ code: fc.oneof(fc.constantFrom(...codes), fc.string()), message: fc.string() }),
  ),
  hasOutput: fc.boolean(),
  now: fc.constantFrom(Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)),
});

describe('the classification of an answer', () => {
  it('treats a request as not carried out only after a 4xx with an error body', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const classified = classifyAnswer(answer);
        if (!classified?.certainlyNotDone) return;
        expect(answer.error).not.toBeNull();
        expect(Math.floor(answer.status / 100)).toBe(4);
      }),
    );
  });

  it('has a reason if and only if the outcome is unknown', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const classified = classifyAnswer(answer);
        if (classified === null) return;
        expect(classified.fault === null).toBe(classified.certainlyNotDone);
      }),
    );
  });

  it('never marks a create with an unknown outcome as retryable', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const classified = classifyAnswer({ ...answer, operation: 'create' });
        if (classified && !classified.certainlyNotDone) expect(classified.retryable).toBe(false);
      }),
    );
  });

  it('allows a second send of a create only if the provider certainly did not carry out the first', () => {
    const failure = { kind: 'failed', reason: 'connection', code: null } as const;
    expect(classifyCreate(classifyFailure({ ...failure, sent: true }, 'create'))).toBe('unknown');
    expect(classifyFailure({ ...failure, sent: false }, 'create')).toMatchObject({
      certainlyNotDone: true,
      retryable: true,
    });
  });
});

describe('the meaning of an answer', () => {
  const root = fileURLToPath(new URL('../../../../lambdas/', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const comparison = /\b(?:httpStatus|providerCode|providerMessage)\s*(?:[=!]==(?!\s*null)|[<>]=?\s)/;

  it('is decided in one file, and no other file compares its status, code or message', () => {
    const comparing = files.filter((file) => comparison.test(readFileSync(`${root}${file}`, 'utf8')));
    expect(comparing).toEqual([]);
  });

  it('is represented by the kind of an error, so only the provider client names classes of errors', () => {
    const naming = files.filter(
      (file) =>
        !file.startsWith('shared/dashscope/') &&
        /instanceof DashScope\w+Error/.test(
          readFileSync(`${root}${file}`, 'utf8').replaceAll('instanceof DashScopeError', ''),
        ),
    );
    expect(naming).toEqual([]);
  });
});
