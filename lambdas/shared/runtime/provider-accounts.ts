import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { errorNames } from '../contract.ts';
import { parseApiKey } from '../dashscope/api-key.ts';
import { type DashScopeEndpoint, resolveEndpoint } from '../dashscope/endpoint.ts';
import { DashScopeAuthenticationError } from '../dashscope/errors.ts';
import { SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { providerKeyId } from './provider-key-id.ts';

/** The provider secret holds no key for the scope. */
export class ScopeNotConfiguredError extends Error {
  override readonly name = errorNames.scopeNotConfigured;

  constructor(scope: Scope) {
    super(`the provider secret holds no key for the scope ${scope}`);
  }
}

/** The provider secret cannot be used; says where it is wrong, never what it holds. */
export class ProviderSecretError extends Error {
  override readonly name = 'ProviderSecretError';
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

/** The accounts in the provider secret, read once and kept until the provider refuses a key. */
export class ProviderAccounts {
  readonly #readSecret: () => Promise<string>;
  readonly #hosts: { readonly allowedHosts: readonly string[]; readonly allowLoopback: boolean };
  #secret: Promise<string> | undefined;

  /**
   * @param readSecret the secret's value as text
   * @param hosts hosts a base URL may name besides the provider's documented ones
   */
  constructor(
    readSecret: () => Promise<string>,
    hosts: { readonly allowedHosts: readonly string[]; readonly allowLoopback: boolean },
  ) {
    this.#readSecret = readSecret;
    this.#hosts = hosts;
  }

  /**
   * @throws ScopeNotConfiguredError
   * @throws ProviderSecretError if the secret is not of the documented form
   * @throws DashScopeConfigurationError naming the bound that the key or the base URL breaks
   */
  async account(scope: Scope): Promise<ProviderAccount> {
    this.#secret ??= this.#readSecret();
    return this.#parse(await this.#orForget(this.#secret), scope);
  }

  /** Whether the secret holds a key for the scope; read anew before the answer is no. */
  async isConfigured(scope: Scope): Promise<boolean> {
    if (this.#secret && parseSecret(await this.#orForget(this.#secret))[scope]) return true;
    this.#secret = this.#readSecret();
    return parseSecret(await this.#orForget(this.#secret))[scope] !== undefined;
  }

  /** The account as the secret gives it now, after the provider has refused `account`; null if it is the same. */
  async reread(scope: Scope, account: ProviderAccount): Promise<ProviderAccount | null> {
    this.#secret = this.#readSecret();
    const now = this.#parse(await this.#orForget(this.#secret), scope);
    return isDeepStrictEqual(now, account) ? null : now;
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
      if (!(error instanceof DashScopeAuthenticationError)) throw error;
      const rotated = await this.reread(scope, account);
      if (!rotated) throw error;
      return await call(rotated);
    }
  }

  /** A read that failed is not remembered. */
  async #orForget(secret: Promise<string>): Promise<string> {
    try {
      return await secret;
    } catch (error) {
      this.#secret = undefined;
      throw error;
    }
  }

  #parse(text: string, scope: Scope): ProviderAccount {
    const entry = parseSecret(text)[scope];
    if (!entry) throw new ScopeNotConfiguredError(scope);
    const { apiKey, baseUrl, workspaceId, dataInspection } = entry;
    parseApiKey(apiKey);
    const endpoint = resolveEndpoint(scope, { baseUrl, workspaceId, ...this.#hosts });
    return { endpoint, apiKey, keyId: providerKeyId(endpoint, workspaceId, apiKey), dataInspection };
  }
}

function parseSecret(text: string): z.infer<typeof providerSecret> {
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
