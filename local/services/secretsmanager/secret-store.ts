import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, readPrivateJson, writePrivateFile } from '../../persistence/private-files.ts';

const version = z.object({
  versionId: z.string(),
  secretString: z.string(),
  stages: z.array(z.string()),
  createdAt: z.number(),
});
const secret = z.object({
  name: z.string(),
  createdAt: z.number(),
  /** The last value from the template or an override. It distinguishes a changed template from a client's value. */
  deployedValue: z.string().optional(),
  versions: z.array(version),
  /** The end of the recovery window of a secret that is scheduled for deletion. */
  deletionDate: z.number().optional(),
});
const file = z.record(z.string(), secret);

/** Times in milliseconds since the epoch. */
export type SecretVersion = z.output<typeof version>;
export type StoredSecret = z.output<typeof secret>;

const damagedAdvice =
  'Put back a copy of it, or move it away and lose the secret values that were set by hand';

/** Secrets in one file that only its owner can read. A kill or a full disk leaves the old file or the new one. */
export class SecretStore {
  readonly #path: string;
  readonly #secrets: Map<string, StoredSecret>;

  /** @throws DamagedStateError, StorageError */
  constructor(folder: string) {
    makePrivateFolder(folder);
    this.#path = join(folder, 'secrets.json');
    this.#secrets = new Map(Object.entries(readPrivateJson(this.#path, file, damagedAdvice) ?? {}));
  }

  get(name: string): StoredSecret | undefined {
    return this.#secrets.get(name);
  }

  /** @throws StorageError after leaving the secret unchanged */
  put(secret: StoredSecret): void {
    const secrets = { ...Object.fromEntries(this.#secrets), [secret.name]: secret };
    writePrivateFile(this.#path, JSON.stringify(secrets));
    this.#secrets.set(secret.name, secret);
  }

  /** @throws StorageError after leaving the secret unchanged */
  remove(name: string): void {
    const { [name]: _removed, ...secrets } = Object.fromEntries(this.#secrets);
    writePrivateFile(this.#path, JSON.stringify(secrets));
    this.#secrets.delete(name);
  }
}
