import type * as z from 'zod';
import { removePreviewFrom } from '../shared/remove-preview.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoOrphanStore } from '../shared/stores/orphans.ts';
import { DynamoProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import { DynamoPurgeClaims } from '../shared/stores/purges.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { environment } from './environment.ts';
import type { PurgeVoiceDependencies } from './purge-voice.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform & Pick<Platform, 's3' | 'log'>,
): PurgeVoiceDependencies {
  const { dynamo, s3, now, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...providerDependencies(variables, platform),
    voices: new DynamoVoiceStore(dynamo, table),
    providerVoices: new DynamoProviderVoiceStore(dynamo, table),
    accountStore: new DynamoAccountStore(dynamo, table),
    claims: new DynamoPurgeClaims(dynamo, table),
    scans: new DynamoScanStore(dynamo, table),
    orphans: new DynamoOrphanStore(dynamo, table),
    switches: new DynamoSwitches(dynamo, table),
    removePreview: removePreviewFrom(s3, variables.PREVIEWS_BUCKET_NAME),
    settings: {
      leaseSeconds: variables.DELETE_LEASE_SECONDS,
      claimSeconds: variables.PURGE_CLAIM_SECONDS,
      createClaimSeconds: variables.CREATE_CLAIM_SECONDS,
      retentionSeconds: variables.RECORD_RETENTION_SECONDS,
    },
    now,
    log,
  };
}
