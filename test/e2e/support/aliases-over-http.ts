import { beforeAll, expect, it } from '@jest/globals';
import { VoiceClient } from '../../../client/index.ts';
import type { LocalStack } from './local-stack.ts';

const request = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A patient voice that reads aloud. [review 1s]',
  previewText: 'The lighthouse keeper waits for the boat.',
} as const;
const nextModel = 'cosyvoice-v3.5-flash';
const unknownId = '01K5ZJ0AAAAAAAAAAAAAAAAAAA';

/** Tests choices with aliases and remakes with candidates on a running stack, over HTTP and with its events. */
export function aliasesOverHttp(stackOf: () => LocalStack): void {
  let client: VoiceClient;
  beforeAll(() => {
    const { apiUrl, apiKey } = stackOf().note;
    client = new VoiceClient({ apiUrl, apiKey });
  });

  /** Reads until the result is as expected. Each change of a voice makes the stack print a line. */
  async function until<Found>(read: () => Promise<Found>, isDone: (found: Found) => boolean): Promise<Found> {
    for (;;) {
      const found = await read();
      if (isDone(found)) return found;
      await stackOf().printsMore();
    }
  }
  const readyAudition = (auditionId: string) =>
    until(
      () => client.auditions.get(auditionId),
      ({ candidates }) => candidates.length > 1 && candidates.every(({ status }) => status === 'OK'),
    );
  const call = (method: string, path: string, body: object, headers: object = {}) =>
    stackOf().call(path, {
      method,
      body: JSON.stringify(body),
      headers: {
        Authorization: `Bearer ${stackOf().note.apiKey}`,
        'Content-Type': 'application/json',
        ...headers,
      },
    });

  /** Points a new alias at a new voice, and returns the voice's id. */
  async function setNew(alias: string): Promise<string> {
    const { voice } = await client.create(request);
    await stackOf().voiceAt(voice.voiceId, 'OK');
    await client.aliases.set(alias, voice.voiceId);
    return voice.voiceId;
  }

  it('a choice points the alias of its audition at the voice, which cannot be deleted then', async () => {
    const alias = 'e2e-chosen';
    const { audition } = await client.auditions.create({ ...request, candidates: 2, alias });
    const { candidates } = await readyAudition(audition.auditionId);
    const voiceId = candidates[0]?.voiceId ?? '';
    await client.auditions.choose(audition.auditionId, voiceId);
    expect(await client.aliases.get(alias)).toMatchObject({ version: 1, voiceId });
    await expect(client.delete(voiceId)).rejects.toMatchObject({ code: 'voice_in_use' });
    const stale = await call('PUT', `/aliases/${alias}`, { voiceId }, { 'If-Match': '"7"' });
    expect([stale.status, await stale.json()]).toMatchObject([412, { code: 'version_mismatch' }]);
  });

  it('a remake with candidates moves the alias once one of them is chosen', async () => {
    const alias = 'e2e-remade';
    const former = await setNew(alias);
    const changes = { targetModel: nextModel };
    const { auditionId } = await client.aliases.remakeWithCandidates(alias, 2, changes);
    expect(await client.aliases.get(alias)).toMatchObject({
      version: 1,
      voiceId: former,
      pending: { auditionId, voiceId: null },
    });
    const again = await client.aliases.remakeWithCandidates(alias, 2, changes);
    expect(again.auditionId).toBe(auditionId);
    const { candidates } = await readyAudition(auditionId);
    const chosen = candidates[1]?.voiceId ?? '';
    await client.auditions.choose(auditionId, chosen);
    expect(await client.aliases.get(alias)).toMatchObject({
      version: 2,
      voiceId: chosen,
      pending: null,
      use: { model: nextModel },
      previous: { voiceId: former, keptUntil: expect.any(String) },
    });
  });

  it('a cancelled audition ends the remake by its event, and the alias stays', async () => {
    const alias = 'e2e-stays';
    await setNew(alias);
    const { auditionId } = await client.aliases.remakeWithCandidates(alias, 2, { targetModel: nextModel });
    await client.auditions.cancel(auditionId);
    const { version } = await until(
      () => client.aliases.get(alias),
      ({ pending }) => pending === null,
    );
    expect(version).toBe(1);
  });

  it.each([
    ['an unknown voice', { voiceId: unknownId }, { pointer: '/voiceId', code: 'not_allowed' }],
    ['an id of another form', { voiceId: 'abc' }, { pointer: '/voiceId', code: 'invalid_text' }],
  ])('a move to %s names the field and changes nothing', async (_, body, issue) => {
    const answer = await call('PUT', '/aliases/e2e-refused', body);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'invalid_request', errors: [issue] },
    ]);
    await expect(client.aliases.get('e2e-refused')).rejects.toMatchObject({ code: 'not_found' });
  });
}
