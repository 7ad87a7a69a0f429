/** Whose the provider's voices are: the items `PROVIDER#<providerVoiceId>`. */
export interface ProviderPointers {
  /** The record of a provider's voice; null where a pointer is missing, or points at a record that was never written. */
  recordOf(providerVoiceId: string): Promise<string | null>;
}
