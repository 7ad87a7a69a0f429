import {
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretReader } from '../platform/secrets.ts';
import { ProviderAccounts } from './accounts.ts';

export interface ProviderSecretPlatform {
  readonly secretsManager: SecretsManagerClient;
  readonly now: () => Date;
}

/** Returns the accounts in the provider secret, which the variables of `providerEnvironment` name. */
export function providerAccounts(
  variables: { readonly PROVIDER_SECRET_ARN: string; readonly ALLOWED_HOSTS: string },
  { secretsManager, now }: ProviderSecretPlatform,
): ProviderAccounts {
  const readSecret = secretReader(secretsManager, variables.PROVIDER_SECRET_ARN);
  const allowedHosts = variables.ALLOWED_HOSTS.split(',').filter((host) => host !== '');
  return new ProviderAccounts(emptyIfMissing(readSecret), allowedHosts, now);
}

/** Treats a secret that is missing, scheduled for deletion or without a value as empty. Passes on other failures. */
function emptyIfMissing(read: () => Promise<string>): () => Promise<string> {
  return async () => {
    try {
      return await read();
    } catch (error) {
      const isMissing =
        error instanceof ResourceNotFoundException || error instanceof InvalidRequestException;
      if (!isMissing) throw error;
      return '';
    }
  };
}
