import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { credentials } from '../../support/local-credentials.ts';
import { type Fixture, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

/** Puts an object into the bucket `named-bucket`, and returns the status of the answer. */
async function putObject({ services }: Fixture): Promise<number | undefined> {
  const client = new S3Client({ region: 'us-east-1', endpoint: services.s3.url, credentials });
  const put = new PutObjectCommand({ Bucket: 'named-bucket', Key: 'key', Body: 'x' });
  const { $metadata } = await client.send(put).catch((error) => error);
  client.destroy();
  return $metadata.httpStatusCode;
}

export const s3Cases = casesOf('AWS::S3::Bucket', {
  BucketName: changes(
    async (fixture, BucketName: string) => {
      await fixture.deploy({ Bucket: resource('AWS::S3::Bucket', { BucketName }) });
      return putObject(fixture);
    },
    ['other-bucket', 404],
    ['named-bucket', 200],
  ),
});
