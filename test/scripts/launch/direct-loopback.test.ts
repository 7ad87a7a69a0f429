import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from '@jest/globals';
import { close, listen, portOf } from '../../../local/http/listen.ts';
import { directLoopback } from '../../../scripts/launch/direct-loopback.mjs';
import { commandEnvironment } from '../../support/run-folder.ts';

it.each([
  [{}, '127.0.0.1,localhost,[::1]'],
  [{ NO_PROXY: 'example.com' }, 'example.com,127.0.0.1,localhost,[::1]'],
  [{ no_proxy: 'a, 127.0.0.1 b' }, 'a,127.0.0.1,b,localhost,[::1]'],
  [{ NO_PROXY: 'upper', no_proxy: 'lower' }, 'lower,127.0.0.1,localhost,[::1]'],
  [{ NO_PROXY: '*' }, '*'],
])('adds the loopback hosts to the variables %j', (environment, hosts) => {
  expect(directLoopback(environment)).toEqual({ NO_PROXY: hosts, no_proxy: hosts });
});

it('the CLI calls a stack on this machine without a proxy', async () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end('{"voices":[],"cursor":null}');
  });
  await listen(server, 0);
  const voice = spawn(process.execPath, ['cli/main.ts', 'list'], {
    env: commandEnvironment({
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: 'http://127.0.0.1:1',
      VOICE_API_URL: `http://127.0.0.1:${portOf(server)}/v1`,
      VOICE_API_KEY: 'vdk_x',
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [voice.stdout, voice.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(voice, 'close');
  await close(server);
  expect([code, output]).toEqual([0, 'No voices.\n']);
  expect(requests).toEqual(['/v1/voices?limit=21']);
});
