import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ProblemError } from '../../client/index.ts';
import { parseAuditionRequest } from '../../lambdas/shared/validation/audition-request.ts';
import { parseVoiceRequest } from '../../lambdas/shared/validation/voice-request.ts';
import {
  type Draft,
  emptyDraft,
  isDraft,
  repeatedKey,
  requestOf,
  withFamily,
} from '../../studio/brief/draft.ts';
import { fieldErrors } from '../../studio/brief/field-errors.ts';
import { curlOf, yamlOf } from '../../studio/pages/new-audition/request-code.ts';
import { words } from '../../studio/words/index.ts';

const settings = {
  enabledFamilies: [{ scope: 'mainland', families: ['cosyvoice', 'qwen'] }] as const,
  now: () => new Date('2026-11-29T12:00:00Z'),
};
const draft: Draft = {
  ...emptyDraft,
  voicePrompt: 'A calm voice that takes its time',
  previewText: 'The harbour is quiet tonight.',
};
const full: Draft = {
  ...draft,
  scope: 'mainland',
  name: "The narrator's voice",
  alias: 'narrator',
  candidates: 5,
  keepHours: ' 24 ',
  language: 'en',
  sampleRate: 48_000,
  responseFormat: 'pcm',
  labels: [
    { id: 0, key: 'project', value: 'book' },
    { id: 1, key: '', value: '' },
  ],
};

describe('the request of a draft', () => {
  it('is valid with and without the optional fields', () => {
    expect(parseAuditionRequest(requestOf(draft), settings)).toMatchObject({
      valid: true,
      candidates: 3,
      alias: null,
    });
    expect(parseAuditionRequest(requestOf(full), settings)).toMatchObject({
      valid: true,
      candidates: 5,
      keepHours: 24,
      alias: 'narrator',
      request: { labels: { project: 'book' }, sampleRate: 48_000, responseFormat: 'pcm', language: 'en' },
    });
  });

  it('is one for a voice if one candidate is requested', () => {
    expect(parseVoiceRequest(requestOf({ ...full, candidates: 1 }), settings)).toMatchObject({ valid: true });
  });

  it('is valid after a change to the other family and back', () => {
    const qwen = { ...withFamily(full, 'qwen'), responseFormat: 'opus', sampleRate: 8_000, language: 'ja' };
    for (const each of [qwen, withFamily(qwen, 'cosyvoice')]) {
      expect(parseAuditionRequest(requestOf(each), settings)).toMatchObject({ valid: true });
    }
  });

  it('sends a number of hours that is none as it is, so that the API names the field', () => {
    for (const keepHours of ['', 'ten', '1.5', '-3', '9'.repeat(12)]) {
      const parsed = parseAuditionRequest(requestOf({ ...draft, keepHours }), settings);
      expect(parsed).toMatchObject({ valid: false, issues: [{ pointer: '/keepHours' }] });
    }
  });

  it('cannot have two labels of one key', () => {
    expect(repeatedKey(full)).toBeNull();
    expect(repeatedKey({ labels: [...full.labels, { id: 2, key: 'project', value: 'film' }] })).toBe(
      'project',
    );
  });

  it('is written as an entry of a file for voice apply, whatever its texts contain', () => {
    const voicePrompt = 'A "quoted" voice: # no comment\n- no list\t{}';
    const entry: unknown = parse(yamlOf({ ...full, voicePrompt }));
    expect(entry).toMatchObject({ narrator: { voicePrompt, candidates: 5, labels: { project: 'book' } } });
    expect(JSON.stringify(entry)).not.toMatch(/keepHours|alias/);
  });

  it('is quoted for a shell', () => {
    expect(curlOf(full)).toContain("The narrator'\\''s voice");
    expect(curlOf({ ...full, candidates: 1 })).toContain('$VOICE_API_URL/voices"');
  });
});

describe('a refusal by the API', () => {
  const refusal = (errors: NonNullable<ProblemError['problem']['errors']>) =>
    new ProblemError('POST /auditions', { ...problem, errors }, null);
  const problem = {
    title: 'Invalid Request',
    status: 400,
    code: 'invalid_request',
    detail: 'The request is not valid.',
  };

  it('becomes a sentence at each field, in both languages', () => {
    const error = refusal([
      { pointer: '/previewText', code: 'too_short', detail: 'has fewer …', limit: 15, actual: 3 },
      { pointer: '/voicePrompt', code: 'required', detail: 'is missing' },
      { pointer: '/labels/a~1b', code: 'too_long', detail: 'the key …', limit: 64, actual: 70 },
      { pointer: '/alias', code: 'invalid_text', detail: 'is not 1 to 63 …' },
    ]);
    const { errors, hasOthers } = fieldErrors(error, words.en);
    expect(hasOthers).toBe(false);
    expect(errors).toEqual({
      previewText: 'At least 15 characters. There are 3.',
      voicePrompt: 'This field is required.',
      labels: 'a/b: At most 64 characters. There are 70.',
      alias: 'Use 1 to 63 lower-case letters, digits and inner hyphens.',
    });
    expect(Object.keys(fieldErrors(error, words.zh).errors)).toEqual(Object.keys(errors));
  });

  it('that belongs to no field is shown as a whole', () => {
    expect(fieldErrors(refusal([]), words.en).hasOthers).toBe(true);
    expect(fieldErrors(new Error('offline'), words.en)).toEqual({ errors: {}, hasOthers: true });
    const unknown = refusal([{ pointer: '/future', code: 'unknown_field', detail: 'is not a field' }]);
    expect(fieldErrors(unknown, words.en)).toEqual({ errors: {}, hasOthers: true });
  });
});

describe('a kept draft', () => {
  it('is read as it was written', () => {
    expect(isDraft(JSON.parse(JSON.stringify(full)))).toBe(true);
  });

  it.each([
    ['nothing', null],
    ['a text', 'draft'],
    ['an older draft without a field', { ...full, responseFormat: undefined }],
    ['another type', { ...full, candidates: '3' }],
    ['an unknown family', { ...full, family: 'toString' }],
    ['labels that are none', { ...full, labels: {} }],
    ['a label without a value', { ...full, labels: [{ id: 0, key: 'project' }] }],
    ['an empty label', { ...full, labels: [null] }],
  ])('is not read from %s', (_, value) => {
    expect(isDraft(value)).toBe(false);
  });
});
