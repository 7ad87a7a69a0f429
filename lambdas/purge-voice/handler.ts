import { z } from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { previewsClient } from '../shared/preview-link.ts';
import { provider } from '../shared/provider/clients.ts';
import { removePreviewFrom } from '../shared/remove-preview.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoOrphanStore } from '../shared/stores/orphans.ts';
import { DynamoPurgeClaims, purgeScopes } from '../shared/stores/purges.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { environment } from './environment.ts';
import { type PurgeVoiceDependencies, type PurgeVoiceResult, purgeVoice } from './purge-voice.ts';

const input = z.object({ voiceId: voiceIdSchema, claimId: z.string(), scope: z.enum(purgeScopes) });

const dependencies = once((): PurgeVoiceDependencies => {
  const variables = readEnvironment(environment);
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...provider(variables),
    voices: new DynamoVoiceStore(dynamo(), table),
    accountStore: new DynamoAccountStore(dynamo(), table),
    claims: new DynamoPurgeClaims(dynamo(), table),
    scans: new DynamoScanStore(dynamo(), table),
    orphans: new DynamoOrphanStore(dynamo(), table),
    switches: new DynamoSwitches(dynamo(), table),
    removePreview: removePreviewFrom(previewsClient(), variables.PREVIEWS_BUCKET_NAME),
    settings: {
      leaseSeconds: variables.DELETE_LEASE_SECONDS,
      claimSeconds: variables.PURGE_CLAIM_SECONDS,
      createClaimSeconds: variables.CREATE_CLAIM_SECONDS,
      retentionSeconds: variables.RECORD_RETENTION_SECONDS,
    },
    now: () => new Date(),
    log,
  };
});

export async function handler(event: unknown): Promise<PurgeVoiceResult> {
  return purgeVoice(input.parse(event), dependencies());
}
