import { InvalidRequestException, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { isLocal, secretReader } from '../platform/secrets.ts';
import { ProviderAccounts } from './accounts.ts';

/** The accounts in the provider secret, by the variables of `providerEnvironment`. */
export function providerAccounts(variables: {
  readonly PROVIDER_SECRET_ARN: string;
  readonly ALLOWED_HOSTS: string;
}): ProviderAccounts {
  return new ProviderAccounts(emptyIfMissing(secretReader(variables.PROVIDER_SECRET_ARN)), {
    allowedHosts: variables.ALLOWED_HOSTS.split(',').filter((host) => host !== ''),
    allowLoopback: isLocal(),
  });
}

/** A secret that was deleted, is scheduled for deletion or has no value yet holds nothing; other failures pass. */
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
