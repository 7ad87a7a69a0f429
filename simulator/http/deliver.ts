import type { ServerResponse } from 'node:http';
import type { EffectOf } from '../faults/effects.ts';
import type { AnswerFault } from '../faults/plan.ts';
import type { Answer } from './answer.ts';

const jsonType = 'application/json';
const dripIntervalMs = 50;
const page =
  '<html>\r\n<head><title>Not available</title></head>\r\n<body><center><h1>Not available</h1></center></body>\r\n</html>\r\n';

/** Sends the answer, or what the fault replaces it with. */
export function deliver(response: ServerResponse, answer: Answer, fault?: AnswerFault): void {
  switch (fault?.kind) {
    case undefined:
    case 'error': // The answer already contains the error.
      send(response, answer.status, jsonType, JSON.stringify(answer.body));
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'close':
      response.socket?.end();
      break;
    case 'silence':
      break;
    case 'truncate':
      sendTruncated(response, answer, fault);
      break;
    case 'html':
      send(response, fault.status, 'text/html', page);
      break;
    case 'openai-error': {
      const { status, code, message } = fault;
      const error = { message, type: code, param: null, code };
      send(response, status, jsonType, JSON.stringify({ error, request_id: null }));
      break;
    }
    case 'drip':
      sendSlowly(response, answer, fault.bytesPerSecond);
      break;
    case 'garbage':
      response.socket?.end('\u0000\u0001 this is not HTTP\r\n\r\n');
      break;
    case 'body':
      response.writeHead(fault.status, { 'Content-Type': fault.contentType, ...fault.headers });
      response.end(fault.body);
      break;
  }
}

function send(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Writes to the socket directly, because the HTTP module does not send a body shorter than its declared length. */
function sendTruncated(
  response: ServerResponse,
  answer: Answer,
  { keep, framing }: EffectOf<'truncate'>,
): void {
  const whole = Buffer.from(JSON.stringify(answer.body));
  const part = whole.subarray(0, Math.floor(whole.length * keep));
  const head = `HTTP/1.1 ${answer.status} OK\r\nContent-Type: ${jsonType}\r\n`;
  const socket = response.socket;
  if (socket === null) return;
  switch (framing) {
    case 'length':
      socket.write(`${head}Content-Length: ${whole.length}\r\n\r\n`);
      break;
    case 'chunked':
      // The chunk header declares the whole body, and the final chunk is missing.
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n`);
      break;
    case 'none':
      socket.write(`${head}Connection: close\r\n\r\n`);
      break;
  }
  socket.end(part);
}

function sendSlowly(response: ServerResponse, answer: Answer, bytesPerSecond: number): void {
  const whole = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, { 'Content-Type': jsonType, 'Content-Length': whole.length });
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.ceil(((performance.now() - startedAt) / 1_000) * bytesPerSecond);
    if (due > sent) response.write(whole.subarray(sent, due));
    sent = Math.max(sent, due);
    if (sent >= whole.length) {
      clearInterval(timer);
      response.end();
    }
  }, dripIntervalMs);
  response.on('close', () => clearInterval(timer));
}
