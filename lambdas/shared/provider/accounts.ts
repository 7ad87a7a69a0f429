import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { errorNames } from '../contract.ts';
import { parseApiKey } from '../dashscope/api-key.ts';
import { type DashScopeEndpoint, resolveEndpoint } from '../dashscope/endpoint.ts';
import { isConfigurationError, isErrorOfKind } from '../dashscope/errors.ts';
import { SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { providerKeyId } from './key-id.ts';

/** The provider secret has no usable account for a scope. The message describes the problem without the secret's value. */
export class ProviderSecretError extends Error {
  override readonly name: string = 'ProviderSecretError';
  /** Name of the broken rule, such as `not_json`, or a rule of keys or base URLs, such as `host_not_allowed`. */
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** The provider secret holds no key for the scope. */
export class ScopeNotConfiguredError extends ProviderSecretError {
  override readonly name = errorNames.scopeNotConfigured;

  constructor(scope: Scope) {
    super('no_key', `the provider secret holds no key for the scope ${scope}`);
  }
}

/** Endpoint and API key of a scope's calls. */
export interface ProviderAccount {
  readonly endpoint: DashScopeEndpoint;
  readonly apiKey: string;
  /** Identifies scope, workspace and key in records. The key cannot be derived from it. */
  readonly keyId: string;
  /** Requests the provider's content inspection by header. */
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

/** A read of the secret, pending or complete. */
interface Read {
  readonly startedAt: number;
  readonly secret: Promise<ProviderSecret>;
  pending: boolean;
}

/** A change of the secret takes effect within this time. */
const maxAgeMs = 60_000;

/** A secret without a usable account is read again after this time. */
const failureAgeMs = 1_000;

/** Further callers do not wait for a read that takes longer. */
const sharedMs = 10_000;

/**
 * The accounts in the provider secret. The parsed secret is cached for a minute, so a correction, another scope or another
 * key takes effect without a deployment. Concurrent callers share one read.
 */
export class ProviderAccounts {
  readonly #readSecret: () => Promise<string>;
  readonly #allowedHosts: readonly string[];
  readonly #now: () => Date;
  #last: Read | undefined;

  /**
   * @param readSecret returns the secret's value as text
   * @param allowedHosts hosts that a base URL may name in addition to the provider's documented hosts
   */
  constructor(
    readSecret: () => Promise<string>,
    allowedHosts: readonly string[],
    now: () => Date = () => new Date(),
  ) {
    this.#readSecret = readSecret;
    this.#allowedHosts = allowedHosts;
    this.#now = now;
  }

  /**
   * @throws ScopeNotConfiguredError
   * @throws ProviderSecretError if the secret does not have the documented form, or its key or base URL is invalid
   * @throws any error of reading the secret
   */
  async account(scope: Scope): Promise<ProviderAccount> {
    try {
      return this.#accountIn(await this.#secret(maxAgeMs), scope);
    } catch {
      // A correction takes effect immediately, so an older secret is read again before its failure is reported.
      return this.#accountIn(await this.#secret(failureAgeMs), scope);
    }
  }

  /**
   * Returns the account that the secret holds after the provider rejected `account`, or null if it is the same.
   *
   * @throws the errors of {@link account}
   */
  async reread(scope: Scope, account: ProviderAccount): Promise<ProviderAccount | null> {
    const known = await this.account(scope);
    if (!isDeepStrictEqual(known, account)) return known;
    const current = this.#accountIn(await this.#secret(0), scope);
    return isDeepStrictEqual(current, account) ? null : current;
  }

  /**
   * Runs a call with the scope's account. Repeats it once if the provider rejects the key and the secret holds another.
   *
   * @throws the errors of {@link account} and of the call
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

  /** @param ageMs maximum age of a completed read. A pending read is shared regardless of it. */
  #secret(ageMs: number): Promise<ProviderSecret> {
    const now = this.#now().getTime();
    const last = this.#last;
    // The age is negative if the clock was set back.
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
      const endpoint = resolveEndpoint(scope, { baseUrl, workspaceId, allowedHosts: this.#allowedHosts });
      return { endpoint, apiKey, keyId: providerKeyId(endpoint, workspaceId, apiKey), dataInspection };
    } catch (error) {
      if (!isConfigurationError(error)) throw error;
      throw new ProviderSecretError(error.bound, `the provider secret, scope ${scope}: ${error.message}`);
    }
  }
}

function parseSecret(text: string): ProviderSecret {
  if (text === '') throw new ProviderSecretError('empty', 'the provider secret is empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the secret.
    throw new ProviderSecretError('not_json', 'the provider secret is not JSON');
  }
  const parsed = providerSecret.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `/${issue.path.join('/')} (${issue.code})`).join(', ');
  throw new ProviderSecretError('form', `the provider secret does not have the documented form at ${where}`);
}
