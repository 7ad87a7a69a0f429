import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { errorNames } from '../contract.ts';
import { parseApiKey } from '../dashscope/api-key.ts';
import { type DashScopeEndpoint, resolveEndpoint } from '../dashscope/endpoint.ts';
import { isErrorOfKind } from '../dashscope/errors.ts';
import { SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { providerKeyId } from './key-id.ts';

/** The provider secret gives no account for a scope. The message names what is wrong, never what the secret holds. */
export class ProviderSecretError extends Error {
  override readonly name: string = 'ProviderSecretError';
}

/** The provider secret holds no key for the scope. */
export class ScopeNotConfiguredError extends ProviderSecretError {
  override readonly name = errorNames.scopeNotConfigured;

  constructor(scope: Scope) {
    super(`the provider secret holds no key for the scope ${scope}`);
  }
}

/** Where a scope's calls go, and the key they carry. */
export interface ProviderAccount {
  readonly endpoint: DashScopeEndpoint;
  readonly apiKey: string;
  /** Names scope, workspace and key in records; the key cannot be read back from it. */
  readonly keyId: string;
  /** Asks the provider for its content inspection by header. */
  readonly dataInspection: boolean;
}

const providerSecret = z.partialRecord(
  z.enum(SCOPES),
  z.strictObject({
    apiKey: z.string(),
    baseUrl: z.string().optional(),
    workspaceId: z.string().optional(),
    dataInspection: z.boolean().default(false),
  }),
);

type ProviderSecret = z.infer<typeof providerSecret>;

/** A read of the secret, under way or done. */
interface Read {
  readonly startedAt: number;
  readonly secret: Promise<ProviderSecret>;
  pending: boolean;
}

/** A change of the secret takes effect within this time; milliseconds. */
const maxAgeMs = 60_000;

/** A secret that gives no account is read again after this time; milliseconds. */
const failureAgeMs = 1_000;

/** A read that takes longer is not waited for by further callers; milliseconds. */
const sharedMs = 10_000;

/**
 * The accounts in the provider secret. The secret is parsed when it is read and kept for a minute, so a correction, a
 * further scope or another key takes effect without a deployment. Callers at the same time share one read.
 */
export class ProviderAccounts {
  readonly #readSecret: () => Promise<string>;
  readonly #hosts: { readonly allowedHosts: readonly string[]; readonly allowLoopback: boolean };
  readonly #now: () => Date;
  #last: Read | undefined;

  /**
   * @param readSecret the secret's value as text
   * @param hosts hosts a base URL may name besides the provider's documented ones
   */
  constructor(
    readSecret: () => Promise<string>,
    hosts: { readonly allowedHosts: readonly string[]; readonly allowLoopback: boolean },
    now: () => Date = () => new Date(),
  ) {
    this.#readSecret = readSecret;
    this.#hosts = hosts;
    this.#now = now;
  }

  /**
   * @throws ScopeNotConfiguredError
   * @throws ProviderSecretError if the secret is not of the documented form, or key or base URL break a bound
   * @throws what reading the secret throws
   */
  async account(scope: Scope): Promise<ProviderAccount> {
    try {
      return this.#accountIn(await this.#secret(maxAgeMs), scope);
    } catch {
      // A correction counts at once: no failure is reported of a secret that was read more than a moment ago.
      return this.#accountIn(await this.#secret(failureAgeMs), scope);
    }
  }

  /**
   * The account that the secret holds by now, after the provider has refused `account`; null if it is the same.
   *
   * @throws what {@link account} throws
   */
  async reread(scope: Scope, account: ProviderAccount): Promise<ProviderAccount | null> {
    const known = await this.account(scope);
    if (!isDeepStrictEqual(known, account)) return known;
    const current = this.#accountIn(await this.#secret(0), scope);
    return isDeepStrictEqual(current, account) ? null : current;
  }

  /**
   * Calls with the scope's account; once more if the provider refuses the key and the secret holds another one by now.
   *
   * @throws what {@link account} and the call throw
   */
  async using<T>(scope: Scope, call: (account: ProviderAccount) => Promise<T>): Promise<T> {
    const account = await this.account(scope);
    try {
      return await call(account);
    } catch (error) {
      if (!isErrorOfKind(error, 'authentication')) throw error;
      const rotated = await this.reread(scope, account);
      if (!rotated) throw error;
      return await call(rotated);
    }
  }

  /** @param ageMs how old a read may be; one that is under way is shared in any case */
  #secret(ageMs: number): Promise<ProviderSecret> {
    const now = this.#now().getTime();
    const last = this.#last;
    // A clock that was set back makes the age negative.
    const age = last ? now - last.startedAt : -1;
    if (last && age >= 0 && age < (last.pending ? sharedMs : ageMs)) return last.secret;
    const read: Read = { startedAt: now, secret: this.#readSecret().then(parseSecret), pending: true };
    const settle = () => {
      read.pending = false;
    };
    read.secret.then(settle, settle);
    this.#last = read;
    return read.secret;
  }

  #accountIn(secret: ProviderSecret, scope: Scope): ProviderAccount {
    const entry = secret[scope];
    if (!entry) throw new ScopeNotConfiguredError(scope);
    const { apiKey, baseUrl, workspaceId, dataInspection } = entry;
    try {
      parseApiKey(apiKey);
      const endpoint = resolveEndpoint(scope, { baseUrl, workspaceId, ...this.#hosts });
      return { endpoint, apiKey, keyId: providerKeyId(endpoint, workspaceId, apiKey), dataInspection };
    } catch (error) {
      if (!isErrorOfKind(error, 'configuration')) throw error;
      throw new ProviderSecretError(`the provider secret, scope ${scope}: ${error.message}`);
    }
  }
}

function parseSecret(text: string): ProviderSecret {
  if (text === '') throw new ProviderSecretError('the provider secret holds nothing');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would quote the secret.
    throw new ProviderSecretError('the provider secret is not JSON');
  }
  const parsed = providerSecret.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `/${issue.path.join('/')} (${issue.code})`).join(', ');
  throw new ProviderSecretError(`the provider secret is not of the documented form at ${where}`);
}
