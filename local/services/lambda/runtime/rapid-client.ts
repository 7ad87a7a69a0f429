/**
 * Takes the place of aws-lambda-ric's native half, `./rapid-client.node` (its three functions:
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, src/native/rapid-client.cc).
 */
import { nextInvocation, tell } from './runtime-port.ts';

export async function next(): Promise<{ bodyJson: string; headers: Readonly<Record<string, string>> }> {
  const invocation = nextInvocation();
  tell({ kind: 'next' });
  const { body, headers } = await invocation;
  return { bodyJson: body, headers };
}

export function done(requestId: string, body: string): void {
  tell({ kind: 'response', requestId: decodeURIComponent(requestId), body });
}

export function error(requestId: string, body: string): void {
  tell({ kind: 'error', requestId: decodeURIComponent(requestId), body });
}
