import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { S3Store } from '../../../../local/services/fauxqs/fauxqs.ts';
import { checkAnswer } from '../../../../local/services/s3/answer-checks.ts';
import { errorStatuses } from '../../../../local/services/s3/s3-error.ts';
import { S3Service } from '../../../../local/services/s3/s3-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const list = (content: string) =>
  `${head}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</ListBucketResult>`;
const object = (content: string) => list(`<Contents><Key>a</Key>${content}</Contents>`);
const error = (code: string, message = 'text') =>
  `${head}<Error><Code>${code}</Code><Message>${message}</Message></Error>`;

describe('the check of an XML answer of S3', () => {
  it.each([
    ['a list', object('<Size>1</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified>'), 200],
    ['an empty list', list('<IsTruncated>false</IsTruncated>'), 200],
    ['escaped text', object('<ETag>&quot;a&#34;&#x22;&amp;</ETag>'), 200],
    ['an empty element', list('<Prefix/>'), 200],
    [
      'a delete result',
      `${head}<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key></Error></DeleteResult>`,
      200,
    ],
    ['an error', error('NoSuchKey'), 404],
    [
      'a document that the models do not have',
      `${head}<LifecycleConfiguration><Rule/></LifecycleConfiguration>`,
      200,
    ],
  ])('accepts %s', (_name, document, statusCode) => {
    expect(() => checkAnswer(document, statusCode, '2')).not.toThrow();
  });

  it.each([
    ['an unknown element', object('<Colour>red</Colour>'), 200, 'The member Colour does not exist.'],
    ['a number that is text', object('<Size>one</Size>'), 200, 'STRING_VALUE cannot be converted to Integer'],
    [
      'a flag that is text',
      list('<IsTruncated>no</IsTruncated>'),
      200,
      'STRING_VALUE cannot be converted to Boolean',
    ],
    [
      'a value outside of its enumeration',
      object('<StorageClass>COLD</StorageClass>'),
      200,
      'enum value set',
    ],
    [
      'another time',
      object('<LastModified>yesterday</LastModified>'),
      200,
      'LastModified is not a time: yesterday',
    ],
    [
      'an element that occurs twice',
      list('<Name>a</Name><Name>b</Name>'),
      200,
      'The element Name occurs twice.',
    ],
    ['an element of another operation', list('<Marker>a</Marker>'), 200, 'The member Marker does not exist.'],
    ['an open element', `${head}<ListBucketResult><Name>`, 200, 'does not consist of one element'],
    ['a wrong end', `${head}<ListBucketResult></Name>`, 200, 'The end of Name has no beginning.'],
    ['text that is not escaped', list('<Prefix>a & b</Prefix>'), 200, 'The entity & b does not exist.'],
    ['an unknown error', error('NoSuchVoice'), 404, 'The error NoSuchVoice does not exist.'],
    [
      'an error with another status',
      error('NoSuchKey'),
      400,
      'The error NoSuchKey has the status 404, not 400.',
    ],
    ['an error without a message', error('NoSuchKey', ''), 404, 'The error NoSuchKey has no message.'],
    ['an error in another document', list(''), 404, 'An error is not a document ListBucketResult.'],
  ])('refuses %s', (_name, document, statusCode, message) => {
    expect(() => checkAnswer(document, statusCode, '2')).toThrow(message);
  });
});

/** Returns the codes of the errors in the source files of a folder. */
function codesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[jt]s$/.test(file),
  );
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  return [...text.matchAll(/new S3Error\(\s*(?:\d+,\s*)?['"](\w+)['"]/g)].map(([, code = '']) => code);
}

describe('the list of S3 errors', () => {
  it('has every error of the local S3', () => {
    const own = codesIn(join(import.meta.dirname, '../../../../local/services/s3'));
    const fauxqs = codesIn(join(import.meta.dirname, '../../../../node_modules/fauxqs/dist/s3'));
    expect([own, fauxqs]).toEqual([
      expect.arrayContaining(['SignatureDoesNotMatch', 'AuthorizationHeaderMalformed']),
      expect.arrayContaining(['NoSuchKey', 'EntityTooSmall']),
    ]);
    const documented = [...Object.keys(errorStatuses)].filter((code) => code !== 'InternalError');
    expect([...new Set([...own, ...fauxqs])].filter((code) => code !== 'InternalError').toSorted()).toEqual(
      documented.toSorted(),
    );
  });
});

describe('the XML answers of the local S3', () => {
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
    for (const Key of ['a/1', 'a/2', 'b&<">é']) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
  });
  afterAll(async () => {
    client.destroy();
    await service.stop();
    await folder.remove();
  });

  it('fit the models of their operations', async () => {
    const { Contents, NextContinuationToken } = await client.send(
      new ListObjectsV2Command({ Bucket, MaxKeys: 2 }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
    const next = { Bucket, ContinuationToken: NextContinuationToken, StartAfter: 'a' };
    expect((await client.send(new ListObjectsV2Command(next))).Contents?.[0]?.Key).toBe('b&<">é');
    const first = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, CommonPrefixes: [{ Prefix: 'a/' }] });
    expect((await client.send(new ListBucketsCommand({}))).Buckets).toMatchObject([{ Name: Bucket }]);
    const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/a/1` };
    expect((await client.send(new CopyObjectCommand(copy))).CopyObjectResult?.ETag).toBeDefined();
    const upload = { Bucket, Key: 'parts' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1, Body: 'part' };
    const { ETag } = await client.send(new UploadPartCommand(part));
    const parts = { Parts: [{ ETag, PartNumber: 1 }] };
    await client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: parts }));
    const Objects = [{ Key: 'copy' }, { Key: 'parts' }];
    const deleted = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual(['copy', 'parts']);
  });

  it('are errors of the list of S3', async () => {
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('are InternalError if they do not fit', async () => {
    const creationDate = Object.assign(new Date(0), { toISOString: () => 'yesterday' });
    const spy = jest
      .spyOn(S3Store.prototype, 'listBuckets')
      .mockReturnValue([{ name: Bucket, creationDate }]);
    try {
      await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({
        name: 'InternalError',
        message: 'The answer does not fit its model: CreationDate is not a time: yesterday',
        $metadata: { httpStatusCode: 500 },
      });
    } finally {
      spy.mockRestore();
    }
  });
});
