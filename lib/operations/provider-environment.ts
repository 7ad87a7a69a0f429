import type { VoiceDesignConfig } from '../settings/config.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';

/** Returns the variables of a function that calls the provider. */
export function providerVariables(config: VoiceDesignConfig, providerSecret: StoredSecret) {
  return {
    PROVIDER_SECRET_ARN: providerSecret.arn,
    ALLOWED_HOSTS: config.allowedHosts.join(','),
    PROVIDER_SHARE: String(config.providerShare),
  };
}
