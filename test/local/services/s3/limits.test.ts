import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { S3Service } from '../../../../local/services/s3/s3-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let service: S3Service;
let client: S3Client;
let Bucket: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  service = new S3Service({ stateFolder: folder.path, access });
  await service.start();
  Bucket = (await deploy(service, 'Previews', 'AWS::S3::Bucket')).ref;
  client = new S3Client({ endpoint: service.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await service.stop();
  await folder.remove();
});

type Put = Partial<ConstructorParameters<typeof PutObjectCommand>[0]>;
const put = (more: Put) => client.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'a', ...more }));
const text = (length: number) => 'x'.repeat(length);
const tags = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`).join('&');

describe('a limit of S3', () => {
  it.each<[limit: string, accepted: Put, refused: Put, name: string]>([
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    ['the length of a key', { Key: text(1024) }, { Key: text(1025) }, 'KeyTooLongError'],
    ['the bytes of a key', { Key: 'é'.repeat(512) }, { Key: 'é'.repeat(513) }, 'KeyTooLongError'],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
    [
      'the size of the metadata',
      { Metadata: { note: text(2044) } },
      { Metadata: { note: text(2045) } },
      'MetadataTooLarge',
    ],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
    ['the number of tags', { Tagging: tags(10) }, { Tagging: tags(11) }, 'BadRequest'],
    ['the key of a tag', { Tagging: `${text(128)}=v` }, { Tagging: `${text(129)}=v` }, 'InvalidTag'],
    ['the value of a tag', { Tagging: `k=${text(256)}` }, { Tagging: `k=${text(257)}` }, 'InvalidTag'],
  ])('is %s', async (_limit, accepted, refused, name) => {
    expect((await put(accepted)).$metadata.httpStatusCode).toBe(200);
    await expect(put(refused)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });
});
