/**
 * Takes the place of aws-lambda-ric's native half, `./rapid-client.node` (its three functions:
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, src/native/rapid-client.cc).
 */
import { flushCompileCache } from 'node:module';
import { nextInvocation, tell } from './runtime-port.ts';

let initialized = false;

export async function next(): Promise<{ bodyJson: string; headers: Readonly<Record<string, string>> }> {
  const invocation = nextInvocation();
  tell({ kind: 'next' });
  if (!initialized) {
    initialized = true;
    // The function's code is loaded now; an environment is ended without a chance to write at its end.
    flushCompileCache();
  }
  const { body, headers } = await invocation;
  return { bodyJson: body, headers };
}

export function done(requestId: string, body: string): void {
  tell({ kind: 'response', requestId: decodeURIComponent(requestId), body });
}

export function error(requestId: string, body: string): void {
  tell({ kind: 'error', requestId: decodeURIComponent(requestId), body });
}
