import type { OutboundEvent } from '../../lambdas/shared/event-publisher.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import type { PreviewObject } from '../../lambdas/shared/previews.ts';
import { type ProviderAccount, ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import { DynamoAccountStore } from '../../lambdas/shared/stores/accounts.ts';
import { DynamoAttemptStore } from '../../lambdas/shared/stores/attempts.ts';
import { DynamoDueVoices } from '../../lambdas/shared/stores/due-voices.ts';
import { DynamoIdempotencyStore } from '../../lambdas/shared/stores/idempotency-keys.ts';
import { DynamoOrphanStore } from '../../lambdas/shared/stores/orphans.ts';
import { DynamoPlaceCounter } from '../../lambdas/shared/stores/places.ts';
import { DynamoProviderVoiceStore } from '../../lambdas/shared/stores/provider-voices.ts';
import { DynamoPurgeClaims } from '../../lambdas/shared/stores/purges.ts';
import { DynamoReconciliationStore } from '../../lambdas/shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../../lambdas/shared/stores/scans.ts';
import { DynamoSwitches } from '../../lambdas/shared/stores/switches.ts';
import { DynamoVoiceStore } from '../../lambdas/shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../../lambdas/shared/stores/voices-by-status.ts';
import { executionName, newNameToken } from '../../lambdas/shared/voice/ids.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { EventEntry } from '../../local/core/ports.ts';
import type { MemoryPreviews } from '../support/memory-previews.ts';
import type { Engine } from './engine.ts';
import type { Outages } from './outages.ts';
import type { CallFaults, EdgeParts, Edges, Process } from './process.ts';
import { clientIn, type ProviderPorts } from './provider/client.ts';
import {
  allowedHosts,
  type HostsOfKeys,
  keyInForce,
  keyOf,
  secretWith,
  workingSeconds,
} from './provider/keys.ts';
import { memoryDynamo } from './table/memory-dynamo.ts';
import type { MemoryTable, TableOperation } from './table/memory-table.ts';

export interface CollaboratorParts extends EdgeParts {
  readonly edges: Edges;
  readonly outages: Outages;
  readonly table: MemoryTable;
  readonly engine: Engine;
  readonly provider: ProviderPorts;
  readonly hosts: HostsOfKeys;
  readonly bucket: MemoryPreviews;
  readonly publish: (entry: EventEntry) => Promise<unknown>;
  readonly log: Log;
}

/** What the functions' code is given, as their handlers give it; every call out of the process passes an edge. */
export type Collaborators = ReturnType<typeof collaboratorsOf>;
export type CollaboratorsOf = (process: Process) => Collaborators;

const unavailable = () => new AwsError('InternalServerError', 'try again', 500);
const readFaults: CallFaults = { fails: ['table: a function cannot read', unavailable] };
const writeFaults: CallFaults = {
  fails: ['table: a function cannot write', unavailable],
  answerLost: ['table: answer to a function lost', unavailable],
};

export function collaboratorsOf(process: Process, parts: CollaboratorParts) {
  const { time, random, outages, engine, edges } = parts;
  const table = [
    memoryDynamo((name, input) => tableCall(process, name, input, parts)),
    parts.table.name,
  ] as const;
  const accounts = new ProviderAccounts(
    () => edges.cross(process, () => secretWith(keyInForce(outages), parts.hosts), secretFaults),
    allowedHosts,
    time.date,
  );
  return {
    voices: new DynamoVoiceStore(...table),
    attemptStore: new DynamoAttemptStore(...table),
    accountStore: new DynamoAccountStore(...table),
    switches: new DynamoSwitches(...table),
    scans: new DynamoScanStore(...table),
    places: new DynamoPlaceCounter(...table),
    dueVoices: new DynamoDueVoices(...table),
    claims: new DynamoPurgeClaims(...table),
    idempotencyKeys: new DynamoIdempotencyStore(...table),
    providerVoices: new DynamoProviderVoiceStore(...table),
    reconciliation: new DynamoReconciliationStore(...table),
    orphans: new DynamoOrphanStore(...table),
    voicesByStatus: new DynamoVoicesByStatus(...table),
    accounts,
    clientOf: (account: ProviderAccount) => {
      const connection = { key: keyOf(account), workingSeconds: workingSeconds(account.endpoint) };
      return clientIn(process, connection, parts.provider);
    },
    previews: {
      put: (key: string, preview: PreviewObject) =>
        edges.persist(process, () => parts.bucket.put(key, preview), bucketFaults(outages)),
      find: (key: string) => edges.cross(process, () => parts.bucket.find(key), bucketReadFaults(outages)),
    },
    removePreview: (key: string) =>
      edges.cross(process, () => void parts.bucket.objects.delete(key), {
        fails: ['bucket: cannot remove', unavailable],
        isDown: () => outages.is('outage: bucket'),
      }),
    publisher: {
      publish: async ({ detailType, detail }: OutboundEvent) => {
        const entry = { busName: 'voices', source: 'voice-design', detailType, resources: [] };
        const event = { ...entry, detail: JSON.parse(detail) };
        await edges.persist(process, () => parts.publish(event), busFaults(outages));
      },
    },
    executions: {
      start: (voiceId: string, run: number) =>
        edges.persist(process, () => startOnce(engine, voiceId, run), startFaults),
      state: (voiceId: string, run: number) =>
        edges.persist(process, () => stateOf(engine, voiceId, run), describeFaults),
    },
    now: () => new Date(time.now() + process.clockOffset),
    random: random.next,
    newToken: () => newNameToken(random.integer),
    newClaimId: () => random.hex(32),
    newLeaseId: () => random.hex(32),
    newScanId: () => random.hex(32),
    log: parts.log,
  };
}

function tableCall(
  process: Process,
  name: TableOperation,
  input: object,
  { edges, table, outages }: CollaboratorParts,
): Promise<unknown> {
  const isRead = name === 'GetItem' || name === 'Query';
  const faults = { ...(isRead ? readFaults : writeFaults), isDown: () => outages.is('outage: table') };
  return edges.persist(process, () => table.call(name, input), faults);
}

const secretFaults: CallFaults = { fails: ['secret: cannot be read', unavailable] };

function bucketReadFaults(outages: Outages): CallFaults {
  return { fails: ['bucket: refuses an object', unavailable], isDown: () => outages.is('outage: bucket') };
}

export function bucketFaults(outages: Outages): CallFaults {
  return {
    fails: ['bucket: refuses an object', unavailable],
    answerLost: ['bucket: answer lost', unavailable],
    isDown: () => outages.is('outage: bucket'),
  };
}

export function busFaults(outages: Outages): CallFaults {
  return {
    fails: ['bus: refuses an event', unavailable],
    answerLost: ['bus: answer lost', unavailable],
    isDown: () => outages.is('outage: bus'),
  };
}

const startFaults: CallFaults = {
  fails: ['execution: cannot be started', unavailable],
  answerLost: ['execution: answer to the start lost', unavailable],
};
const describeFaults: CallFaults = { fails: ['execution: cannot be looked at', unavailable] };

function startOnce(engine: Engine, voiceId: string, run: number): void {
  try {
    engine.start('design', executionName(voiceId, run), { voiceId, run });
  } catch (error) {
    // As the SDK's caller in production takes it.
    if (!(error instanceof AwsError) || error.type !== 'ExecutionAlreadyExists') throw error;
  }
}

function stateOf(engine: Engine, voiceId: string, run: number) {
  const status = engine.find('design', executionName(voiceId, run))?.status;
  if (status === undefined) return 'none';
  return status === 'RUNNING' ? 'running' : 'ended';
}
