import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PortTakenError } from '../../../../local/core/errors.ts';
import { S3Service } from '../../../../local/services/s3/s3-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

describe('the local S3', () => {
  let folder: TemporaryFolder;
  let service: S3Service;
  let client: S3Client;
  let bucket: string;

  const start = async () => {
    service = new S3Service({ stateFolder: folder.path, access });
    await service.start();
    client = new S3Client({
      endpoint: service.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
    bucket = (await deploy(service, 'Previews', 'AWS::S3::Bucket')).ref;
  };
  const stop = async () => {
    client.destroy();
    await service.stop();
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
  });

  const put = (key: string, body: Uint8Array | string) =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: 'audio/wav',
        ContentDisposition: 'inline; filename="v1.wav"',
        IfNoneMatch: '*',
      }),
    );

  it('keeps objects unchanged over a restart and a second deployment', async () => {
    const audio = Buffer.from(Array.from({ length: 140_000 }, (_, index) => index % 251));
    await put('previews/v 1.wav', audio);
    await stop();
    await start();
    const { Body, ContentType, ContentDisposition } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: 'previews/v 1.wav' }),
    );
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(audio)).toBe(true);
    expect({ ContentType, ContentDisposition }).toEqual({
      ContentType: 'audio/wav',
      ContentDisposition: 'inline; filename="v1.wav"',
    });
  });

  it('accepts an object of 16 MiB', async () => {
    await put('large.wav', Buffer.alloc(16 * 1024 * 1024));
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'large.wav' }));
    expect(ContentLength).toBe(16 * 1024 * 1024);
  });

  it('refuses to overwrite an object with If-None-Match', async () => {
    await put('a b/v1.wav', 'first');
    await expect(put('a b/v1.wav', 'second')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'a b/v1.wav' }));
    expect(await Body?.transformToString()).toBe('first');
  });

  it('serves a presigned URL with the disposition that it requests', async () => {
    await put('01ABC/1.wav', 'audio');
    const dispositionOf = async (requested?: string) => {
      const object = { Bucket: bucket, Key: '01ABC/1.wav', ResponseContentDisposition: requested };
      const response = await fetch(await getSignedUrl(client, new GetObjectCommand(object)));
      return [response.status, response.headers.get('content-disposition')];
    };
    expect(await dispositionOf()).toEqual([200, 'inline; filename="v1.wav"']);
    const attachment = 'attachment; filename="01ABC.wav"';
    expect(await dispositionOf(attachment)).toEqual([200, attachment]);
    expect(await dispositionOf('a\r\nb: c')).toEqual([200, 'inline; filename="v1.wav"']);
  });

  it('serves a presigned URL until it expires', async () => {
    await put('v1.wav', 'audio');
    const sign = (signingDate: Date) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: 'v1.wav' }), {
        expiresIn: 300,
        signingDate,
      });
    const fresh = await fetch(await sign(new Date()));
    expect(fresh.status).toBe(200);
    expect(fresh.headers.get('content-type')).toBe('audio/wav');
    expect(await fresh.text()).toBe('audio');
    const expired = await fetch(await sign(new Date(Date.now() - 301_000)));
    expect(expired.status).toBe(403);
    expect(await expired.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
  });

  it('returns the errors of S3 for a missing object or bucket', async () => {
    await expect(client.send(new GetObjectCommand({ Bucket: bucket, Key: 'nothing' }))).rejects.toMatchObject(
      {
        name: 'NoSuchKey',
      },
    );
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'missing' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('reports the port that is taken', async () => {
    const port = Number(new URL(service.url).port);
    await expect(new S3Service({ stateFolder: folder.path, access, port }).start()).rejects.toEqual(
      new PortTakenError(port),
    );
  });
});
