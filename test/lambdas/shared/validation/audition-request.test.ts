import { describe, expect, it } from '@jest/globals';
import { parseAuditionRequest } from '../../../../lambdas/shared/validation/audition-request.ts';
import { cosyvoice, settings } from '../../../support/voice-requests.ts';

const parse = (value: unknown) => parseAuditionRequest(value, { ...settings, now: () => new Date() });
const issuesOf = (value: unknown) => {
  const parsed = parse(value);
  return parsed.valid ? [] : parsed.issues;
};

describe('a request for an audition', () => {
  it('has three candidates and is kept for 72 hours by default', () => {
    expect(parse(cosyvoice)).toMatchObject({ valid: true, candidates: 3, keepHours: 72 });
    expect(parse({ ...cosyvoice, candidates: null, keepHours: null })).toMatchObject({
      valid: true,
      candidates: 3,
      keepHours: 72,
    });
  });

  it('keeps its fields as they were sent, for the fingerprint', () => {
    const request = { ...cosyvoice, candidates: 2, keepHours: 720, alias: 'narrator' };
    expect(parse(request)).toMatchObject({
      submitted: request,
      candidates: 2,
      keepHours: 720,
      alias: 'narrator',
    });
  });

  it.each([
    [{ candidates: 1 }, { pointer: '/candidates', code: 'out_of_range', limit: 2, actual: 1 }],
    [{ candidates: 11 }, { pointer: '/candidates', code: 'out_of_range', limit: 10, actual: 11 }],
    [{ candidates: 2.5 }, { pointer: '/candidates', code: 'invalid_type' }],
    [{ candidates: '3' }, { pointer: '/candidates', code: 'invalid_type' }],
    [{ keepHours: 0 }, { pointer: '/keepHours', code: 'out_of_range', limit: 1, actual: 0 }],
    [{ keepHours: 721 }, { pointer: '/keepHours', code: 'out_of_range', limit: 720, actual: 721 }],
    [{ keepHours: 1.5 }, { pointer: '/keepHours', code: 'invalid_type' }],
    [{ keepHours: true }, { pointer: '/keepHours', code: 'invalid_type' }],
    [{ alias: 'Narrator' }, { pointer: '/alias', code: 'invalid_text' }],
    [{ alias: 3 }, { pointer: '/alias', code: 'invalid_type' }],
    [{ chosen: 'x' }, { pointer: '/chosen', code: 'unknown_field' }],
  ])('with %p is refused with the field and the rule', (fields, issue) => {
    expect(issuesOf({ ...cosyvoice, ...fields })).toEqual([expect.objectContaining(issue)]);
  });

  it('reports the issues of the voice and of the audition at once', () => {
    const found = issuesOf({ ...cosyvoice, previewText: 'Hi', candidates: 11, keepHours: 0 });
    expect(found.map(({ pointer }) => pointer)).toEqual(['/previewText', '/candidates', '/keepHours']);
  });

  it.each([[null], [[]], ['text'], [3]])('is no JSON object: %p', (value) => {
    expect(issuesOf(value)).toEqual([expect.objectContaining({ code: 'not_an_object' })]);
  });

  it('has no field __proto__', () => {
    const sent: unknown = JSON.parse(
      `{ ${JSON.stringify(cosyvoice).slice(1, -1)}, "__proto__": { "candidates": 9 } }`,
    );
    expect(issuesOf(sent)).toEqual([expect.objectContaining({ code: 'unknown_field' })]);
  });
});
