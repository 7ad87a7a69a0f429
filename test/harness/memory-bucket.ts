import { z } from 'zod';
import type { AccessRequest } from '../../local/core/access-control.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { listRequest, s3Requests } from '../../local/services/s3/access-rules.ts';

const stored = z.object({
  Key: z.string(),
  Body: z.instanceof(Uint8Array),
  ContentType: z.string(),
  Metadata: z.record(z.string(), z.string()),
});
type StoredObject = z.infer<typeof stored>;
const inBucket = z.object({ Bucket: z.string() });
/** The HTTP methods of operations on an object. */
const methods: Readonly<Record<string, string>> = {
  DeleteObject: 'DELETE',
  GetObject: 'GET',
  HeadObject: 'HEAD',
  PutObject: 'PUT',
};
const keyed = z.object({ Key: z.string() });
const listed = z.object({ Prefix: z.string() });

/** The part of S3 that the functions use, on one bucket in memory. */
export class MemoryBucket {
  readonly objects = new Map<string, StoredObject>();
  /** True if an object is stored and the answer is lost. */
  losesAnswers = false;

  /** Returns the permissions that an operation needs. */
  requestsOf(operation: string, input: object): readonly AccessRequest[] {
    const { Bucket } = inBucket.parse(input);
    if (operation === 'ListObjectsV2') return [listRequest(Bucket)];
    const method = methods[operation] ?? '';
    const { Key: key } = keyed.parse(input);
    const requests =
      s3Requests({ method, bucket: Bucket, key, query: new URLSearchParams(), copySource: undefined }) ?? [];
    const isMissing = (method === 'GET' || method === 'HEAD') && !this.objects.has(key);
    return isMissing ? [...requests, listRequest(Bucket)] : requests;
  }

  /** Performs an operation on the bucket. @throws AwsError `NotFound`, as `HeadObject` does */
  async call(operation: string, input: object): Promise<unknown> {
    switch (operation) {
      case 'PutObject': {
        const object = stored.parse(input);
        this.objects.set(object.Key, object);
        if (this.losesAnswers) throw new AwsError('InternalError', 'The answer was lost.', 500);
        return {};
      }
      case 'DeleteObject':
        this.objects.delete(keyed.parse(input).Key);
        return {};
      case 'ListObjectsV2': {
        const { Prefix } = listed.parse(input);
        const keys = [...this.objects.keys()].filter((key) => key.startsWith(Prefix)).sort();
        return { Contents: keys.map((Key) => ({ Key })) };
      }
      case 'HeadObject': {
        const object = this.objects.get(keyed.parse(input).Key);
        if (!object) throw new AwsError('NotFound', 'NotFound', 404);
        const { Body, ContentType, Metadata } = object;
        return { ContentType, ContentLength: Body.length, Metadata };
      }
      case 'GetObject': {
        const object = this.objects.get(keyed.parse(input).Key);
        if (!object) throw new AwsError('NoSuchKey', 'NoSuchKey', 404);
        return { ...object, Body: { transformToByteArray: async () => object.Body } };
      }
      default:
        throw new TypeError(`the bucket in memory has no ${operation}`);
    }
  }
}
