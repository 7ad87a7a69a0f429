import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { credentials } from '../../support/local-credentials.ts';
import { type Fixture, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

/** Puts an object and returns the status of the answer. @param IfNoneMatch `*` to refuse an object that exists */
export async function putObject(
  { services }: Fixture,
  Bucket: string,
  Key: string,
  IfNoneMatch?: string,
): Promise<number | undefined> {
  const client = new S3Client({ region: 'us-east-1', endpoint: services.s3.url, credentials });
  const put = new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch });
  const { $metadata } = await client.send(put).catch((error) => error);
  client.destroy();
  return $metadata.httpStatusCode;
}

export const s3Cases = casesOf('AWS::S3::Bucket', {
  BucketName: changes(
    async (fixture, BucketName: string) => {
      await fixture.deploy({ Bucket: resource('AWS::S3::Bucket', { BucketName }) });
      return putObject(fixture, 'named-bucket', 'key');
    },
    ['other-bucket', 404],
    ['named-bucket', 200],
  ),
});
