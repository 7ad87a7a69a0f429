/** `npm run typecheck` checks the `@ts-expect-error` lines below: it fails if such a line compiles. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { AuditionRequest, RemakeChanges, VoiceRequest } from '../../client/index.ts';
import { filesBelow } from '../../scripts/house/source-files.ts';

const request: VoiceRequest = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties',
  previewText: 'Good evening. The ferry leaves at nine.',
};

describe('the types of requests', () => {
  it('have the fields of the API', () => {
    const audition: AuditionRequest = { ...request, candidates: 3 };
    const changes: RemakeChanges = { targetModel: 'cosyvoice-v3.5-flash', language: null };
    expect([audition.candidates, changes.language]).toEqual([3, null]);
  });

  it('refuse a misspelled field', () => {
    // @ts-expect-error targetModel is misspelled
    const changes: RemakeChanges = { targetmodel: 'cosyvoice-v3.5-flash' };
    // @ts-expect-error candidates is an argument
    const withCandidates: RemakeChanges = { candidates: 3 };
    // @ts-expect-error voicePrompt is missing
    const incomplete: VoiceRequest = { family: 'qwen', targetModel: 'm', previewText: 'A text' };
    expect([changes, withCandidates, incomplete]).toHaveLength(3);
  });

  it('are declared by every method of the client that sends a body, apart from its unchecked form', () => {
    const untyped = filesBelow(['client']).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^ {2}async (\w+)\(([^)]*)\)/gm)]
        .filter(([, , parameters = '']) => /: (?:object|unknown)\b/.test(parameters))
        .map(([, name = '']) => name),
    );
    expect(untyped.length).toBeGreaterThan(4);
    expect(untyped.filter((name) => !name.endsWith('Unchecked'))).toEqual([]);
  });
});
