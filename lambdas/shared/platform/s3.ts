import { S3Client } from '@aws-sdk/client-s3';
import { once } from './once.ts';

export const s3 = once(() => new S3Client({}));

/** A client with more retries, because the provider returns a preview's audio only once. */
export const persistentS3 = once(() => new S3Client({ maxAttempts: 8 }));
