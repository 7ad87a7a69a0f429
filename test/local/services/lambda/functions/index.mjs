import output from 'node:console';
import { existsSync, writeFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';

let invocations = 0;

export const echo = async (event, context) => ({
  event,
  invocations: ++invocations,
  requestId: context.awsRequestId,
  arn: context.invokedFunctionArn,
  remaining: context.getRemainingTimeInMillis(),
});

export const environment = async () => ({ ...process.env });

export const print = async ({ line }) => {
  output.log(line);
};

export const fail = async () => {
  const error = new Error('no such voice');
  error.name = 'VoiceNotFound';
  throw error;
};

export const hang = () => new Promise(() => setInterval(() => {}, 1_000));

/** Node.js exits, because the event loop is empty. */
export const neverSettle = () => new Promise(() => {});

export const sleep = async ({ milliseconds }) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return ++invocations;
};

/** Prints a line, and ends when a file exists. */
export const holdUntil = async ({ file }) => {
  output.log('holding');
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
  return ++invocations;
};

export const exit = async ({ code }) => process.exit(code);

export const crash = () =>
  new Promise(() => {
    setTimeout(() => {
      throw new Error('uncaught');
    });
  });

export const eatMemory = async () => {
  const kept = [];
  for (;;) kept.push(new Array(100_000).fill(kept.length));
};

let buffers = [];

/** Holds `mebibytes` in buffers, which are outside the heap of the thread. */
export const holdBuffers = async ({ mebibytes, milliseconds }) => {
  buffers = Array.from({ length: mebibytes }, () => Buffer.alloc(1024 * 1024, 1));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return buffers.length;
};

/** Never returns to the event loop. */
export const growBuffers = async () => {
  for (;;) {
    const until = Date.now() + 10;
    while (Date.now() < until);
    buffers.push(Buffer.alloc(4 * 1024 * 1024, 1));
  }
};

export const large = async ({ bytes }) => 'x'.repeat(bytes);

export const failUntil = async ({ file }) => {
  if (existsSync(file)) return 'done';
  writeFileSync(file, '');
  throw new Error('first time');
};

export const callback = (_event, _context, done) => done(null, 'old');

export const heapLimit = async () => getHeapStatistics().heap_size_limit;
