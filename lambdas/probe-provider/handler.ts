import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SCOPES } from '../shared/dashscope/index.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { provider } from '../shared/provider/clients.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { targetModelMax } from '../shared/validation/bounds.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import { environment } from './environment.ts';
import { type ProbeProviderDependencies, probeProvider } from './probe-provider.ts';
import type { ProbeReport } from './report.ts';

const input = z.strictObject({
  scope: z.enum(SCOPES),
  targetModel: z.string().max(targetModelMax).default('cosyvoice-v3.5-flash'),
});

const dependencies = once((): ProbeProviderDependencies => {
  const variables = readEnvironment(environment);
  const table = [dynamo(), variables.VOICES_TABLE_NAME] as const;
  return {
    ...provider(variables),
    voices: new DynamoVoiceStore(...table),
    names: new DynamoReconciliationStore(...table),
    scans: new DynamoScanStore(...table),
    switches: new DynamoSwitches(...table),
    nameSpace: nameSpaceOf(variables),
    probeSeconds: variables.PROBE_SECONDS,
    leaseSeconds: variables.DELETE_LEASE_SECONDS,
    newLeaseId: randomUUID,
    now: () => new Date(),
    sleep: (milliseconds) => sleep(milliseconds),
    log,
  };
});

export async function handler(event: unknown): Promise<ProbeReport> {
  return probeProvider(input.parse(event), dependencies());
}
