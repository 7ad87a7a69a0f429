import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoAccountStore } from '../../../lambdas/shared/stores/accounts.ts';
import { DynamoAttemptStore } from '../../../lambdas/shared/stores/attempts.ts';
import { DynamoDueVoices } from '../../../lambdas/shared/stores/due-voices.ts';
import { DynamoIdempotencyStore } from '../../../lambdas/shared/stores/idempotency-keys.ts';
import { DynamoOrphanStore } from '../../../lambdas/shared/stores/orphans.ts';
import { DynamoPlaceCounter } from '../../../lambdas/shared/stores/places.ts';
import { DynamoProviderVoiceStore } from '../../../lambdas/shared/stores/provider-voices.ts';
import { DynamoPurgeClaims } from '../../../lambdas/shared/stores/purges.ts';
import { DynamoReconciliationStore } from '../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../../../lambdas/shared/stores/scans.ts';
import { DynamoVoiceIndex } from '../../../lambdas/shared/stores/voice-lists.ts';
import { DynamoVoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../../../lambdas/shared/stores/voices-by-status.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { type TransitionName, transitions } from '../../../lambdas/shared/voice/transitions.ts';
import { eventsOfTransition } from '../../../lambdas/shared/voice/voice-event.ts';
import { AwsError } from '../../../local/core/aws-error.ts';
import { Dynalite } from '../../../local/services/dynamodb/dynalite.ts';
import { readDefinition, readDescription } from '../../../local/services/dynamodb/table-definition.ts';
import { deployedStack } from '../../harness/deployed-stack.ts';
import { workflowSettings } from '../../support/deployments.ts';
import fc from '../../support/fast-check.ts';
import { instant, requestedVoice } from '../../support/voices.ts';
import { memoryDynamo, type TableCall } from './memory-dynamo.ts';
import { MemoryTable } from './memory-table.ts';

const resource = deployedStack(workflowSettings).table;
let dynalite: Dynalite;
beforeAll(() => {
  dynalite = new Dynalite();
});
afterAll(() => dynalite.close());

type Outcome = { readonly output: unknown } | { readonly refused: string };

async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { output: JSON.parse(JSON.stringify(await call)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { refused: `${error.type}: ${error.message}` };
  }
}

let tables = 0;

/** The stores on both tables. Each operation must have the same result on both. */
async function storesOnBoth() {
  tables += 1;
  const table = new MemoryTable({ ...resource, logicalId: `Table${tables}` });
  const definition = readDefinition(resource);
  await dynalite.call('CreateTable', {
    ...definition,
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
  });
  while (
    readDescription(await dynalite.call('DescribeTable', { TableName: table.name })).status !== 'ACTIVE'
  ) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const calls: string[] = [];
  const both: TableCall = async (name, input) => {
    const text = JSON.stringify(input);
    const inMemory = await outcomeOf(table.call(name, JSON.parse(text)));
    const inDynalite = await outcomeOf(dynalite.call(name, JSON.parse(text)));
    expect([name, text, inMemory]).toEqual([name, text, inDynalite]);
    calls.push('output' in inMemory ? name : 'refused');
    if ('refused' in inMemory) throw new AwsError(inMemory.refused.split(':')[0] ?? '', inMemory.refused);
    return inMemory.output;
  };
  const parts = [memoryDynamo(both), table.name] as const;
  return {
    calls,
    both,
    tableName: table.name,
    voices: new DynamoVoiceStore(...parts),
    attemptStore: new DynamoAttemptStore(...parts),
    providerVoices: new DynamoProviderVoiceStore(...parts),
    reconciliation: new DynamoReconciliationStore(...parts),
    claims: new DynamoPurgeClaims(...parts),
    scans: new DynamoScanStore(...parts),
    places: new DynamoPlaceCounter(...parts),
    orphans: new DynamoOrphanStore(...parts),
    idempotencyKeys: new DynamoIdempotencyStore(...parts),
    dueVoices: new DynamoDueVoices(...parts),
    voicesByStatus: new DynamoVoicesByStatus(...parts),
    accountStore: new DynamoAccountStore(...parts),
    index: new DynamoVoiceIndex(...parts),
  };
}
type Stores = Awaited<ReturnType<typeof storesOnBoth>>;
type Step = (stores: Stores) => Promise<unknown>;

const voiceIds = ['01K5ZJ0AAAAAAAAAAAAAAAAAAA', '01K5ZJ0BBBBBBBBBBBBBBBBBBB'] as const;
const voiceId = fc.constantFrom(...voiceIds);
const time = fc.nat(6).map((hours) => new Date(instant.getTime() + hours * 3_600_000));
const word = fc.constantFrom('a', 'b');
const claim = fc.record({
  voiceId,
  run: fc.nat(1),
  attempt: fc.integer({ min: 1, max: 2 }),
  claimId: word,
  claimedAt: time,
});
const list = fc.constant({ family: 'cosyvoice', scope: 'mainland' } as const);
const made = word.map((providerVoiceId) => ({ providerVoiceId, requestId: null, usageCount: 1 }));
const names = fc.constantFrom(...(Object.keys(transitions).filter(isTransition) satisfies TransitionName[]));

function isTransition(name: string): name is TransitionName {
  return name in transitions;
}

/** Operations of the stores on a record, with its current or an earlier state. */
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ voiceId, createdBy: word }).map(
    (parts): Step =>
      ({ voices }) =>
        voices.put(requestedVoice(parts)),
  ),
  fc.tuple(word, voiceId).map(
    ([token, id]): Step =>
      ({ providerVoices }) =>
        providerVoices.reserveToken(token, id),
  ),
  fc.tuple(claim, word).map(
    ([of, token]): Step =>
      ({ attemptStore }) =>
        attemptStore.reserveAttempt(of, token, `vd${token}`),
  ),
  claim.map(
    (of): Step =>
      ({ attemptStore }) =>
        attemptStore.reserveNextAttempt(of, of.attempt, 'vdnext'),
  ),
  claim.map(
    (of): Step =>
      ({ attemptStore }) =>
        attemptStore.claim(of, { keyId: 'key', host: 'provider', providerSeconds: 600 }),
  ),
  fc.tuple(claim, time).map(
    ([of, now]): Step =>
      ({ attemptStore }) =>
        attemptStore.release(of, now),
  ),
  fc.tuple(claim, time).map(
    ([of, now]): Step =>
      ({ attemptStore }) =>
        attemptStore.recordUnknown(of, 'request', now),
  ),
  fc.tuple(claim, fc.array(time, { maxLength: 2 })).map(
    ([of, times]): Step =>
      ({ attemptStore }) =>
        attemptStore.recordAbsence(of, times),
  ),
  fc.tuple(claim, time).map(
    ([of, now]): Step =>
      ({ attemptStore }) =>
        attemptStore.recordAbsent(of, now),
  ),
  fc.tuple(claim, made, time).map(
    ([of, voice, now]): Step =>
      ({ attemptStore }) =>
        attemptStore.recordMade(of, voice, now),
  ),
  fc.tuple(claim, time).map(
    ([of, now]): Step =>
      ({ attemptStore }) =>
        attemptStore.recordRefused(of, { code: 'provider_refused' }, null, now),
  ),
  fc.tuple(claim, time).map(
    ([of, now]): Step =>
      ({ voices }) =>
        voices.recordReason(of, { code: 'execution_failed', message: 'm' }, now),
  ),
  fc.tuple(voiceId, word).map(
    ([id, voice]): Step =>
      ({ providerVoices }) =>
        providerVoices.assign(voice, id),
  ),
  word.map(
    (voice): Step =>
      ({ providerVoices }) =>
        providerVoices.ownerOf(voice),
  ),
  fc.tuple(voiceId, word, word, time).map(
    ([id, voice, key, now]): Step =>
      ({ voices }) =>
        voices.recordPreview(id, voice, { preview: { missing: 'lost' }, key, waveform: null }, now),
  ),
  fc.tuple(voiceId, fc.nat(4)).map(
    ([id, sequence]): Step =>
      ({ voices }) =>
        voices.clearEvent(id, sequence),
  ),
  fc
    .tuple(voiceId, time)
    .map(
      ([id, now]): Step =>
        onRecord(id, ({ voices }, record) =>
          voices.requestDeletion(record, { at: now, by: 'ann', purgeAt: now }),
        ),
    ),
  fc.tuple(voiceId, names, time, word, fc.nat(3)).map(
    ([id, name, now, purge, behind]): Step =>
      onRecord(id, ({ voices }, record) => {
        const earlier = { ...record, sequence: Math.max(0, record.sequence - (behind === 3 ? 1 : 0)) };
        const change = {
          now,
          purgeAt: now,
          statusBeforeDelete: record.status,
          reason: { code: 'review_rejected' } as const,
          purge: { claimId: purge, expiresAt: now },
        };
        return voices.transition(earlier, name, {
          ...change,
          events: eventsOfTransition(earlier, name, change),
        });
      }),
  ),
  fc
    .tuple(voiceId, time)
    .map(
      ([id, now]): Step =>
        onRecord(id, ({ reconciliation }, record) => reconciliation.recordMissing(record, now)),
    ),
  voiceId.map(
    (id): Step => onRecord(id, ({ reconciliation }, record) => reconciliation.clearMissing(record)),
  ),
  voiceId.map(
    (id): Step => onRecord(id, ({ reconciliation }, record) => reconciliation.recordAnnounced(record)),
  ),
  fc.tuple(voiceId, word).map(
    ([id, voice]): Step =>
      ({ attemptStore }) =>
        attemptStore.recordExtraVoice(id, '1', voice),
  ),
  fc
    .tuple(voiceId, time)
    .map(
      ([id, now]): Step => onRecord(id, ({ reconciliation }, record) => reconciliation.raiseRun(record, now)),
    ),
  word.map(
    (token): Step =>
      ({ providerVoices }) =>
        providerVoices.ownerOfToken(token),
  ),
  fc
    .tuple(voiceId, word, time, time)
    .map(
      ([id, claimId, until, now]): Step =>
        onRecord(id, ({ claims }, record) =>
          claims.claim(record, { id: claimId, until: until.toISOString() }, 'due', now),
        ),
    ),
  fc.tuple(list, word, time, time).map(
    ([of, id, until, now]): Step =>
      ({ scans }) =>
        scans.takeDeleteLease(of, { id, until }, now),
  ),
  fc.tuple(list, word).map(
    ([of, id]): Step =>
      ({ scans }) =>
        scans.releaseDeleteLease(of, { id }),
  ),
  fc.tuple(list, time, fc.boolean()).map(
    ([of, countedAt, clean]): Step =>
      ({ scans }) =>
        scans.recordScan(of, { countedAt, clean, keyId: 'key' }),
  ),
  list.map(
    (of): Step =>
      ({ scans }) =>
        scans.read(of),
  ),
  list.map(
    (of): Step =>
      ({ places }) =>
        places.take(of),
  ),
  list.map(
    (of): Step =>
      ({ places }) =>
        places.read(of),
  ),
  fc.tuple(list, word).map(
    ([of, scanId]): Step =>
      ({ places }) =>
        places.startScan(of, scanId),
  ),
  fc.tuple(list, word, fc.nat(2), time).map(
    ([of, scanId, used, countedAt]): Step =>
      ({ places }) =>
        places.endScan(of, scanId, { used, inFlight: 0, limit: 2, countedAt }),
  ),
  fc.tuple(list, fc.boolean(), time).map(
    ([of, isDoubted, now]): Step =>
      ({ scans }) =>
        scans.recordDoubt(of, isDoubted, now),
  ),
  fc.tuple(word, time).map(
    ([keyId, now]): Step =>
      ({ accountStore }) =>
        accountStore.recordUse('mainland', keyId, now),
  ),
  fc.tuple(word, word).map(
    ([account, into]): Step =>
      ({ accountStore }) =>
        accountStore.join('mainland', { account, into }),
  ),
  fc.tuple(word, word).map(
    ([account, instead]): Step =>
      ({ accountStore }) =>
        accountStore.makeCurrent('mainland', account, instead),
  ),
  fc.tuple(word, time).map(
    ([keyId, now]): Step =>
      ({ accountStore }) =>
        accountStore.recordInForce('mainland', keyId, now),
  ),
  fc.tuple(list, word, voiceId, time).map(
    ([of, providerVoiceId, id, now]): Step =>
      ({ orphans }) =>
        orphans.recordSeen({ ...of, providerVoiceId, voiceId: id, attempt: '1' }, now),
  ),
  fc.tuple(word, word, voiceId, time, time).map(
    ([owner, key, id, expiresAt, now]): Step =>
      ({ idempotencyKeys }) =>
        idempotencyKeys.record(
          { kind: 'voice', owner, key },
          { resourceId: id, fingerprint: key, expiresAt },
          now,
        ),
  ),
  time.map(
    (now): Step =>
      ({ dueVoices }) =>
        dueVoices.due(
          now,
          10,
          () => false,
          () => false,
          null,
        ),
  ),
  time.map(
    (now): Step =>
      async ({ voicesByStatus }) => {
        for (const status of ['REQUESTED', 'CREATING', 'DEPLOYING', 'OK'] as const) {
          for await (const _ of voicesByStatus.unchangedSince(status, now));
          for await (const _ of voicesByStatus.unannouncedSince(status, now));
        }
      },
  ),
  fc.tuple(list, fc.integer({ min: 1, max: 3 }), time).map(
    ([of, limit, now]): Step =>
      ({ index }) =>
        index.page({ ...of, status: undefined }, limit, null, now),
  ),
);

