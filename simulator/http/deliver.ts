import type { ServerResponse } from 'node:http';
import type { EffectOf, Ending } from '../faults/effects.ts';

/** An answer as the provider would give it. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const jsonType = 'application/json';
const dripMs = 50;
const page =
  '<html>\r\n<head><title>Not available</title></head>\r\n<body><center><h1>Not available</h1></center></body>\r\n</html>\r\n';

function send(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Half an answer: written past the HTTP module, which would not let us break our word about the length. */
function sendCut(response: ServerResponse, answer: Answer, { keep, framing }: EffectOf<'truncate'>): void {
  const whole = Buffer.from(JSON.stringify(answer.body));
  const part = whole.subarray(0, Math.floor(whole.length * keep));
  const start = `HTTP/1.1 ${answer.status} OK\r\nContent-Type: ${jsonType}\r\n`;
  const socket = response.socket;
  if (socket === null) return;
  switch (framing) {
    case 'length':
      socket.write(`${start}Content-Length: ${whole.length}\r\n\r\n`);
      socket.end(part);
      return;
    case 'chunked':
      // A chunk is announced whole, comes in part, and there is no last one.
      socket.write(`${start}Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n`);
      socket.end(part);
      return;
    case 'none':
      socket.write(`${start}Connection: close\r\n\r\n`);
      socket.end(part);
  }
}

function drip(response: ServerResponse, answer: Answer, bytesPerSecond: number): void {
  const whole = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, { 'Content-Type': jsonType, 'Content-Length': whole.length });
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.ceil(((performance.now() - started) / 1_000) * bytesPerSecond);
    if (due > sent) response.write(whole.subarray(sent, due));
    sent = Math.max(sent, due);
    if (sent >= whole.length) {
      clearInterval(timer);
      response.end();
    }
  }, dripMs);
  response.on('close', () => clearInterval(timer));
}

/** Gives the answer, or does to the connection what the ending says. */
export function deliver(response: ServerResponse, answer: Answer, ending?: Ending): void {
  switch (ending?.kind) {
    case undefined:
    case 'error': // The caller has put the error into the answer: its shape is the provider's.
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
      sendCut(response, answer, ending);
      break;
    case 'html':
      send(response, ending.status, 'text/html', page);
      break;
    case 'openai-error': {
      const { status, code, message } = ending;
      const error = { message, type: code, param: null, code };
      send(response, status, jsonType, JSON.stringify({ error, request_id: null }));
      break;
    }
    case 'drip':
      drip(response, answer, ending.bytesPerSecond);
      break;
    case 'garbage':
      response.socket?.end('\u0000\u0001 this is not HTTP\r\n\r\n');
      break;
    case 'body':
      response.writeHead(ending.status, { 'Content-Type': ending.contentType, ...ending.headers });
      response.end(ending.body);
      break;
  }
}
