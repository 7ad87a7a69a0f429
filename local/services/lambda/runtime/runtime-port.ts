import { parentPort } from 'node:worker_threads';
import type { InvocationMessage, RuntimeMessage } from './messages.ts';

function port() {
  if (parentPort === null) throw new Error('This file runs in a worker thread only.');
  return parentPort;
}

export function tell(message: RuntimeMessage): void {
  port().postMessage(message);
}

/** The next invocation; one at a time, as the runtime client asks for them. */
export function nextInvocation(): Promise<InvocationMessage> {
  return new Promise((resolve) => port().once('message', resolve));
}
