import {
  concernsWorkspace,
  type DashScopeClient,
  type DashScopeEndpoint,
  DashScopeError,
  type Family,
  type ProviderVoice,
  resolveEndpoint,
  SCOPES,
  type Scope,
} from '../dashscope/index.ts';
import { type ProviderAccount, type ProviderAccounts, ProviderSecretError } from '../provider/accounts.ts';
import { type DeploymentIssue, issues, secretIssue, withoutRepetitions } from '../voice/deployment-issues.ts';
import type { ProviderList } from '../voice/provider-list.ts';

export interface DiagnoseScopeDependencies {
  readonly accounts: Pick<ProviderAccounts, 'account'>;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'listVoices'>;
  /** Milliseconds for each call. */
  readonly callMs: number;
}

/** The first page of a list that could be read. */
export interface ReadableList extends ProviderList {
  readonly voices: readonly ProviderVoice[];
}

export interface ScopeDiagnosis {
  readonly issues: readonly DeploymentIssue[];
  readonly lists: readonly ReadableList[];
}

const pageSize = 50;

/**
 * Checks the entry of a scope in the provider secret and reads the first page of each list. Lists are free of charge.
 * Nothing is created, changed or billed.
 */
export async function diagnoseScope(
  scope: Scope,
  families: readonly Family[],
  dependencies: DiagnoseScopeDependencies,
): Promise<ScopeDiagnosis> {
  const account = await accountOrIssue(scope, dependencies);
  if ('code' in account) return { issues: [account], lists: [] };
  const results = await Promise.all(
    families.map((family) => readList({ family, scope }, account, dependencies)),
  );
  const found = results.flatMap((result) => ('code' in result ? [result] : []));
  return {
    issues: withoutRepetitions(found),
    lists: results.flatMap((result) => ('code' in result ? [] : [result])),
  };
}

async function accountOrIssue(
  scope: Scope,
  { accounts }: DiagnoseScopeDependencies,
): Promise<ProviderAccount | DeploymentIssue> {
  try {
    const account = await accounts.account(scope);
    const { kind, baseUrl, workspaceId } = account.endpoint;
    if (kind === 'trial' && workspaceId === null) return issues.trialHost(scope);
    // A proxy may add a path, but not the one that the client appends.
    if (/\/api\/v1(\/|$)/.test(baseUrl)) return secretIssue(scope, 'path_not_allowed', '');
    return account;
  } catch (error) {
    if (error instanceof ProviderSecretError) return secretIssue(scope, error.rule, `${error.message}.`);
    throw error;
  }
}

async function readList(
  list: ProviderList,
  account: ProviderAccount,
  dependencies: DiagnoseScopeDependencies,
): Promise<ReadableList | DeploymentIssue> {
  try {
    return { ...list, voices: await firstPage(list, account, dependencies) };
  } catch (error) {
    if (!(error instanceof DashScopeError)) throw error;
    return issueOf(error, list, account, dependencies);
  }
}

async function firstPage(
  { family }: ProviderList,
  account: ProviderAccount,
  { clientOf, callMs }: DiagnoseScopeDependencies,
): Promise<readonly ProviderVoice[]> {
  const signal = AbortSignal.timeout(callMs);
  return (await clientOf(account).listVoices({ family, pageSize }, { signal })).voices;
}

async function issueOf(
  error: DashScopeError,
  list: ProviderList,
  account: ProviderAccount,
  dependencies: DiagnoseScopeDependencies,
): Promise<DeploymentIssue> {
  if (concernsWorkspace(error)) return issues.workspaceForeign(list.scope);
  switch (error.kind) {
    case 'authentication': {
      const other = await scopeOfKey(list, account, dependencies);
      return other === null ? issues.keyUnknown(list.scope) : issues.keyOfOtherRegion(list.scope, other);
    }
    case 'model_retired':
      return issues.familyRetired(list);
    case 'access_denied':
      return issues.modelNotPermitted(list);
    default:
      return issues.providerUnreachable(list, error.message);
  }
}

/** Returns the other scope if its endpoint accepts the key, or null. */
async function scopeOfKey(
  { family, scope }: ProviderList,
  account: ProviderAccount,
  dependencies: DiagnoseScopeDependencies,
): Promise<Scope | null> {
  for (const other of SCOPES) {
    if (other === scope) continue;
    const endpoint = await endpointOf(other, account, dependencies);
    if (endpoint === null) continue;
    try {
      await firstPage({ family, scope: other }, { ...account, endpoint }, dependencies);
      return other;
    } catch (error) {
      // A key that is accepted but may not use the model is still a key of that scope.
      if (error instanceof DashScopeError && ['access_denied', 'model_retired'].includes(error.kind)) {
        return other;
      }
    }
  }
  return null;
}

/** Returns the endpoint of another scope: the configured one, or the documented one if the key is for DashScope itself. */
async function endpointOf(
  other: Scope,
  { endpoint: { kind } }: ProviderAccount,
  { accounts }: DiagnoseScopeDependencies,
): Promise<DashScopeEndpoint | null> {
  try {
    return (await accounts.account(other)).endpoint;
  } catch (error) {
    if (!(error instanceof ProviderSecretError)) throw error;
    return kind === 'loopback' || kind === 'allowed' ? null : resolveEndpoint(other);
  }
}
