import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { commandEnvironment } from '../support/run-folder.ts';

it('says in one line that its output cannot be written', async () => {
  const full = openSync('/dev/full', 'w');
  const help = spawn(process.execPath, ['cli/main.ts', '--help'], {
    env: commandEnvironment(),
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  let err = '';
  help.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [code] = await once(help, 'close');
  expect([code, err]).toEqual([1, 'voice: standard output cannot be written (ENOSPC)\n']);
});
