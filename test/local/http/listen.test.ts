import { createServer } from 'node:http';
import { expect, it } from '@jest/globals';
import { listen } from '../../../local/http/listen.ts';

it('leaves the end of idle connections to the client, which may be delayed', async () => {
  const server = createServer((_, response) => response.end());
  const response = await fetch(`http://127.0.0.1:${await listen(server, 0)}`);
  expect(response.headers.get('connection')).toBe('keep-alive');
  // A server that ends idle connections announces its time.
  expect(response.headers.get('keep-alive')).toBeNull();
  server.closeAllConnections();
  server.close();
});
