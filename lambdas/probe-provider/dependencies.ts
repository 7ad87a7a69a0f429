import type * as z from 'zod';
import { DynamoProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { environment } from './environment.ts';
import { newProbeToken } from './probe-name.ts';
import type { ProbeProviderDependencies } from './probe-provider.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform & Pick<Platform, 'randomUuid' | 'log'>,
): ProbeProviderDependencies {
  const { dynamo, now, sleep, randomUuid, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...providerDependencies(variables, platform),
    providerVoices: new DynamoProviderVoiceStore(dynamo, table),
    scans: new DynamoScanStore(dynamo, table),
    switches: new DynamoSwitches(dynamo, table),
    nameSpace: nameSpaceOf(variables),
    probeSeconds: variables.PROBE_SECONDS,
    leaseSeconds: variables.DELETE_LEASE_SECONDS,
    newLeaseId: randomUuid,
    newToken: newProbeToken,
    now,
    sleep,
    log,
  };
}
