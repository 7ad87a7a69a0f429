import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

/** A worker thread that terminates TLS for a server on 127.0.0.1 and posts its own port. */
const { key, cert, port } = z
  .object({ key: z.string(), cert: z.string(), port: z.number() })
  .parse(workerData);

const server = createServer({ key, cert }, (front) => {
  const back = connect(port, '127.0.0.1');
  front.setNoDelay(true);
  back.setNoDelay(true);
  front.pipe(back).pipe(front);
  front.on('error', () => back.destroy());
  back.on('error', () => front.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage(z.object({ port: z.number() }).parse(server.address()).port);
