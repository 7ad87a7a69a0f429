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

/** Less than the 20 s in which a caller gets a response, to leave time for the table and the secret. */
const defaultTimeoutMs = 17_000;
/** Used if neither the provider nor the limiter gives a time. */
const defaultRetryAfterMs = 5_000;

export interface ReadProviderDependencies {
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'queryVoice' | 'listVoices'>;
  readonly log: Log;
  /** Milliseconds after which the call fails with `provider_timeout`. */
  readonly timeoutMs?: number;
}

/**
 * Calls the provider while a caller waits. Converts a failure of the provider to an `ApiError`.
 *
 * @throws ApiError `scope_not_configured`, `not_found`, `provider_throttled`, `provider_timeout`, `provider_error`
 */
export async function readProvider<Answer>(
  scope: Scope,
  dependencies: ReadProviderDependencies,
  call: (
    client: ReturnType<ReadProviderDependencies['clientOf']>,
    options: CallOptions,
    account: ProviderAccount,
  ) => Promise<Answer>,
): Promise<Answer> {
  const { accounts, clientOf, log } = dependencies;
  const signal = AbortSignal.timeout(dependencies.timeoutMs ?? defaultTimeoutMs);
  try {
    return await accounts.using(scope, (account) => call(clientOf(account), { signal }, account));
  } catch (error) {
    const details = detailsOf(error, scope);
    if (!details) throw error;
    logFailure(error, details, scope, log);
    throw new ApiError(details);
  }
}

/** Returns null for an error that the provider did not cause. */
function detailsOf(error: unknown, scope: Scope): ApiErrorDetails | null {
  if (error instanceof ProviderSecretError) return { code: 'scope_not_configured', scope };
  if (!(error instanceof DashScopeError)) return null;
  if (error.kind === 'voice_not_found') return { code: 'not_found' };
  if (error.kind === 'timeout') return { code: 'provider_timeout' };
  if (isThrottled(error)) {
    const waitMs = error.retryAfterMs ?? defaultRetryAfterMs;
    return { code: 'provider_throttled', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
  }
  return { code: 'provider_error', providerCode: error.providerCode };
}

function logFailure(error: unknown, { code }: ApiErrorDetails, scope: Scope, log: Log): void {
  if (code === 'not_found' || !(error instanceof Error)) return;
  const { providerCode = null, requestId = null } = error instanceof DashScopeError ? error : {};
  log.error('provider call failed', {
    scope,
    code,
    error: `${error.name}: ${error.message}`,
    ...(providerCode && { providerCode }),
    ...(requestId && { providerRequestId: requestId }),
  });
}
