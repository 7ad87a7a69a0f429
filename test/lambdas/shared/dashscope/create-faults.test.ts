import type net from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DashScopeClient, OperationTimeouts } from '../../../../lambdas/shared/dashscope/index.ts';
import { clientOf, cosyvoiceRequest, madeBody } from './support/requests.ts';
import {
  answer,
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from './support/scripted-server.ts';

let server: ScriptedServer | null = null;
let client: DashScopeClient;

const start = async (...script: Parameters<typeof startScriptedServer>): Promise<ScriptedServer> => {
  server = await startScriptedServer(...script);
  client = clientOf(server);
  return server;
};

afterEach(async () => {
  await client.close();
  await server?.stop();
  server = null;
});

const text = JSON.stringify(madeBody());
const whole = answer(200, text);
const reset: Script = (socket) => socket.resetAndDestroy();
const drip = (bytes: Buffer): Script => {
  return (socket) => {
    let at = bytes.indexOf('\r\n\r\n') + 4;
    socket.write(bytes.subarray(0, at));
    const timer = setInterval(() => {
      if (at >= bytes.length || socket.destroyed) clearInterval(timer);
      else socket.write(bytes.subarray(at, ++at));
    }, 50);
    socket.on('close', () => clearInterval(timer));
  };
};

describe('a create that was sent and got no usable answer', () => {
  interface Row {
    readonly case: string;
    readonly script: Script;
    readonly cause: string;
    readonly error: string;
    readonly timeouts?: Partial<OperationTimeouts>;
  }
  const rows: Row[] = [
    {
      case: 'reset after the request was read',
      script: reset,
      cause: 'connection',
      error: 'DashScopeConnectionError',
    },
    {
      case: 'closed without an answer',
      script: (socket) => socket.end(),
      cause: 'connection',
      error: 'DashScopeConnectionError',
    },
    {
      case: 'silence',
      script: () => {},
      cause: 'headers_timeout',
      error: 'DashScopeTimeoutError',
      timeouts: { headersMs: 400 },
    },
    {
      case: 'a partial answer, then silence',
      script: (socket) => socket.write(whole.subarray(0, whole.length - 20)),
      cause: 'body_timeout',
      error: 'DashScopeTimeoutError',
      timeouts: { bodyIdleMs: 400 },
    },
    {
      case: 'a partial answer with a length, then closed',
      script: (socket) => socket.end(whole.subarray(0, whole.length - 20)),
      cause: 'connection',
      error: 'DashScopeConnectionError',
    },
    {
      case: 'a partial answer without a length, then closed',
      script: (socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${text.slice(0, -20)}`),
      cause: 'unreadable',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'a broken chunk',
      script: (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}'),
      cause: 'not_http',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'an answer that arrives too slowly',
      script: drip(whole),
      cause: 'total_timeout',
      error: 'DashScopeTimeoutError',
      timeouts: { totalMs: 2_000 },
    },
    {
      case: 'not HTTP',
      script: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
      cause: 'not_http',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'endless headers',
      script: (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`),
      cause: 'not_http',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'an empty body',
      script: reply(200, ''),
      cause: 'unreadable',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'HTML',
      script: reply(200, '<html>', { 'content-type': 'text/html' }),
      cause: 'unreadable',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'other JSON',
      script: reply(200, [1]),
      cause: 'unreadable',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: 'an error body in a 200',
      script: reply(200, { code: 'InvalidParameter', message: 'x' }),
      cause: 'error_in_success',
      error: 'DashScopeInvalidRequestError',
    },
    {
      case: 'throttling in a 200',
      script: reply(200, { code: 'Throttling', message: 'x' }),
      cause: 'error_in_success',
      error: 'DashScopeThrottledError',
    },
    {
      case: 'an output without id',
      script: reply(200, { output: {} }),
      cause: 'no_voice_id',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: '500',
      script: reply(500, { code: 'InternalError', message: 'x' }),
      cause: 'server_error',
      error: 'DashScopeServerError',
    },
    {
      case: '500 RequestTimeOut',
      script: reply(500, { code: 'RequestTimeOut', message: 'x' }),
      cause: 'server_error',
      error: 'DashScopeServerError',
    },
    {
      case: '503 with a throttling code',
      script: reply(503, { code: 'Throttling', message: 'x' }),
      cause: 'server_error',
      error: 'DashScopeServerError',
    },
    { case: '502 HTML', script: reply(502, '<html>'), cause: 'server_error', error: 'DashScopeServerError' },
    {
      case: '400 with a server code',
      script: reply(400, { code: 'InternalError.Algo', message: 'x' }),
      cause: 'server_error',
      error: 'DashScopeServerError',
    },
    {
      case: '408',
      script: reply(408, { code: 'X', message: 'x' }),
      cause: 'server_error',
      error: 'DashScopeServerError',
    },
    {
      case: '400 HTML',
      script: reply(400, '<html>'),
      cause: 'no_envelope',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: '403 with only a code',
      script: reply(403, { code: 'X' }),
      cause: 'no_envelope',
      error: 'DashScopeUnreadableAnswerError',
    },
    {
      case: "a proxy's 401",
      script: reply(401, 'unauthorized'),
      cause: 'no_envelope',
      error: 'DashScopeUnreadableAnswerError',
    },
  ];

  it.each(rows)(
    'is sent once and has an unknown outcome ($cause): $case',
    async ({ script, cause, error, timeouts = {} }) => {
      const scripted = await start(script);
      const { received, connections } = scripted;
      client = clientOf(scripted, {}, timeouts);
      const outcome = await client.createVoice(cosyvoiceRequest);
      expect(outcome).toMatchObject({
        kind: 'unknown',
        cause,
        error: { name: error, certainlyNotDone: false, retryable: false },
      });
      expect(received).toHaveLength(1);
      expect(connections()).toBe(1);
    },
  );

  it('opens no second connection if the server resets the first one at once', async () => {
    const { connections } = await start(() => {}, { onConnection: (socket) => socket.resetAndDestroy() });
    const outcome = await client.createVoice(cosyvoiceRequest);
    expect(['unknown', 'notDone']).toContain(outcome.kind);
    expect(connections()).toBe(1);
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const elsewhere = await startScriptedServer(reply(200, madeBody()));
    await start((socket) => socket.write(answer(status, '', { location: `${elsewhere.baseUrl}/api` })));
    expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({ kind: 'unknown', cause: 'redirect' });
    expect(elsewhere.connections()).toBe(0);
    await elsewhere.stop();
  });

  it.each([
    { case: 'announces its length', head: 'content-length: 5000\r\n' },
    { case: 'does not announce its length', head: '' },
  ])('does not read an answer over the limit that $case', async ({ head }) => {
    const { baseUrl, host } = await start((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n`);
      socket.write('x'.repeat(5_000));
    });
    const narrow = clientOf({ baseUrl, host }, { maxBodyBytes: 4_000 });
    expect(await narrow.createVoice(cosyvoiceRequest)).toMatchObject({ kind: 'unknown', cause: 'too_large' });
  });

  it('has an unknown outcome if the caller aborts it after it was sent', async () => {
    const controller = new AbortController();
    await start(() => controller.abort());
    expect(await client.createVoice(cosyvoiceRequest, { signal: controller.signal })).toMatchObject({
      kind: 'unknown',
      cause: 'aborted',
    });
  });
});

describe('a create that was certainly not sent', () => {
  const expectNotSent = async () => {
    const outcome = await client.createVoice(cosyvoiceRequest);
    expect(outcome).toMatchObject({
      kind: 'notDone',
      cause: 'not_sent',
      error: { certainlyNotDone: true, retryable: true },
    });
  };

  it('is reported as not sent if the connection is refused', async () => {
    const gone = await startScriptedServer();
    await gone.stop();
    client = clientOf(gone);
    await expectNotSent();
  });

  it('is reported as not sent if the host name does not resolve', async () => {
    client = clientOf({ baseUrl: 'https://no-such-host.invalid', host: 'no-such-host.invalid' });
    await expectNotSent();
  });

  it('is reported as not sent if the server does not use TLS', async () => {
    const { host } = await start(() => {}, {
      onConnection: (socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'),
    });
    client = clientOf({ baseUrl: `https://${host}`, host });
    await expectNotSent();
  });

  it('is reported as not sent if the server resets the connection during the TLS handshake', async () => {
    const { host } = await start(() => {}, {
      onConnection: (socket) => socket.once('data', () => socket.resetAndDestroy()),
    });
    client = clientOf({ baseUrl: `https://${host}`, host });
    await expectNotSent();
  });

  it('is reported as not sent if the TLS handshake does not end', async () => {
    const connected = Promise.withResolvers<void>();
    const { host, connections } = await start(() => {}, {
      onConnection: (socket: net.Socket) => {
        socket.resume();
        connected.resolve();
      },
    });
    client = clientOf({ baseUrl: `https://${host}`, host }, {}, { connectMs: 500 });
    await expectNotSent();
    // On a loaded machine, the server sees the connection after the time-out of the client.
    await connected.promise;
    expect(connections()).toBe(1);
  });

  it('is reported as not sent if the caller aborted it before', async () => {
    const { connections } = await start(reply(200, madeBody()));
    expect(await client.createVoice(cosyvoiceRequest, { signal: AbortSignal.abort() })).toMatchObject({
      kind: 'notDone',
      cause: 'not_sent',
    });
    expect(connections()).toBe(0);
  });

  it('is reported as too late if its time to send passes during the connection setup', async () => {
    const { received } = await start(reply(200, madeBody()));
    let reads = 0;
    const clock = { now: () => (reads++ < 2 ? 1_000 : 2_000), sleep: async () => {} };
    const late = clientOf(server ?? { baseUrl: '', host: '' }, { clock });
    expect(await late.createVoice(cosyvoiceRequest, { sendBefore: 1_500 })).toMatchObject({
      kind: 'notDone',
      cause: 'too_late',
    });
    expect(received).toHaveLength(0);
  });
});
