import {
  type CallOptions,
  type DashScopeClient,
  DashScopeError,
  isThrottled,
  type Scope,
} from '../dashscope/index.ts';
import type { Log } from '../platform/log.ts';
import { type ProviderAccount, type ProviderAccounts, ProviderSecretError } from '../provider/accounts.ts';
import { ApiError, type ApiErrorDetails } from '../validation/api-error.ts';

/** Below the 20 s within which a caller has an answer, with room for the table and the secret. */
const patienceMs = 17_000;
/** Where neither the provider nor the limiter says how long. */
const retryAfterByDefaultMs = 5_000;

export interface ReadProviderDependencies {
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'queryVoice' | 'listVoices'>;
  readonly log: Log;
  /** Milliseconds after which the provider is given up. */
  readonly patienceMs?: number;
}

/**
 * Asks the provider while a caller waits. What goes wrong is told in the words of our problems.
 *
 * @throws ApiError `scope_not_configured`, `not_found`, `provider_throttled`, `provider_timeout`, `provider_error`
 */
export async function readProvider<Answer>(
  scope: Scope,
  dependencies: ReadProviderDependencies,
  ask: (
    client: ReturnType<ReadProviderDependencies['clientOf']>,
    options: CallOptions,
    account: ProviderAccount,
  ) => Promise<Answer>,
): Promise<Answer> {
  const { accounts, clientOf, log } = dependencies;
  const signal = AbortSignal.timeout(dependencies.patienceMs ?? patienceMs);
  try {
    return await accounts.using(scope, (account) => ask(clientOf(account), { signal }, account));
  } catch (error) {
    const refused = refusedBy(error, scope);
    if (!refused) throw error;
    logFailure(error, refused, scope, log);
    throw new ApiError(refused);
  }
}

/** Null for what has nothing to do with the provider. */
function refusedBy(error: unknown, scope: Scope): ApiErrorDetails | null {
  if (error instanceof ProviderSecretError) return { code: 'scope_not_configured', scope };
  if (!(error instanceof DashScopeError)) return null;
  if (error.kind === 'voice_not_found') return { code: 'not_found' };
  if (error.kind === 'timeout') return { code: 'provider_timeout' };
  if (isThrottled(error)) {
    const waitMs = error.retryAfterMs ?? retryAfterByDefaultMs;
    return { code: 'provider_throttled', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
  }
  return { code: 'provider_error', providerCode: error.providerCode };
}

function logFailure(error: unknown, { code }: ApiErrorDetails, scope: Scope, log: Log): void {
  if (code === 'not_found' || !(error instanceof Error)) return;
  const { providerCode = null, requestId = null } = error instanceof DashScopeError ? error : {};
  log.error('the provider could not be asked', {
    scope,
    code,
    error: `${error.name}: ${error.message}`,
    ...(providerCode && { providerCode }),
    ...(requestId && { providerRequestId: requestId }),
  });
}
