/**
 * What aws-lambda-ric gets for `node:http`. It reports a failed initialization by HTTP, not by its native half; response
 * streaming is the only other use, and that is not supported.
 */
import { EventEmitter } from 'node:events';
import { tell } from './runtime-port.ts';

export class Agent {}

export function request(options: { readonly path: string }, answered: (response: EventEmitter) => void) {
  if (!options.path.endsWith('/runtime/init/error')) {
    throw new Error('Response streaming is not supported by the local runner.');
  }
  return Object.assign(new EventEmitter(), {
    end(body: string): void {
      tell({ kind: 'initError', body });
      const response = new EventEmitter();
      answered(response);
      response.emit('end');
    },
  });
}
