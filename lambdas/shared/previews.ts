import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';

/** A preview to store, with the metadata to serve it. */
export interface PreviewObject {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Hz. */
  readonly sampleRate: number;
  /** Null if the format does not contain it. */
  readonly durationSeconds: number | null;
  /** Name under which a browser saves the file. */
  readonly fileName: string;
}

/** Metadata of a stored preview. */
export interface StoredPreview {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Null for previews stored before the sample rate was recorded. */
  readonly sampleRate: number | null;
  readonly durationSeconds: number | null;
}

/** Returns the object key of an attempt's preview. */
export function previewKeyOf(voiceId: string, attempt: number | string, extension: string): string {
  return `${voiceId}/${attempt}.${extension}`;
}

export interface PreviewStore {
  /** Stores a preview under its key. Can be repeated. */
  put(key: string, preview: PreviewObject): Promise<void>;

  /** Finds a preview by its key without the extension, which depends on the provider's format. Returns null if none exists. */
  find(keyWithoutExtension: string): Promise<StoredPreview | null>;

  /** Reads the audio of a stored preview. */
  read(key: string): Promise<Uint8Array>;
}

/** User-defined metadata of the object, as S3 names it. */
const metadata = z.object({
  'sample-rate': z.coerce.number<string>().int().nullable().default(null).catch(null),
  'duration-seconds': z.coerce.number<string>().nullable().default(null).catch(null),
});

/** Previews in a private bucket. Media type and file name are stored with each object, which S3 serves. */
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
    const stored = metadata.parse(head.Metadata ?? {});
    return {
      key,
      mediaType: head.ContentType ?? 'application/octet-stream',
      bytes: head.ContentLength ?? 0,
      sampleRate: stored['sample-rate'],
      durationSeconds: stored['duration-seconds'],
    };
  }

  async read(key: string): Promise<Uint8Array> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    return Body ? Body.transformToByteArray() : new Uint8Array();
  }
}
