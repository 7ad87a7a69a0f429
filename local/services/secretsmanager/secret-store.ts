import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const version = z.object({
  versionId: z.string(),
  secretString: z.string(),
  stages: z.array(z.string()),
  createdAt: z.number(),
});
const secret = z.object({
  name: z.string(),
  createdAt: z.number(),
  /** What the template or the runner said last; tells a changed template from a value put by hand. */
  deployedValue: z.string().optional(),
  versions: z.array(version),
});
const file = z.record(z.string(), secret);

/** Times in milliseconds since the epoch. */
export type SecretVersion = z.output<typeof version>;
export type StoredSecret = z.output<typeof secret>;

/**
 * Secrets in one file that only its owner may read, written whole and put in place by a rename, so that a kill leaves
 * the old or the new.
 */
export class SecretStore {
  readonly #folder: string;
  readonly #path: string;
  readonly #secrets: Map<string, StoredSecret>;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#path = join(folder, 'secrets.json');
    const text = existsSync(this.#path) ? readFileSync(this.#path, 'utf8') : '{}';
    this.#secrets = new Map(Object.entries(file.parse(JSON.parse(text))));
  }

  get(name: string): StoredSecret | undefined {
    return this.#secrets.get(name);
  }

  put(secret: StoredSecret): void {
    this.#secrets.set(secret.name, secret);
    const temporary = join(this.#folder, `secrets.${randomBytes(4).toString('hex')}.tmp`);
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(this.#secrets)), { mode: 0o600 });
    chmodSync(temporary, 0o600);
    renameSync(temporary, this.#path);
  }
}
