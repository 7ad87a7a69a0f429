import { z } from 'zod';
import {
  CallGate,
  type Clock,
  type DashScopeClient,
  type DashScopeClientSettings,
  MAX_SLOT_WAIT_MS,
  observeCalls,
  unlimitedBudget,
} from '../../lambdas/shared/dashscope/index.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import type { Platform } from '../../lambdas/shared/wiring/platform.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { EventEntry } from '../../local/core/ports.ts';
import { inProcess, noQueues } from '../harness/in-process-clients.ts';
import type { MemoryBucket } from '../harness/memory-bucket.ts';
import { withBudgetFaults, withBudgetOutage } from './budget-faults.ts';
import type { Engine } from './engine.ts';
import type { Outages } from './outages.ts';
import { eventsPermission, tablePermission } from './permissions.ts';
import type { CallFaults, EdgeParts, Edges, Process } from './process.ts';
import { clientIn, type ProviderPorts } from './provider/client.ts';
import { type HostsOfKeys, keyInForce, keyOf, secretWith, workingSeconds } from './provider/keys.ts';
import { callStepFunctions } from './step-functions.ts';
import { memoryDynamo } from './table/memory-dynamo.ts';
import type { MemoryTable, TableOperation } from './table/memory-table.ts';

export interface PlatformParts extends EdgeParts {
  readonly edges: Edges;
  readonly outages: Outages;
  readonly table: MemoryTable;
  readonly engine: Engine;
  readonly provider: ProviderPorts;
  readonly hosts: HostsOfKeys;
  readonly bucket: MemoryBucket;
  readonly publish: (entry: EventEntry) => Promise<unknown>;
  readonly log: Log;
}

export type PlatformOf = (process: Process) => Platform;

const unavailable = () => new AwsError('InternalServerError', 'try again', 500);
const readFaults: CallFaults = { fails: ['table: a function cannot read', unavailable] };
const writeFaults: CallFaults = {
  fails: ['table: a function cannot write', unavailable],
  answerLost: ['table: answer to a function lost', unavailable],
};

/** The platform of one function process. Every call that leaves the process crosses an edge, where it can fail. */
export function platformOf(process: Process, parts: PlatformParts): Platform {
  const { random, outages, edges, hosts, log } = parts;
  const clock = clockOf(process, parts);
  const readSecret = (input: object) => {
    process.permit({ action: 'secretsmanager:GetSecretValue', resource: secretInput.parse(input).SecretId });
    return { SecretString: secretWith(keyInForce(outages), hosts) };
  };
  return {
    dynamo: memoryDynamo((operation, input) => callTable(process, operation, input, parts)),
    s3: inProcess.s3((operation, input) => callBucket(process, operation, input, parts)),
    stepFunctions: inProcess.stepFunctions((operation, input) =>
      callStepFunctions(process, operation, input, parts),
    ),
    eventBridge: inProcess.eventBridge((_, input) => putEvents(process, input, parts)),
    sqs: noQueues,
    secretsManager: inProcess.secretsManager((_, input) =>
      edges.cross(process, () => readSecret(input), secretFaults),
    ),
    createProviderClient: (settings) => providerClient(process, settings, parts),
    now: () => new Date(clock.now()),
    sleep: clock.sleep,
    random: random.next,
    randomInt: random.integer,
    randomUuid: () => random.hex(32),
    log,
  };
}

/** The clock of a process, which may be ahead or behind. */
function clockOf({ clockOffset }: Process, { time }: PlatformParts): Clock {
  return { now: () => time.now() + clockOffset, sleep: (milliseconds) => time.sleep(milliseconds) };
}

function providerClient(
  process: Process,
  settings: DashScopeClientSettings,
  parts: PlatformParts,
): DashScopeClient {
  const { endpoint, budget = unlimitedBudget(), maxSlotWaitMs = MAX_SLOT_WAIT_MS } = settings;
  const gate = new CallGate({ endpoint, budget, maxSlotWaitMs, clock: clockOf(process, parts) });
  const connection = { key: keyOf(settings), workingSeconds: workingSeconds(endpoint), gate };
  const client = clientIn(process, endpoint, connection, parts.provider);
  return settings.onCall ? observeCalls(client, settings.onCall) : client;
}

function callTable(
  process: Process,
  operation: TableOperation,
  input: object,
  parts: PlatformParts,
): Promise<unknown> {
  const { edges, table, outages } = parts;
  const isRead = operation === 'GetItem' || operation === 'Query';
  const faults = { ...(isRead ? readFaults : writeFaults), isDown: () => outages.is('outage: table') };
  const permitted = () => {
    process.permit(tablePermission(operation, input));
    return table.call(operation, input);
  };
  const call = withBudgetFaults(process, operation, input, permitted, parts);
  return edges.persist(
    process,
    call,
    withBudgetOutage(faults, input, () => outages.is('outage: budget')),
  );
}

const secretInput = z.object({ SecretId: z.string() });
const secretFaults: CallFaults = { fails: ['secret: cannot be read', unavailable] };

function callBucket(
  process: Process,
  operation: string,
  input: object,
  { edges, bucket, outages }: PlatformParts,
): Promise<unknown> {
  const call = () => {
    for (const request of bucket.requestsOf(operation, input)) process.permit(request);
    return bucket.call(operation, input);
  };
  const isDown = () => outages.is('outage: bucket');
  switch (operation) {
    case 'PutObject': {
      const answerLost = ['bucket: answer lost', unavailable] as const;
      return edges.persist(process, call, {
        fails: ['bucket: refuses an object', unavailable],
        answerLost,
        isDown,
      });
    }
    case 'DeleteObject':
      return edges.cross(process, call, { fails: ['bucket: cannot remove', unavailable], isDown });
    default:
      return edges.cross(process, call, { fails: ['bucket: refuses an object', unavailable], isDown });
  }
}

const putEventsInput = z.object({
  Entries: z.tuple([
    z.object({ EventBusName: z.string(), Source: z.string(), DetailType: z.string(), Detail: z.string() }),
  ]),
});

async function putEvents(
  process: Process,
  input: object,
  { edges, outages, publish }: PlatformParts,
): Promise<unknown> {
  const [{ EventBusName, Source, DetailType, Detail }] = putEventsInput.parse(input).Entries;
  const entry = { busName: EventBusName, source: Source, detailType: DetailType, resources: [] };
  const event = { ...entry, detail: JSON.parse(Detail) };
  const call = () => {
    process.permit(eventsPermission(EventBusName));
    return publish(event);
  };
  await edges.persist(process, call, busFaults(outages));
  return { FailedEntryCount: 0 };
}

export function busFaults(outages: Outages): CallFaults {
  return {
    fails: ['bus: refuses an event', unavailable],
    answerLost: ['bus: answer lost', unavailable],
    isDown: () => outages.is('outage: bus'),
  };
}
