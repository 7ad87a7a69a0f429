import { randomUUID } from 'node:crypto';
import { types } from 'node:util';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { KeyEntry } from '../../client/types.ts';
import { AwsCallError, awsCall } from '../aws/aws-call.ts';
import type { Deployment } from '../aws/deployment.ts';
import { KeySecretError } from './errors.ts';

const current = 'AWSCURRENT';
/** Other people changing keys at the same moment, so many times in a row, are not to be expected. */
const attempts = 10;

const content = z.object({
  keys: z.array(
    // What a newer version may have noted stays where it is.
    z.looseObject({
      id: z.string(),
      hash: z.string(),
      owner: z.string(),
      scopes: z.array(z.enum(['read', 'write', 'admin'])),
    }),
  ),
});

/** The entries of a deployment's API keys: hashes, owners and scopes, in one secret. */
export class KeySecret {
  readonly #client: SecretsManagerClient;
  readonly #secretId: string;

  constructor({ output, place }: Deployment) {
    this.#client = new SecretsManagerClient(place());
    this.#secretId = output('ApiKeysSecretArn');
  }

  async entries(): Promise<readonly KeyEntry[]> {
    return (await this.#read()).entries;
  }

  /**
   * Changes the entries, or nothing where `change` gives null. A change that somebody else makes at the same moment is
   * not lost: the new value is put aside first, and becomes the current one only in the place of the one that was read.
   */
  async change(change: (entries: readonly KeyEntry[]) => readonly KeyEntry[] | null): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const { entries, versionId } = await this.#read();
      const keys = change(entries);
      if (keys === null || (await this.#replace(versionId, JSON.stringify({ keys })))) return;
    }
    throw new KeySecretError(`others changed the keys ${attempts} times in a row; nothing was changed`);
  }

  async #read(): Promise<{ readonly entries: readonly KeyEntry[]; readonly versionId: string }> {
    const command = new GetSecretValueCommand({ SecretId: this.#secretId });
    const { SecretString = '', VersionId = '' } = await this.#call(() => this.#client.send(command));
    const parsed = content.safeParse(jsonOrNull(SecretString));
    if (parsed.success) return { entries: parsed.data.keys, versionId: VersionId };
    throw new KeySecretError(
      'the secret of the API keys is not of the form { keys: [{ id, hash, owner, scopes }] }',
    );
  }

  /** @returns false if the version that was read is not the current one any more */
  async #replace(readVersion: string, SecretString: string): Promise<boolean> {
    const SecretId = this.#secretId;
    const aside = `voice-keys-${randomUUID()}`;
    const put = new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [aside] });
    const { VersionId: made } = await this.#call(() => this.#client.send(put));
    const move = (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
      this.#client.send(
        new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }),
      );
    const moved = await this.#call(() => move(current, made, readVersion)).then(
      () => true,
      (error: unknown) => {
        if (isElsewhere(error)) return false;
        throw error;
      },
    );
    // Only tidiness: a version that keeps this label too is as good, and its key works.
    await move(aside, undefined, made).catch(() => {});
    return moved;
  }

  #call<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return awsCall(call, 'the secret of the API keys');
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The label is on another version than the one that was read: somebody was quicker. */
function isElsewhere(error: unknown): boolean {
  const cause = error instanceof AwsCallError ? error.cause : null;
  return types.isNativeError(cause) && cause.name === 'InvalidParameterException';
}