function onRecord(id: string, work: (stores: Stores, record: VoiceRecord) => Promise<unknown>): Step {
  return async (stores) => {
    const record = await stores.voices.read(id);
    return record && work(stores, record);
  };
}

describe('the table in memory', () => {
  it('answers the stores as dynalite does, after any sequence of operations', async () => {
    let refused = 0;
    let done = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 20, maxLength: 80 }), async (taken) => {
        const stores = await storesOnBoth();
        for (const id of voiceIds) await stores.voices.put(requestedVoice({ voiceId: id }));
        for (const step of taken) await step(stores).catch(orRefused);
        refused += stores.calls.filter((call) => call === 'refused').length;
        done += stores.calls.length;
      }),
      { numRuns: 40, seed: 10 },
    );
    expect(refused).toBeGreaterThan(50);
    expect(done - refused).toBeGreaterThan(1_000);
  });

  it('refuses invalid input with the same message as dynalite', async () => {
    const { both, tableName } = await storesOnBoth();
    const Key = { voiceId: { S: 'a' } };
    for (const input of [
      { Key: { id: { S: 'a' } } },
      { Key, UpdateExpression: 'SET voiceId = :v', ExpressionAttributeValues: { ':v': { S: 'b' } } },
      { Key, UpdateExpression: 'SET a = :v' },
      { Key, UpdateExpression: 'SET a.b.c = :v', ExpressionAttributeValues: { ':v': { S: 'b' } } },
      { Key, UpdateExpression: 'SET status = :v', ExpressionAttributeValues: { ':v': { S: 'b' } } },
      {
        Key,
        UpdateExpression: 'SET a = :v',
        ConditionExpression: 'b = :w',
        ExpressionAttributeValues: { ':v': { S: 'b' }, ':w': { N: '1' }, ':x': { N: '1' } },
      },
    ]) {
      await expect(both('UpdateItem', { TableName: tableName, ...input })).rejects.toThrow(AwsError);
    }
  });
});

/** Ignores the refusals of a store. The results of both tables were compared before. */
function orRefused(error: unknown): void {
  const known = ['LostRaceError', 'UnreadableRecordError', 'ValidationException'];
  if (
    !(
      error instanceof Error &&
      (known.includes(error.name) || error.name === 'ConditionalCheckFailedException')
    )
  )
    throw error;
}
