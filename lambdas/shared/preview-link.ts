import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Creates a link to a stored preview that works without credentials until it expires. */
export type PreviewLink = (previewKey: string) => Promise<string>;

/**
 * Creates links signed with the function's credentials, without a call to S3.
 *
 * @param seconds lifetime of a link. A link also expires with the credentials that signed it.
 */
export function signedPreviewLink(client: S3Client, bucket: string, seconds: number): PreviewLink {
  return (previewKey) =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: previewKey }), { expiresIn: seconds });
}
