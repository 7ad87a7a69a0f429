import type { VoiceDesignConfig } from '../settings/config.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import type { FunctionSettings } from './operation.ts';
import { providerVariables } from './provider-environment.ts';

/** Properties of a function that calls the provider while a caller waits. */
export interface ProviderReadProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly providerSecret: StoredSecret;
  readonly settings: FunctionSettings;
}

/** Returns the variables of a function that reads the provider's voices. */
export function providerReadVariables({ config, voices, providerSecret }: ProviderReadProps) {
  return {
    VOICES_TABLE_NAME: voices.name,
    ...providerVariables(config, providerSecret),
    OFFERED: JSON.stringify(config.enabledFamilies),
  };
}
