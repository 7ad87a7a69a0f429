#!/usr/bin/env node
import { directLoopback } from '../scripts/launch/direct-loopback.mjs';
import { errorCode } from './errors/error-code.ts';
import { exitCodes } from './errors/exit-codes.ts';
import { Terminal } from './output/terminal.ts';
import { run } from './run.ts';

Object.assign(process.env, directLoopback(process.env));
const { stdin, stdout, stderr, env } = process;

// EPIPE means that the reader closed the pipe early, as in `voice list | head`. It is not a failure.
stdout.on('error', (error) => {
  const code = errorCode(error);
  if (code === 'EPIPE') process.exit();
  stderr.write(`voice: standard output cannot be written (${code})\n`);
  process.exit(exitCodes.unexpected);
});
// The command does its work even if messages cannot be written.
stderr.on('error', () => {});

process.exitCode = await run(
  process.argv.slice(2),
  new Terminal({ stdin, stdout, stderr, environment: env }),
);
