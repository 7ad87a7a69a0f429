import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** A link that works without credentials until it expires. */
export interface SignedLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * Creates a link to a stored preview.
 *
 * @param saveAs name of the file that a browser saves. Without it, a browser plays the audio. The name must consist of
 *   letters, digits, periods and hyphens.
 * @param method the HTTP method of the request to S3. S3 refuses a link with another method.
 */
export type PreviewLink = (
  previewKey: string,
  saveAs?: string,
  method?: 'GET' | 'HEAD',
) => Promise<SignedLink>;

/**
 * Creates links signed with the function's credentials, without a call to S3.
 *
 * @param seconds lifetime of a link. A link also expires with the credentials that signed it.
 */
export function signedPreviewLink(
  client: S3Client,
  bucket: string,
  seconds: number,
  now: () => Date,
): PreviewLink {
  return async (previewKey, saveAs, method) => {
    const object = {
      Bucket: bucket,
      Key: previewKey,
      ...(saveAs && { ResponseContentDisposition: `attachment; filename="${saveAs}"` }),
    };
    const command = method === 'HEAD' ? new HeadObjectCommand(object) : new GetObjectCommand(object);
    const signingDate = now();
    const url = await getSignedUrl(client, command, { expiresIn: seconds, signingDate });
    return { url, expiresAt: new Date(signingDate.getTime() + seconds * 1_000) };
  };
}
