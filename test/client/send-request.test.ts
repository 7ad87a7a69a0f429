import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NoResponseError, ProblemError, UnexpectedResponseError, VoiceClient } from '../../client/index.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import {
  answer,
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { ownPort } from '../support/own-port.ts';
import { voiceId } from '../support/voices.ts';
import { apiKey, clientOf, closeConnection, inTurn, ready } from './support.ts';

const internal = reply(500, problem('internal', 'r', { detail: 'The service failed unexpectedly.' }));
const truncatedResponse: Script = (socket) => {
  socket.write(answer(200, JSON.stringify(ready)).subarray(0, 200));
  socket.destroy();
};

let server: ScriptedServer;
let client: VoiceClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterEach(() => server.stop());

describe('a request', () => {
  it('carries the API key in its header', async () => {
    server.play(reply(200, ready));
    expect(await client.get(voiceId)).toEqual(ready);
    expect(server.received).toMatchObject([
      { requestLine: `GET /v1/voices/${voiceId} HTTP/1.1`, headers: { authorization: `Bearer ${apiKey}` } },
    ]);
  });

  it.each([
    ['a response with status 500', internal],
    ['a response that is not a problem document', reply(502, '<html>Bad Gateway</html>')],
    ['a closed connection', closeConnection],
    ['a truncated response', truncatedResponse],
  ])('is retried after %s if it is idempotent', async (_, failure) => {
    server.play(inTurn(failure, failure, reply(200, ready)));
    expect(await client.get(voiceId)).toEqual(ready);
    expect(server.received).toHaveLength(3);
  });

  it('fails with the last error after the configured attempts', async () => {
    server.play(internal);
    await expect(client.get(voiceId)).rejects.toMatchObject({
      name: 'ProblemError',
      code: 'internal',
      status: 500,
    });
    expect(server.received).toHaveLength(3);
    server.play(closeConnection);
    await expect(client.get(voiceId)).rejects.toThrow(NoResponseError);
  });

  it.each([
    ['not_found', {}],
    ['forbidden', {}],
    ['invalid_state', { voiceStatus: 'FAILED' }],
    ['scope_not_configured', {}],
  ] as const)('is not retried after the permanent problem %s', async (code, parts) => {
    const document = problem(code, 'request-1', { detail: 'Not possible.', ...parts });
    server.play(reply(document.status, document, { 'content-type': 'application/problem+json' }));
    const error: unknown = await client.delete(voiceId).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ code, status: document.status, problem: document });
    expect(server.received).toHaveLength(1);
  });

  it('is retried after a short Retry-After, and fails on a long one', async () => {
    const limited = { title: 'Too Many', status: 429, code: 'rate_limited', detail: 'Slower.' };
    server.play(inTurn(reply(429, limited, { 'retry-after': '1' }), reply(200, ready)));
    const startedAt = performance.now();
    await client.get(voiceId);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);

    server.play(reply(429, limited, { 'retry-after': '3600' }));
    await expect(client.get(voiceId)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3_600_000,
    });
    expect(server.received).toHaveLength(3);
  });

  it('is retried only if it was not carried out, when it is not idempotent', async () => {
    server.play(closeConnection);
    await expect(client.restore(voiceId)).rejects.toThrow(NoResponseError);
    server.play(internal);
    await expect(client.restore(voiceId)).rejects.toThrow(ProblemError);
    expect(server.received).toHaveLength(2);
    server.play(inTurn(reply(429, 'slower'), reply(200, ready)));
    expect(await client.restore(voiceId)).toEqual(ready);
    expect(server.received).toHaveLength(4);
  });

  it('is retried after a refused connection, even when it is not idempotent', async () => {
    const startedAt = performance.now();
    const retrying = new VoiceClient({
      // No process listens on this port. A port of a closed server can be assigned to another process.
      apiUrl: `http://127.0.0.1:${ownPort()}`,
      apiKey,
      retries: { attempts: 2, baseMs: 200, capMs: 200 },
    });
    await expect(retrying.restore(voiceId)).rejects.toThrow('ECONNREFUSED');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
  });

  it('fails after its time-out when no response arrives', async () => {
    const hasty = clientOf(server, { timeoutMs: 50, attempts: 2 });
    // The time-outs end after the server has received the request, however slow the machine is.
    const timeouts: AbortController[] = [];
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const controller = new AbortController();
      timeouts.push(controller);
      return controller.signal;
    });
    server.play(() => timeouts.at(-1)?.abort(new DOMException('timed out', 'TimeoutError')));
    await expect(hasty.get(voiceId)).rejects.toThrow('no data for 0.05 s');
    expect(server.received).toHaveLength(2);
    expect(timeout.mock.calls).toEqual([[50], [50]]);
    timeout.mockRestore();
  });

  it('throws the reason of an aborted signal at once', async () => {
    const controller = new AbortController();
    server.play(() => controller.abort(new Error('cancelled')));
    await expect(client.get(voiceId, { signal: controller.signal })).rejects.toThrow('cancelled');
    expect(server.received).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    server.play(reply(307, '', { location: `${server.baseUrl}/elsewhere` }));
    await expect(client.get(voiceId)).rejects.toThrow(UnexpectedResponseError);
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['JSON that is not a voice', '{"ok":true}'],
    ['an HTML page', '<html>'],
  ])('fails on %s', async (_, body) => {
    server.play(reply(200, body));
    await expect(client.get(voiceId)).rejects.toThrow(UnexpectedResponseError);
    await expect(client.listPage()).rejects.toThrow(UnexpectedResponseError);
  });
});
