/**
 * Replaces the native module of aws-lambda-ric, `./rapid-client.node`, and its three functions. Their source:
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, src/native/rapid-client.cc
 */
import { flushCompileCache } from 'node:module';
import { getHeapStatistics } from 'node:v8';
import { usedMemoryBytes } from './memory.ts';
import { nextInvocation, sendToRunner } from './runtime-port.ts';

let initialized = false;

export async function next(): Promise<{ bodyJson: string; headers: Readonly<Record<string, string>> }> {
  const invocation = nextInvocation();
  sendToRunner({ kind: 'next' });
  if (!initialized) {
    initialized = true;
    // The function's code is loaded by now, and an environment is terminated without a chance to flush the cache.
    flushCompileCache();
  }
  const { body, headers } = await invocation;
  return { bodyJson: body, headers };
}

export function done(requestId: string, body: string): void {
  const memoryBytes = usedMemoryBytes(getHeapStatistics());
  sendToRunner({ kind: 'response', requestId: decodeURIComponent(requestId), body, memoryBytes });
}

export function error(requestId: string, body: string): void {
  sendToRunner({ kind: 'error', requestId: decodeURIComponent(requestId), body });
}
