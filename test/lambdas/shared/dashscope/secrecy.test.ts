import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseApiKey } from '../../../../lambdas/shared/dashscope/index.ts';
import { COSYVOICE_ID, clientOf, cosyvoiceRequest, errorBody, TEST_KEY } from './support/requests.ts';
import {
  answer,
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from './support/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.stop());

/** Returns every text that a logger could make of a value. */
function shown(value: unknown): string {
  const parts = [inspect(value, { depth: 20, showHidden: true }), String(value), JSON.stringify(value) ?? ''];
  if (value instanceof Error) parts.push(value.message, value.stack ?? '', shown(value.cause));
  return parts.join('\n');
}

/** Answers that repeat the key in each place that can hold text. */
const echoes: { case: string; script: Script }[] = [
  {
    case: 'in a refusal',
    script: reply(401, errorBody(`Invalid ${TEST_KEY}`, `Incorrect key ${TEST_KEY}: no`)),
  },
  { case: 'in a long message', script: reply(400, errorBody('X', `${'y'.repeat(490)}${TEST_KEY}`)) },
  { case: 'as the request id', script: reply(400, { ...errorBody('X'), request_id: TEST_KEY }) },
  { case: 'in a server error', script: reply(500, errorBody(TEST_KEY, TEST_KEY)) },
  { case: 'in HTML', script: reply(502, `<html>${TEST_KEY}`) },
  { case: 'in bytes that are not HTTP', script: (socket) => socket.end(`${TEST_KEY}\r\n`) },
  { case: 'in a status line', script: (socket) => socket.end(`HTTP/1.1 2x0 ${TEST_KEY}\r\n\r\n`) },
  {
    case: 'in a location',
    script: (socket) => socket.write(answer(302, '', { location: `http://${TEST_KEY}` })),
  },
  { case: 'not at all, but the connection breaks', script: (socket) => socket.resetAndDestroy() },
];

describe('the API key', () => {
  it.each(echoes)('is in no error or outcome if the provider returns it $case', async ({ script }) => {
    server = await startScriptedServer(script);
    const client = clientOf(server);
    const outcome = await client.createVoice(cosyvoiceRequest);
    const error: unknown = await client
      .queryVoice({ family: 'cosyvoice', providerVoiceId: COSYVOICE_ID })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(server.received[0]?.headers.authorization).toContain(TEST_KEY);
    for (const value of [outcome, error, client]) expect(shown(value)).not.toContain(TEST_KEY);
    await client.close();
  });

  it('prints as a mask', async () => {
    server = await startScriptedServer();
    const key = parseApiKey(TEST_KEY);
    expect(shown(key)).not.toContain(TEST_KEY);
    expect(`${key}`).toBe('[api key]');
  });

  it('is absent from errors, as are prompts and texts', async () => {
    server = await startScriptedServer(reply(500, errorBody('InternalError')));
    const outcome = await clientOf(server).createVoice(cosyvoiceRequest);
    expect(shown(outcome)).not.toContain(cosyvoiceRequest.voicePrompt);
    expect(shown(outcome)).not.toContain(cosyvoiceRequest.previewText);
  });
});
