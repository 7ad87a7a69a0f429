import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture, ready, refuse, requested } from './support.ts';

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

describe('voice preview of several voices', () => {
  const other = `${voiceId.slice(0, -1)}B`;
  const missing = `${voiceId.slice(0, -1)}C`;
  const redirect = () => reply(302, '', { location: `${api.server.baseUrl}/audio` });
  const files = (folder: string) => readdirSync(folder).sort();
  beforeEach(() => {
    api.serve({
      [`GET /v1/voices/${voiceId}/preview`]: redirect(),
      [`GET /v1/voices/${other}/preview`]: redirect(),
      [`GET /v1/voices/${missing}/preview`]: refuse('preview_unavailable'),
      'GET /v1/voices': reply(200, {
        voices: [ready, { ...ready, voiceId: other }, { ...requested, voiceId: missing }],
        cursor: null,
      }),
      'GET /audio': reply(200, 'RIFF', { 'content-type': 'audio/wav' }),
    });
  });

  it('writes each to a file of its name in a new folder', async () => {
    const dir = join(api.folder, 'a/b');
    const { code, out, err } = await api.call(['preview', voiceId, other, '--dir', dir]);
    expect([code, out]).toEqual([0, '']);
    expect(files(dir)).toEqual([`${voiceId}.wav`, `${other}.wav`]);
    expect(err.split('\n')[0]).toBe(`${join(dir, `${voiceId}.wav`)}  4 bytes`);
  });

  it('saves the others if one fails, reports the voice, and ends with the code of the failure', async () => {
    const dir = join(api.folder, 'previews');
    const { code, err } = await api.call(['preview', missing, voiceId, other, '--dir', dir]);
    expect(code).toBe(3);
    expect(err).toContain(`${missing}  `);
    expect(err).toContain('preview_unavailable');
    expect(files(dir)).toEqual([`${voiceId}.wav`, `${other}.wav`]);
  });

  it('replaces no file without --force, and writes the others', async () => {
    const dir = join(api.folder, 'previews');
    const write = (...words: string[]) => api.call(['preview', voiceId, other, '--dir', dir, ...words]);
    mkdirSync(dir);
    writeFileSync(join(dir, `${voiceId}.wav`), 'mine');
    const { code, err } = await write();
    expect(code).toBe(2);
    expect(err).toContain(`${voiceId}  ${join(dir, `${voiceId}.wav`)} already exists; --force replaces it`);
    expect(readFileSync(join(dir, `${voiceId}.wav`), 'utf8')).toBe('mine');
    expect(files(dir)).toEqual([`${voiceId}.wav`, `${other}.wav`]);
    expect((await write('--force')).code).toBe(0);
    expect(readFileSync(join(dir, `${voiceId}.wav`), 'utf8')).toBe('RIFF');
  });

  it('takes all voices with a label, and reports those without a preview', async () => {
    const dir = join(api.folder, 'previews');
    const { code, err } = await api.call(['preview', '--label', 'project:a:b', '--dir', dir]);
    expect(code).toBe(0);
    expect(err).toContain(`${missing}  no preview (pending)`);
    expect(files(dir)).toEqual([`${voiceId}.wav`, `${other}.wav`]);
    expect(api.server.received[0]?.requestLine).toContain('label=project%3Aa%3Ab');
  });

  it('plays them in turn', async () => {
    const played = join(api.folder, 'played');
    writeFileSync(join(api.folder, 'aplay'), `#!/bin/sh\n/bin/cat "$2" >> ${played}\n`, { mode: 0o755 });
    const environment = { PATH: api.folder };
    expect((await api.call(['preview', voiceId, other, '--play'], { environment })).code).toBe(0);
    expect(readFileSync(played, 'utf8')).toBe('RIFFRIFF');
  });

  it.each([
    [[], 'give voice ids, or --label'],
    [[voiceId, '--label', 'a:b'], 'give voice ids, or --label'],
    [[voiceId, other, '-o', 'a.wav'], '-o names the file of one voice'],
    [[voiceId, '-o', 'a.wav', '--dir', 'b'], '-o names the file of one voice'],
    [['--label', 'a'], '--label must have the form key:value'],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await api.call(['preview', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(api.server.received).toEqual([]);
  });

  it('ends at a rejected key', async () => {
    api.serve({ [`GET /v1/voices/${voiceId}/preview`]: refuse('unauthenticated') });
    expect(await api.call(['preview', voiceId, other, '--dir', api.folder])).toMatchObject({ code: 4 });
    expect(api.server.received).toHaveLength(1);
  });
});
