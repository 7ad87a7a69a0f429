#!/usr/bin/env node
import { directLoopback } from '../scripts/launch/direct-loopback.mjs';
import { errorCode } from './errors/error-code.ts';
import { exitCodes } from './errors/exit-codes.ts';
import { Terminal } from './output/terminal.ts';
import { run } from './run.ts';

Object.assign(process.env, directLoopback(process.env));
const { stdin, stdout, stderr, env } = process;

// A reader that closes the pipe early (voice list | head) is not an error. A full disk is.
stdout.on('error', (error) => {
  const code = errorCode(error);
  if (code === 'EPIPE') process.exit();
  stderr.write(`voice: standard output cannot be written (${code})\n`);
  process.exit(exitCodes.unexpected);
});
// Without a place for messages the command still does its work.
stderr.on('error', () => {});

process.exitCode = await run(
  process.argv.slice(2),
  new Terminal({ stdin, stdout, stderr, environment: env }),
);
