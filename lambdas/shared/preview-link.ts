import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Makes a link to a stored preview that anyone can open until it expires. */
export type PreviewLink = (previewKey: string) => Promise<string>;

/**
 * Links signed with the function's own credentials; S3 is not asked.
 *
 * @param seconds for how long a link is valid; it also ends with the credentials that signed it
 */
export function signedPreviewLink(client: S3Client, bucket: string, seconds: number): PreviewLink {
  return (previewKey) =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: previewKey }), { expiresIn: seconds });
}
