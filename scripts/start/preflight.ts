import { diagnoseScope } from '../../lambdas/shared/actions/diagnose-scope.ts';
import {
  createDashScopeClient,
  type DashScopeClient,
  FAMILIES,
  isRetired,
} from '../../lambdas/shared/dashscope/index.ts';
import { ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import type { RealScope } from './provider.ts';

/** A setting of the real provider is wrong, so that the stack could not create a voice. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
}

export interface RealProvider {
  /** The content of the provider secret. */
  readonly secret: string;
  readonly scope: RealScope;
  readonly allowedHosts: readonly string[];
}

/** Codes of issues that may be temporary or concern one model. The start continues with them. */
const warnings = ['provider_unreachable', 'model_not_permitted', 'family_retired'];

const callMs = 8_000;

/**
 * Checks the settings of the real provider with calls that are free of charge. Prints issues with which the stack can
 * start.
 *
 * @throws PreflightError with one sentence for each wrong setting
 */
export async function checkRealProvider(
  { secret, scope, allowedHosts }: RealProvider,
  print: (line: string) => void,
): Promise<void> {
  const clients: DashScopeClient[] = [];
  const families = FAMILIES.filter((family) => !isRetired(family, new Date()));
  const { issues } = await diagnoseScope(scope, families, {
    accounts: new ProviderAccounts(async () => secret, allowedHosts),
    clientOf: (account) => {
      const client = createDashScopeClient(account);
      clients.push(client);
      return client;
    },
    callMs,
  });
  await Promise.all(clients.map((client) => client.close()));
  const isWarning = ({ code }: { readonly code: string }) => warnings.includes(code);
  for (const { message } of issues.filter(isWarning)) print(`Warning: ${message}`);
  const wrong = issues.filter((issue) => !isWarning(issue));
  if (wrong.length > 0) throw new PreflightError(wrong.map(({ message }) => message).join('\n'));
}
