import { ProviderAccounts } from './provider-accounts.ts';
import { isLocal, secretReader } from './secret-reader.ts';

/** The accounts in the provider secret, by the variables of `providerEnvironment`. */
export function providerAccounts(variables: {
  readonly PROVIDER_SECRET_ARN: string;
  readonly ALLOWED_HOSTS: string;
}): ProviderAccounts {
  return new ProviderAccounts(secretReader(variables.PROVIDER_SECRET_ARN), {
    allowedHosts: variables.ALLOWED_HOSTS.split(',').filter((host) => host !== ''),
    allowLoopback: isLocal(),
  });
}
