import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** A preview as it is to be stored and later served. */
export interface PreviewObject {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** The name under which a browser saves it. */
  readonly fileName: string;
}

/** Where the preview of an attempt is stored. */
export function previewKeyOf(voiceId: string, attempt: number | string, extension: string): string {
  return `${voiceId}/${attempt}.${extension}`;
}

export interface PreviewStore {
  /** Stores a preview under its key; the same again leaves the same object. */
  put(key: string, preview: PreviewObject): Promise<void>;
}

/** Previews as objects of a private bucket; what they are served as is said when they are stored. */
export class S3PreviewStore implements PreviewStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(bucket: string) {
    // The provider gives the audio once: a put is tried for as long as the function's time allows.
    this.#s3 = new S3Client({ maxAttempts: 8 });
    this.#bucket = bucket;
  }

  async put(key: string, preview: PreviewObject): Promise<void> {
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: preview.bytes,
        ContentType: preview.mediaType,
        ContentDisposition: `inline; filename="${preview.fileName}"`,
      }),
    );
  }
}
