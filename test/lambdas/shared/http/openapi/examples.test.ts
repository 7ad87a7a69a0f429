import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { routes } from '../../../../../lambdas/shared/contract.ts';
import { components } from '../../../../../lambdas/shared/http/openapi/components.ts';
import { openApiDocument } from '../../../../../lambdas/shared/http/openapi/document.ts';
import { examples } from '../../../../../lambdas/shared/http/openapi/examples.ts';
import { parseAuditionRequest } from '../../../../../lambdas/shared/validation/audition-request.ts';
import { parseVoiceRequest } from '../../../../../lambdas/shared/validation/voice-request.ts';
import { documented, schemaOf } from './document.ts';

const schema = z.looseObject({ examples: z.array(z.unknown()).optional() });
const document = z
  .object({
    tags: z.array(z.object({ name: z.string() })),
    components: z.object({ schemas: z.record(z.string(), schema) }),
  })
  .parse(openApiDocument('1.0.0'));
const settings = {
  enabledFamilies: [{ scope: 'mainland', families: ['cosyvoice'] }],
  now: () => new Date('2026-11-29'),
} as const;

// The next tests parse the examples of these requests. zod converts no branches without a type.
const converted = Object.keys(components).filter((name) => !/^(Voice|Audition)Request$/.test(name));

describe('the OpenAPI document', () => {
  it.each(converted)('has a valid example of %s, with no further field', (name) => {
    const [example] = document.components.schemas[name]?.examples ?? [];
    expect(example).toBeDefined();
    expect(schemaOf({ $ref: `#/components/schemas/${name}` }).safeParse(example).error).toBeUndefined();
  });

  it('has an example request that is accepted without a warning', () => {
    const [example] = document.components.schemas.VoiceRequest?.examples ?? [];
    expect(parseVoiceRequest(example, settings)).toMatchObject({ valid: true, warnings: [] });
  });

  it('has an example request for an audition that is accepted without a warning', () => {
    const [example] = document.components.schemas.AuditionRequest?.examples ?? [];
    expect(parseAuditionRequest(example, settings)).toMatchObject({
      valid: true,
      warnings: [],
      candidates: 2,
    });
  });

  it('has an example issue as the validation reports it', () => {
    const request = { ...examples.VoiceRequest, previewText: 'Hi' };
    expect(parseVoiceRequest(request, settings)).toMatchObject({ issues: [examples.ValidationIssue] });
  });

  it('has no default in a request, which generated clients would turn into a required property', () => {
    const { VoiceRequest, AuditionRequest, ImportRequest } = document.components.schemas;
    const requests = [VoiceRequest, AuditionRequest, ImportRequest];
    expect(JSON.stringify(requests)).not.toContain('"default":');
  });

  it('has one tag for every operation', () => {
    const names = document.tags.map(({ name }) => name);
    for (const route of routes) {
      expect(documented(route).tags).toEqual([expect.stringMatching(new RegExp(`^(${names.join('|')})$`))]);
    }
  });
});
