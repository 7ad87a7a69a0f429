/** A process that writes to every service, prints `written` after the last response, and then waits until it is killed. */

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { administrator } from '../../../../local/core/principal.ts';
import { credentials } from '../../../support/local-credentials.ts';
import { startStatefulServices } from './stateful-services.ts';

const services = await startStatefulServices(process.argv[2] ?? '', 'index.hang');
for (let number = 0; number < 100; number++) {
  await services.dynamodb.call('PutItem', {
    TableName: services.table,
    Item: { voiceId: { S: `v${number}` } },
  });
  await services.queues.send(services.queueArn, `message ${number}`, administrator);
}
const storage = new S3Client({ endpoint: services.storage.url, region: 'us-east-1', credentials });
await storage.send(new PutObjectCommand({ Bucket: services.bucket, Key: 'preview.wav', Body: 'audio' }));
storage.destroy();
await services.server.call('secretsmanager', 'PutSecretValue', {
  SecretId: services.secret,
  SecretString: 'by hand',
});
await services.lambda.invokeAsync(services.worker, { line: 'accepted before the kill' }, administrator);
process.stdout.write('written\n');
