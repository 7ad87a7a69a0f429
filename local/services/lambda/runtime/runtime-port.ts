import { parentPort } from 'node:worker_threads';
import type { InvocationMessage, RuntimeMessage } from './messages.ts';

function port() {
  if (parentPort === null) throw new Error('This module must run in a worker thread.');
  return parentPort;
}

export function sendToRunner(message: RuntimeMessage): void {
  port().postMessage(message);
}

/** Resolves with the next invocation. The runtime client requests one at a time. */
export function nextInvocation(): Promise<InvocationMessage> {
  return new Promise((resolve) => port().once('message', resolve));
}
