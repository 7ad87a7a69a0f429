import { S3Client } from '@aws-sdk/client-s3';
import { once } from './once.ts';

export const s3 = once(() => new S3Client({}));

/** A client that retries for as long as the function's time allows: the provider returns a preview's audio once. */
export const persistentS3 = once(() => new S3Client({ maxAttempts: 8 }));
