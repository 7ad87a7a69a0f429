import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture } from './support.ts';

const api = ApiFixture.use();

describe('voice preview', () => {
  beforeEach(() => {
    api.serve({
      [`GET /v1/voices/${voiceId}/preview`]: reply(302, '', { location: `${api.server.baseUrl}/audio` }),
      'GET /audio': reply(200, 'RIFF', { 'content-type': 'audio/wav' }),
    });
  });

  it('writes the audio, and replaces a file only with --force', async () => {
    const path = join(api.folder, 'a.wav');
    expect(await api.call(['preview', voiceId, '-o', path])).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(path, 'utf8')).toBe('RIFF');
    writeFileSync(path, 'old');
    expect(await api.call(['preview', voiceId, '-o', path])).toMatchObject({
      code: 2,
      err: expect.stringContaining('already exists; --force replaces it'),
    });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect((await api.call(['preview', voiceId, '-o', path, '--force'])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('RIFF');
    expect((await api.call(['preview', voiceId, '-o', join(api.folder, 'no/such')])).code).toBe(2);
  });

  it('writes only the audio to standard output', async () => {
    expect(await api.call(['preview', voiceId, '-o', '-'])).toEqual({ code: 0, out: 'RIFF', err: '' });
  });

  it('plays the preview with an installed program', async () => {
    const played = join(api.folder, 'played');
    writeFileSync(join(api.folder, 'aplay'), `#!/bin/sh\n/bin/cat "$2" > ${played}\n`, { mode: 0o755 });
    const playWith = (PATH: string) => api.call(['preview', voiceId, '--play'], { environment: { PATH } });
    expect((await playWith('/nowhere')).err).toContain('save it with -o FILE');
    expect((await playWith(api.folder)).code).toBe(0);
    expect(readFileSync(played, 'utf8')).toBe('RIFF');
  });
});
