import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { commandEnvironment } from '../support/run-folder.ts';

it('reports in one line that it requires a newer Node.js', async () => {
  const olderNode = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})";
  const list = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(olderNode)}`, packageJson.bin.voice, 'list'],
    { env: commandEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [list.stdout, list.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(list, 'close');
  expect([code, output]).toEqual([
    2,
    'voice: requires Node.js 24 or later, but this is Node.js 20.20.2; npm run voice uses its own copy\n',
  ]);
});

it('reports in one line that its output cannot be written', async () => {
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
