import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import type { ResourcePolicy } from './permissions.ts';
import { compilePolicy } from './policy.ts';

const queuePolicy = z.object({ PolicyDocument: z.unknown(), Queues: z.array(z.string()).min(1) });
const bucketPolicy = z.object({ PolicyDocument: z.unknown(), Bucket: z.string() });
const permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
});

/**
 * Reads a resource that holds or adds to the policy of a queue, a bucket or a function.
 * @throws UnsupportedPolicyError, UnsupportedResourceError
 */
export function readResourcePolicy(resource: Resource): ResourcePolicy {
  const { logicalId } = resource;
  switch (resource.type) {
    case 'AWS::SQS::QueuePolicy': {
      const { PolicyDocument, Queues } = readProperties(resource, queuePolicy);
      const arns = new Set(Queues.map((url) => arnOf('sqs', url.split('/').at(-1) ?? '')));
      return {
        statements: compilePolicy(logicalId, PolicyDocument),
        isAttachedTo: (arn) => arns.has(arn),
      };
    }
    case 'AWS::S3::BucketPolicy': {
      const { PolicyDocument, Bucket } = readProperties(resource, bucketPolicy);
      const bucket = `arn:${partition}:s3:::${Bucket}`;
      return {
        statements: compilePolicy(logicalId, PolicyDocument),
        isAttachedTo: (arn) => arn === bucket || arn.startsWith(`${bucket}/`),
      };
    }
    default: {
      const properties = readProperties(resource, permission);
      const arn = arnOf('lambda', `function:${properties.FunctionName.split(':').at(-1)}`);
      return {
        statements: compilePolicy(logicalId, permissionDocument(properties, arn)),
        isAttachedTo: (other) => other === arn,
      };
    }
  }
}

/** Returns the policy that Lambda adds to the function. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function permissionDocument(
  { Action, Principal, SourceAccount, SourceArn }: z.output<typeof permission>,
  functionArn: string,
) {
  return {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action,
      Principal: Principal.endsWith('.amazonaws.com') ? { Service: Principal } : { AWS: Principal },
      Resource: functionArn,
      Condition: {
        ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
        ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
      },
    },
  };
}

function arnOf(service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
