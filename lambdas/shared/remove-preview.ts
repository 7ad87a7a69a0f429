import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Removes a stored preview. Succeeds if the preview does not exist. */
export type RemovePreview = (previewKey: string) => Promise<void>;

export function removePreviewFrom(client: S3Client, bucket: string): RemovePreview {
  return async (previewKey) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: previewKey }));
  };
}
