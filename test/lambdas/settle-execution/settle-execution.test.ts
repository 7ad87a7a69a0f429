import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settleExecution } from '../../../lambdas/settle-execution/settle-execution.ts';
import { DynamoVoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import type { Attempt, PendingEvent, VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { discardingLog } from '../../support/discarding-log.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';
import { MemoryPreviews } from '../../support/memory-previews.ts';
import { requestedVoice } from '../../support/voices.ts';

const previews = new MemoryPreviews();

const now = new Date('2026-03-01T13:00:00.000Z');
const providerVoiceId = 'cosyvoice-v3.5-plus-vd-a-b';
let table: TestTable;
let voices: DynamoVoiceStore;
let number = 0;

beforeAll(async () => {
  table = await startTable();
  voices = new DynamoVoiceStore(table.client, table.table);
});
afterAll(() => table.stop());

function attempt(state: Attempt['state']): Record<string, Attempt> {
  return { 1: { name: 'vdaaaaaaab', state, claimId: 'c', claimedAt: now.toISOString(), releases: 0 } };
}

async function settled(recordOf: (voiceId: string) => VoiceRecord, run = 0, publish?: () => Promise<void>) {
  const voiceId = `01K6ZJ0${String(number++).padStart(19, '0')}`;
  const published: PendingEvent[] = [];
  await voices.put(recordOf(voiceId));
  const dependencies = {
    voices,
    previews,
    publisher: {
      publish: async (event: PendingEvent) => {
        await publish?.();
        published.push(event);
      },
    },
    now: () => now,
    log: discardingLog,
  };
  const settle = () => settleExecution({ voiceId, run }, dependencies);
  const outcome = await settle().catch((error: unknown) => error);
  const record = await voices.read(voiceId);
  return { record, published, outcome, settle, detailTypes: published.map(({ detailType }) => detailType) };
}

const requested = (voiceId: string): VoiceRecord => requestedVoice({ voiceId });
const creating =
  (state: Attempt['state']) =>
  (voiceId: string): VoiceRecord => ({
    ...requestedVoice({ voiceId }),
    status: 'CREATING',
    attempts: attempt(state),
  });
const created =
  (family: 'cosyvoice' | 'qwen') =>
  (voiceId: string): VoiceRecord => ({
    ...requestedVoice({ voiceId, family }),
    status: 'CREATING',
    attempts: attempt('MADE'),
    providerVoiceId,
  });
const deploying = (voiceId: string): VoiceRecord => ({
  ...requestedVoice({ voiceId, sequence: 1 }),
  status: 'DEPLOYING',
  providerVoiceId,
  reviewStartedAt: now.toISOString(),
});

describe('an execution that ended before it settled its voice', () => {
  it.each([
    ['before any claim', requested, 'execution_failed'],
    ['after a released claim', creating('RESERVED'), 'execution_failed'],
    ['with a claim and no response of the provider', creating('IN_FLIGHT'), 'create_outcome_unknown'],
  ])('%s leaves a voice that is FAILED, and an event', async (_, recordOf, code) => {
    const { record, detailTypes, published } = await settled(recordOf);
    expect(record).toMatchObject({ status: 'FAILED', reason: { code }, sequence: 1, pendingEvents: {} });
    expect(detailTypes).toEqual(['Voice Failed']);
    expect(JSON.parse(published[0]?.detail ?? '')).toMatchObject({
      schemaVersion: 1,
      eventId: `${record?.voiceId}-1`,
      voice: { status: 'FAILED', reason: { code } },
    });
    expect(published[0]?.detail).not.toMatch(/message|harbour|takes its time/);
  });

  it('keeps the reason that was recorded before', async () => {
    const { record } = await settled((voiceId) => ({
      ...creating('REFUSED')(voiceId),
      reason: { code: 'content_rejected', providerCode: 'DataInspectionFailed', message: 'no' },
    }));
    expect(record).toMatchObject({ status: 'FAILED', reason: { code: 'content_rejected', message: 'no' } });
  });

  it('leaves a voice with a recorded id created, with its review timed out', async () => {
    const { record, detailTypes } = await settled(created('cosyvoice'));
    expect(record).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'execution_failed' }, sequence: 2 });
    expect(detailTypes).toEqual(['Voice Created', 'Voice Review Timed Out']);
  });

  it('records a preview that was not stored as lost, because the provider returns it only once', async () => {
    const { record, published } = await settled(created('cosyvoice'));
    expect(record?.preview).toEqual({ missing: 'lost' });
    expect(JSON.parse(published[0]?.detail ?? '')).toMatchObject({ voice: { preview: { missing: 'lost' } } });
  });

  it('finds a preview that was stored before its record could be written', async () => {
    const audio = { mediaType: 'audio/wav', sampleRate: 24_000, durationSeconds: 2, fileName: 'a.wav' };
    const { record, published } = await settled((voiceId) => {
      previews.objects.set(`${voiceId}/1.wav`, { ...audio, bytes: Buffer.from('audio') });
      return created('cosyvoice')(voiceId);
    });
    const preview = {
      mediaType: 'audio/wav',
      sampleRate: 24_000,
      bytes: 5,
      durationSeconds: 2,
      language: null,
    };
    expect(record).toMatchObject({ preview, previewKey: `${record?.voiceId}/1.wav` });
    expect(JSON.parse(published[0]?.detail ?? '')).toMatchObject({ voice: { preview } });
  });

  it('makes a created Qwen voice ready', async () => {
    const { record, published, detailTypes } = await settled(created('qwen'));
    expect(record).toMatchObject({ status: 'OK', sequence: 2, pendingEvents: {} });
    expect(detailTypes).toEqual(['Voice Created', 'Voice Ready']);
    for (const { detail } of published) {
      expect(JSON.parse(detail)).toMatchObject({ voice: { status: 'OK', use: { voice: providerVoiceId } } });
    }
  });

  it('times out a review that no execution polls any more', async () => {
    const { record, detailTypes } = await settled(deploying);
    expect(record).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'execution_failed' } });
    expect(detailTypes).toEqual(['Voice Review Timed Out']);
  });

  it('does not change a settled voice, or one of another run, or an unknown one', async () => {
    const ok = await settled((voiceId) => ({
      ...requestedVoice({ voiceId }),
      status: 'OK',
      providerVoiceId,
    }));
    expect([ok.record?.status, ok.detailTypes]).toEqual(['OK', []]);
    const other = await settled(requested, 3);
    expect([other.record?.status, other.detailTypes]).toEqual(['REQUESTED', []]);
    const publisher = { publish: async () => {} };
    const dependencies = { voices, previews, publisher, now: () => now, log: discardingLog };
    await expect(
      settleExecution({ voiceId: '01K6ZJ0ZZZZZZZZZZZZZZZZZZZ', run: 0 }, dependencies),
    ).resolves.toBeUndefined();
  });

  it('has no further effect if it is settled again', async () => {
    const first = await settled(creating('IN_FLIGHT'));
    await Promise.all([first.settle(), first.settle()]);
    expect(first.detailTypes).toEqual(['Voice Failed']);
  });

  it('leaves an event that the bus rejected pending, and publishes it later', async () => {
    let broken = true;
    const run = await settled(deploying, 0, async () => {
      if (broken) throw new Error('bus down');
    });
    expect(run.outcome).toBeInstanceOf(Error);
    expect(Object.keys(run.record?.pendingEvents ?? {})).toEqual(['2']);
    broken = false;
    await run.settle();
    expect(run.published).toEqual([run.record?.pendingEvents['2']]);
    expect(await voices.read(run.record?.voiceId ?? '')).toMatchObject({ pendingEvents: {} });
  });
});
