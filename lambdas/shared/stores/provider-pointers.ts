/** Whose the provider's voices are: the items `PROVIDER#<providerVoiceId>`. */
export interface ProviderPointers {
  /** The record of a provider's voice; null where a pointer is missing, or points at a record that was never written. */
  recordOf(providerVoiceId: string): Promise<string | null>;

  /** Makes a provider's voice this record's, unless it is another's. @returns whose it is now */
  claim(providerVoiceId: string, voiceId: string): Promise<string>;
}
