import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod';
import { auditionRequestSchema } from '../../../../lambdas/shared/validation/audition-request.ts';
import { choiceSchema, parseChoice } from '../../../../lambdas/shared/validation/choice.ts';
import { importRequestSchema } from '../../../../lambdas/shared/validation/import-request.ts';
import { inboundSchemas } from '../../../../lambdas/shared/validation/inbound-schemas.ts';
import { remakeRequestSchema } from '../../../../lambdas/shared/validation/remake-request.ts';
import {
  parseSetAliasRequest,
  setAliasRequestSchema,
} from '../../../../lambdas/shared/validation/set-alias-request.ts';
import { setSwitchRequestSchema } from '../../../../lambdas/shared/validation/set-switch-request.ts';
import { shapeIssues } from '../../../../lambdas/shared/validation/shape-issues.ts';
import { voiceRequestSchema } from '../../../../lambdas/shared/validation/voice-request.ts';
import { voiceId } from '../../../support/voices.ts';

const aliasRule = 'is not 1 to 63 lower-case letters, digits and dashes that begin with a letter or a digit';
const idRule = 'is not 26 digits and upper-case letters (a ULID)';
const schemas: Readonly<Record<string, z.ZodObject>> = {
  voice: voiceRequestSchema,
  audition: auditionRequestSchema,
  choice: choiceSchema,
  remake: remakeRequestSchema,
  setAlias: setAliasRequestSchema,
  setSwitch: setSwitchRequestSchema,
  import: importRequestSchema,
  ...inboundSchemas,
};
const fields = Object.entries(schemas).flatMap(([name, schema]) =>
  Object.keys(schema.shape).map((field) => [name, field] as const),
);

describe('a malformed field of a request', () => {
  it.each(fields)('gets its rule: %s, %s', (name, field) => {
    for (const value of ['\u0000', '', -0.5, true, [], {}, null]) {
      const body = { [field]: value };
      const issues = (schemas[name]?.safeParse(body).error?.issues ?? [])
        .filter(({ path }) => path[0] === field)
        .flatMap((issue) => shapeIssues(issue, body));
      for (const { code, detail } of issues) {
        expect([code, detail]).not.toEqual([code, expect.stringMatching(/expected form|Invalid|pattern/)]);
        if (typeof value === 'string' && code === 'invalid_type') expect(detail).not.toContain('string');
      }
    }
  });

  it.each([
    [
      'an alias and a voice of a choice',
      () => parseChoice({ voiceId: 'x', alias: 'A b' }),
      [
        { pointer: '/voiceId', code: 'invalid_text', detail: idRule },
        { pointer: '/alias', code: 'invalid_text', detail: aliasRule },
      ],
    ],
    [
      'the voice of an alias',
      () => parseSetAliasRequest({ voiceId: voiceId.toLowerCase() }),
      [{ pointer: '/voiceId', code: 'invalid_text', detail: idRule }],
    ],
    [
      'an alias that is a number',
      () => parseChoice({ voiceId, alias: 3 }),
      [{ pointer: '/alias', code: 'invalid_type', detail: 'is not of type string' }],
    ],
  ])('is named with its rule: %s', (_, parse, issues) => {
    expect(parse).toThrow(expect.objectContaining({ details: { code: 'invalid_request', issues } }));
  });
});
