import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

/** A preview as it is to be stored and later served. */
export interface PreviewObject {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Hz. */
  readonly sampleRate: number;
  /** Null where the format does not tell. */
  readonly durationSeconds: number | null;
  /** The name under which a browser saves it. */
  readonly fileName: string;
}

/** What is known of a stored preview without its audio. */
export interface StoredPreview {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Null for one that was stored before this was kept beside it. */
  readonly sampleRate: number | null;
  readonly durationSeconds: number | null;
}

/** Where the preview of an attempt is stored. */
export function previewKeyOf(voiceId: string, attempt: number | string, extension: string): string {
  return `${voiceId}/${attempt}.${extension}`;
}

export interface PreviewStore {
  /** Stores a preview under its key; the same again leaves the same object. */
  put(key: string, preview: PreviewObject): Promise<void>;

  /** The preview of an attempt by its key up to the extension, which the provider decides; null if there is none. */
  find(keyWithoutExtension: string): Promise<StoredPreview | null>;
}

/** The object's user-defined metadata, in S3's spelling. */
const metadata = z.object({
  'sample-rate': z.coerce.number<string>().int().nullable().default(null).catch(null),
  'duration-seconds': z.coerce.number<string>().nullable().default(null).catch(null),
});

/** Previews as objects of a private bucket; what they are served as is said when they are stored. */
export class S3PreviewStore implements PreviewStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put(key: string, preview: PreviewObject): Promise<void> {
    const { sampleRate, durationSeconds } = preview;
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: preview.bytes,
        ContentType: preview.mediaType,
        ContentDisposition: `inline; filename="${preview.fileName}"`,
        Metadata: {
          'sample-rate': String(sampleRate),
          ...(durationSeconds !== null && { 'duration-seconds': String(durationSeconds) }),
        },
      }),
    );
  }

  async find(keyWithoutExtension: string): Promise<StoredPreview | null> {
    const { Contents = [] } = await this.#s3.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: keyWithoutExtension, MaxKeys: 1 }),
    );
    const key = Contents[0]?.Key;
    if (key === undefined) return null;
    const head = await this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
    const kept = metadata.parse(head.Metadata ?? {});
    return {
      key,
      mediaType: head.ContentType ?? 'application/octet-stream',
      bytes: head.ContentLength ?? 0,
      sampleRate: kept['sample-rate'],
      durationSeconds: kept['duration-seconds'],
    };
  }
}
