import { z } from 'zod';
import { region } from '../../../core/aws-account.ts';
import type { RoleSession } from '../../../core/principal.ts';
import { signedS3Headers } from '../../../http/sigv4.ts';
import { TaskError } from '../language/task-error.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import { sdkCause } from './service-cause.ts';

const request = z.object({ Bucket: z.string().min(1), Key: z.string().min(1) });

/**
 * Returns the integration `arn:<partition>:states:::aws-sdk:s3:deleteObject`. It succeeds for a missing object.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function deleteObject(
  endpoint: () => string,
  accessKeyIdOf: (caller: RoleSession) => string,
): Integration {
  return {
    matches: (resource) => resource === `${integrationPrefix}aws-sdk:s3:deleteObject`,
    parameters: ['Bucket', 'Key'],
    parts: ['aws-sdk:s3:deleteObject', 'aws-sdk:s3.Bucket', 'aws-sdk:s3.Key'],
    target: () => ({ service: 's3', operation: 'DeleteObject' }),
    callbacks: true,
    async run(input, { caller }) {
      const { Bucket, Key } = request.parse(input);
      const key = Key.split('/').map(encodeURIComponent).join('/');
      const url = new URL(`${endpoint()}/${encodeURIComponent(Bucket)}/${key}`);
      const headers = signedS3Headers({ method: 'DELETE', url, region }, accessKeyIdOf(caller));
      const response = await fetch(url, { method: 'DELETE', headers }).catch((cause: unknown) => {
        throw new TaskError('S3.SdkClientException', `S3 cannot be reached: ${String(cause)}`);
      });
      const document = await response.text();
      if (response.ok) return {};
      const code = /<Code>(\w+)<\/Code>/.exec(document)?.[1];
      const message =
        /<Message>([^<]*)<\/Message>/.exec(document)?.[1] ?? `S3 returned the status ${response.status}.`;
      // The SDK of the integration has a class for this error only. Other errors have the service's name.
      const name = code === 'NoSuchBucket' ? 'S3.NoSuchBucketException' : 'S3.S3Exception';
      throw new TaskError(name, sdkCause('S3', { statusCode: response.status, message }, 'local'));
    },
  };
}
