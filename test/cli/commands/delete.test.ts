import { describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture, ready, refuse, requested } from './support.ts';

const api = ApiFixture.use();

describe('voice delete and restore', () => {
  it('continue after a refused voice and return its exit code', async () => {
    const other = `${voiceId.slice(0, -1)}B`;
    const until = '2026-03-08T12:00:00.000Z';
    const deleted = { ...ready, status: 'DELETED', purgeAt: until, restorableUntil: until };
    api.serve({
      [`DELETE /v1/voices/${voiceId}`]: refuse('invalid_state'),
      [`DELETE /v1/voices/${other}`]: reply(200, { ...deleted, voiceId: other }),
    });
    const { code, out, err } = await api.call(['delete', voiceId, other]);
    expect(code).toBe(3);
    expect(out).toBe(`${other}  DELETED  restorable until 2026-03-08T12:00:00.000Z\n`);
    expect(err).toContain(`${voiceId}  invalid_state: Not possible.`);
  });

  it('report an invalid id like a refusal', async () => {
    const deleted = { ...ready, status: 'DELETED', restorableUntil: '2026-03-08T12:00:00.000Z' };
    api.serve({ [`DELETE /v1/voices/${voiceId}`]: reply(200, deleted) });
    const { code, out, err } = await api.call(['delete', 'a/b', voiceId]);
    expect([code, out]).toEqual([2, `${voiceId}  DELETED  restorable until 2026-03-08T12:00:00.000Z\n`]);
    expect(err).toMatch(/^a\/b {2}/);
  });

  it.each([
    ['DELETED', 'is being purged'],
    ['CREATING', 'will be purged once the provider has created it'],
    ['PURGED', ''],
  ])('permanently remove a voice with --purge: %s, %j', async (status, message) => {
    api.serve({ [`DELETE /v1/voices/${voiceId}`]: reply(202, { ...ready, status }) });
    const { code, out } = await api.call(['delete', voiceId, '--purge']);
    expect([code, out.trim()]).toEqual([0, `${voiceId}  ${status}  ${message}`.trim()]);
    expect(api.server.received[0]?.requestLine).toContain('?purge=true ');
  });

  it('report that a voice in creation is deleted later', async () => {
    api.serve({ [`DELETE /v1/voices/${voiceId}`]: reply(202, { ...requested, status: 'CREATING' }) });
    expect((await api.call(['delete', voiceId])).out).toContain('CREATING  will be deleted as soon as');
  });
});
