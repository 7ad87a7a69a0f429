import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { previewKeyOf, S3PreviewStore } from '../../../lambdas/shared/previews.ts';
import { S3Service } from '../../../local/services/s3/s3-service.ts';
import { deploy } from '../../local/services/support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../../local/services/support/temporary-folder.ts';
import { access, credentials } from '../../support/local-credentials.ts';
import { voiceId } from '../../support/voices.ts';

const audio = { bytes: Buffer.from('audio'), mediaType: 'audio/mpeg', sampleRate: 48_000, fileName: 'v.mp3' };

describe('S3PreviewStore', () => {
  let folder: TemporaryFolder;
  let service: S3Service;
  let client: S3Client;
  let bucket: string;
  let store: S3PreviewStore;
  beforeAll(async () => {
    folder = await temporaryFolder();
    service = new S3Service({ stateFolder: folder.path, access });
    await service.start();
    client = new S3Client({ endpoint: service.url, region: 'us-east-1', credentials });
    bucket = (await deploy(service, 'Previews', 'AWS::S3::Bucket')).ref;
    store = new S3PreviewStore(client, bucket);
  });
  afterAll(async () => {
    client.destroy();
    await service.stop();
    await folder.remove();
  });

  it('finds a stored preview by its attempt, with the metadata of its record', async () => {
    const key = previewKeyOf(voiceId, 1, 'mp3');
    await store.put(key, { ...audio, durationSeconds: 2.05 });
    await store.put(previewKeyOf(voiceId, 12, 'wav'), {
      ...audio,
      mediaType: 'audio/wav',
      durationSeconds: null,
    });
    const { bytes, fileName: _, ...metadata } = audio;
    expect(await store.find(previewKeyOf(voiceId, 1, ''))).toEqual({
      ...metadata,
      key,
      bytes: bytes.length,
      durationSeconds: 2.05,
    });
    expect(await store.find(previewKeyOf(voiceId, 12, ''))).toMatchObject({
      mediaType: 'audio/wav',
      durationSeconds: null,
    });
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    expect(head).toMatchObject({ ContentDisposition: 'inline; filename="v.mp3"', ContentType: 'audio/mpeg' });
  });

  it('finds no preview that was not stored', async () => {
    expect(await store.find(previewKeyOf(voiceId, 2, ''))).toBeNull();
  });

  it('finds an object that was stored without its rate and duration', async () => {
    const key = previewKeyOf(voiceId, 3, 'wav');
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'audio', ContentType: 'audio/wav' }),
    );
    expect(await store.find(previewKeyOf(voiceId, 3, ''))).toMatchObject({
      key,
      sampleRate: null,
      durationSeconds: null,
    });
  });
});
