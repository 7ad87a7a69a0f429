import { authorization } from '../../support/local-credentials.ts';
import { casesOf, changes } from './property-case.ts';
import { resource } from './world.ts';

export const s3Cases = casesOf('AWS::S3::Bucket', {
  BucketName: changes(
    async (world, BucketName: string) => {
      await world.deploy({ Bucket: resource('AWS::S3::Bucket', { BucketName }) });
      const url = `${world.services.s3.url}/named-bucket/key`;
      return (await fetch(url, { method: 'PUT', headers: { authorization }, body: 'x' })).status;
    },
    ['other-bucket', 404],
    ['named-bucket', 200],
  ),
});
