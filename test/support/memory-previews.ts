import type { PreviewObject, PreviewStore, StoredPreview } from '../../lambdas/shared/previews.ts';

/** A bucket of previews in memory. */
export class MemoryPreviews implements PreviewStore {
  readonly objects = new Map<string, PreviewObject>();

  async put(key: string, preview: PreviewObject): Promise<void> {
    this.objects.set(key, preview);
  }

  async find(keyWithoutExtension: string): Promise<StoredPreview | null> {
    for (const [key, { bytes, mediaType, sampleRate, durationSeconds }] of this.objects) {
      if (!key.startsWith(keyWithoutExtension)) continue;
      return { key, mediaType, bytes: bytes.length, sampleRate, durationSeconds };
    }
    return null;
  }

  async read(key: string): Promise<Uint8Array> {
    const object = this.objects.get(key);
    if (object === undefined) throw new TypeError(`no preview ${key}`);
    return object.bytes;
  }
}
