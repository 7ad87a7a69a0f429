import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { signedS3Headers } from '../../../local/http/sigv4.ts';
import { accessKeyId, authorization } from '../../support/local-credentials.ts';
import { EventRecorder } from './support/event-recorder.ts';
import { startStatefulServices } from './support/stateful-services.ts';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.ts';

let folder: TemporaryFolder;
let child: ChildProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  const script = join(import.meta.dirname, 'support', 'write-and-wait.ts');
  child = spawn(process.execPath, [script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The process ended before it had written.')));
    child.stdout?.once('data', () => resolve());
  });
});
afterEach(async () => {
  child.kill('SIGKILL');
  await folder.remove();
});

it('keeps every acknowledged write over a kill and delivers an accepted asynchronous event', async () => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  const recorder = new EventRecorder();
  const services = await startStatefulServices(folder.path, 'index.print', recorder.observe);
  await recorder.waitFor(
    (event) => event.kind === 'functionLog' && event.line.includes('accepted before the kill'),
  );
  expect(await services.dynamodb.call('Scan', { TableName: services.table, Select: 'COUNT' })).toMatchObject({
    Count: 100,
  });
  const attributes = await fetch(services.queues.url, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.GetQueueAttributes',
    },
    body: JSON.stringify({ QueueUrl: 'http://x/000000000000/Stack-Events', AttributeNames: ['All'] }),
  });
  expect(await attributes.json()).toMatchObject({ Attributes: { ApproximateNumberOfMessages: '100' } });
  const url = new URL(`${services.storage.url}/${services.bucket}/preview.wav`);
  const headers = signedS3Headers({ method: 'GET', url, region: 'us-east-1' }, accessKeyId());
  expect(await (await fetch(url, { headers })).text()).toBe('audio');
  const secret = await services.server.call('secretsmanager', 'GetSecretValue', {
    SecretId: services.secret,
  });
  expect(secret).toMatchObject({ SecretString: 'by hand' });
  await services.stop();
});
