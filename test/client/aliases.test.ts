import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ArgumentError, UnexpectedResponseError, type VoiceClient } from '../../client/index.ts';
import { auditionView } from '../../lambdas/shared/voice/audition-view.ts';
import {
  reply,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { openAudition } from '../support/auditions.ts';
import { voiceId } from '../support/voices.ts';
import { clientOf, inTurn, ready } from './support.ts';

let server: ScriptedServer;
let client: VoiceClient;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.stop());

const listed = { alias: 'reader', version: 3, voiceId, briefHash: null };
const alias = { ...listed, history: [] };
const audition = JSON.parse(JSON.stringify(auditionView(openAudition(), [])));
const lines = () => server.received.map(({ requestLine }) => requestLine.replace(' HTTP/1.1', ''));

describe('aliases', () => {
  it('are read one by one, and rejects another body', async () => {
    server.play(reply(200, alias));
    expect(await client.aliases.get('reader')).toEqual(alias);
    server.play(reply(200, listed));
    await expect(client.aliases.get('reader')).rejects.toThrow(UnexpectedResponseError);
    expect(lines()).toEqual(['GET /v1/aliases/reader', 'GET /v1/aliases/reader']);
  });

  it('are listed page by page', async () => {
    server.play(
      inTurn(
        reply(200, { aliases: [listed], cursor: 'next' }),
        reply(200, { aliases: [{ ...listed, alias: 'guide' }], cursor: null }),
      ),
    );
    const names: string[] = [];
    for await (const each of client.aliases.list()) names.push(each.alias);
    expect(names).toEqual(['reader', 'guide']);
    expect(lines()).toEqual(['GET /v1/aliases?limit=100', 'GET /v1/aliases?limit=100&cursor=next']);
  });

  it.each([
    ['without a version', undefined, undefined],
    ['with a version', 3, '"3"'],
    ['with the version 0', 0, '"0"'],
  ])('are changed and deleted %s', async (_, ifVersion, header) => {
    server.play(
      inTurn(
        reply(201, alias),
        reply(200, { alias: 'reader', version: 4 }),
        reply(202, ready),
        reply(200, ready),
        reply(202, audition),
      ),
    );
    await client.aliases.set('reader', voiceId, { ifVersion });
    await client.aliases.delete('reader', { ifVersion });
    await client.aliases.remake('reader', { language: null }, { ifVersion, idempotencyKey: 'k' });
    expect(await client.aliases.remake('reader', {}, { ifVersion })).toEqual(ready);
    const remade = client.aliases.remakeWithCandidates('reader', 3, { name: 'N' }, { ifVersion });
    expect(await remade).toEqual(audition);
    expect(lines()).toEqual([
      'PUT /v1/aliases/reader',
      'DELETE /v1/aliases/reader',
      'POST /v1/aliases/reader/remake',
      'POST /v1/aliases/reader/remake',
      'POST /v1/aliases/reader/remake',
    ]);
    expect(server.received.map(({ headers }) => headers['if-match'])).toEqual(Array(5).fill(header));
    expect(server.received.map(({ body }) => body)).toEqual([
      `{"voiceId":"${voiceId}"}`,
      '',
      '{"language":null}',
      '{}',
      '{"name":"N","candidates":3}',
    ]);
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([
      undefined,
      undefined,
      'k',
      ...Array(2).fill(expect.stringMatching(/^[\da-f-]{36}$/)),
    ]);
  });

  it.each(['Reader', 'a/b', '', '-a', 'a'.repeat(64)])(
    'with the name %j are refused without a call',
    async (name) => {
      await expect(client.aliases.get(name)).rejects.toThrow(ArgumentError);
      await expect(client.aliases.remake(name, {})).rejects.toThrow(ArgumentError);
      expect(lines()).toEqual([]);
    },
  );
});
