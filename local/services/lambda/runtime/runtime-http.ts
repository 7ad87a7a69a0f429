/**
 * Replaces `node:http` in aws-lambda-ric, which reports a failed initialization by HTTP instead of its native module. Its
 * only other use of HTTP is response streaming, which the runner does not support.
 */
import { EventEmitter } from 'node:events';
import { sendToRunner } from './runtime-port.ts';

export class Agent {}

export function request(options: { readonly path: string }, onResponse: (response: EventEmitter) => void) {
  if (!options.path.endsWith('/runtime/init/error')) {
    throw new Error('Response streaming is not supported by the local runner.');
  }
  return Object.assign(new EventEmitter(), {
    end(body: string): void {
      sendToRunner({ kind: 'initError', body });
      const response = new EventEmitter();
      onResponse(response);
      response.emit('end');
    },
  });
}
