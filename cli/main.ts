#!/usr/bin/env node
import { errorCode } from './error-code.ts';
import { run } from './run.ts';
import { Terminal } from './terminal.ts';

// A reader that has seen enough (voice list | head) is no error.
process.stdout.on('error', (error) => {
  if (errorCode(error) === 'EPIPE') process.exit();
  throw error;
});

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run(
  process.argv.slice(2),
  new Terminal({ stdin, stdout, stderr, environment: env }),
);
