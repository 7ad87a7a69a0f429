import { describe, expect, it } from '@jest/globals';
import { problem } from '../../../lambdas/shared/http/problem.ts';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture, refuse, requestFlags } from '../commands/support.ts';

const api = ApiFixture.use();

describe('the exit code', () => {
  it.each([
    [3, refuse('not_found'), 'not_found: Not possible.'],
    [3, refuse('invalid_state'), 'invalid_state'],
    [3, refuse('scope_not_configured'), 'scope_not_configured'],
    [4, refuse('unauthenticated'), 'Set VOICE_API_KEY'],
    [4, refuse('forbidden'), 'Use a key with that scope'],
    [1, reply(404, '<html>nginx</html>'), 'the response is not from this API'],
  ] as const)('is %d with an explanation for a failed call: %#', async (code, script, message) => {
    api.server.play(script);
    const { err, ...outcome } = await api.call(['get', voiceId]);
    expect(outcome).toEqual({ code, out: '' });
    expect(err).toMatch(/^voice: /);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^ +at /m);
  });

  it.each([
    ['voices', 'voice list', ['get', voiceId]],
    ['voices', 'voice list', ['preview', voiceId]],
    ['voices', 'voice list', ['delete', voiceId]],
    ['voices', 'voice list', ['restore', voiceId]],
    ['aliases', 'voice alias list', ['alias', 'get', 'narrator']],
    ['aliases', 'voice alias list', ['alias', 'remove', 'narrator']],
    ['auditions', 'voice audition list', ['audition', 'get', voiceId]],
    ['auditions', 'voice audition list', ['audition', 'choose', voiceId, voiceId]],
    ['auditions', 'voice audition list', ['audition', 'cancel', voiceId]],
  ])('is 3 with the list of %s, %s, for an unknown id: %j', async (kind, command, words) => {
    api.server.play(refuse('not_found'));
    const { code, err } = await api.call(words);
    expect(code).toBe(3);
    expect(err).toContain(`List the existing ${kind} with ${command}.`);
    expect(err.match(/List /g)).toHaveLength(1);
  });

  it('is 3 with the call that lists the voices of the provider, for an unknown id of the provider', async () => {
    api.server.play(refuse('not_found'));
    const { err } = await api.call(['import', 'v1', '--family', 'cosyvoice', '--scope', 'mainland']);
    expect(err).toContain('with voice import --family FAMILY --scope SCOPE.');
  });

  it('is 3 with every invalid field for an invalid request', async () => {
    const errors = [
      { pointer: '/voicePrompt', code: 'required' as const, detail: 'is missing' },
      { parameter: 'limit', code: 'not_allowed' as const, detail: 'is not allowed', allowed: ['a', 'b'] },
    ];
    api.server.play(reply(400, problem('invalid_request', 'r', { detail: 'Listed.', errors })));
    const { code, err } = await api.call(['create', ...requestFlags]);
    expect(code).toBe(3);
    expect(err).toContain('  voicePrompt is missing (required)\n  limit is not allowed: a, b (not_allowed)');
  });
});
