import type { AccessRequest } from '../../core/access-control.ts';
import { partition } from '../../core/aws-account.ts';

/** A request to S3, with the bucket in the path. */
export interface S3Call {
  readonly method: string;
  /** Empty in a request for all buckets. */
  readonly bucket: string;
  /** Empty in a request for a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** The bucket and key of the object that a put copies, or undefined. */
  readonly copySource: string | undefined;
}

/** The actions on an object, by method. A HEAD request needs the permission to get the object. */
const objectActions: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/** Parameters that make a request one for another operation, and parameters of the operations themselves. */
const ownParameters =
  /^(x-amz-|x-id$|response-|list-type$|prefix$|delimiter$|max-keys$|encoding-type$|start-after$|continuation-token$|marker$|fetch-owner$|partNumber$|uploadId$|uploads$)/i;

/**
 * Returns the permissions that a request needs, or undefined for an operation of the administrator.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function s3Requests({
  method,
  bucket,
  key,
  query,
  copySource,
}: S3Call): readonly AccessRequest[] | undefined {
  if ([...query.keys()].some((name) => !ownParameters.test(name))) return undefined;
  if (bucket === '') return undefined;
  if (key === '') {
    const reads = method === 'GET' || method === 'HEAD';
    return reads ? [listRequest(bucket)] : undefined;
  }
  // The parts of a multipart upload need the permission to put the object.
  const action = query.has('uploadId') || query.has('uploads') ? 's3:PutObject' : objectActions[method];
  if (action === undefined) return undefined;
  const request = { action, resource: objectArn(bucket, key) };
  if (copySource === undefined) return [request];
  return [request, { action: 's3:GetObject', resource: `arn:${partition}:s3:::${copySource}` }];
}

/** Returns the permission without which a missing object looks like a denied one. */
export function listRequest(bucket: string): AccessRequest {
  return { action: 's3:ListBucket', resource: `arn:${partition}:s3:::${bucket}` };
}

function objectArn(bucket: string, key: string): string {
  return `arn:${partition}:s3:::${bucket}/${key}`;
}
