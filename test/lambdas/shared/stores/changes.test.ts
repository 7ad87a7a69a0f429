import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyTransition } from '../../../../lambdas/shared/actions/apply-transition.ts';
import { DynamoReconciliationStore } from '../../../../lambdas/shared/stores/reconciliation.ts';
import { newAlias } from '../../../../lambdas/shared/voice/alias.ts';
import { failRemake, recordStatus } from '../../../../lambdas/shared/voice/alias-changes.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import type { VoiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { openAudition } from '../../../support/auditions.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant, storedPreview, voiceAt } from '../../../support/voices.ts';

let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());

const dayBefore = new Date(instant.getTime() - 86_400_000);
const deletion = { at: instant, by: 'ann', purgeAt: instant };
const account = { keyId: 'key-1', host: 'dashscope.aliyuncs.com', providerSeconds: 600 };
const made = { providerVoiceId: 'voice-a', requestId: 'r-1', usageCount: 1 };
const preview = { preview: storedPreview, key: 'a.wav', waveform: null };
const reason = { code: 'provider_refused' } as const;
const attemptIn = (state: string) => ({
  attempts: { 1: { name: 'vdb', state, claimId: 'claim-1', releases: 0 } },
});
const claimOf = ({ voiceId }: VoiceRecord) => ({
  voiceId,
  run: 0,
  attempt: 1,
  claimId: 'claim-1',
  claimedAt: instant,
});
const attempts = () => stored.attemptStore;
const reconciliation = () => new DynamoReconciliationStore(stored.client, stored.tableName);
const held = { holds: new Set(['narrator/a']) };

type Write = (record: VoiceRecord) => Promise<unknown>;

/** Every write that changes what a voice shows, and the record before it. */
const writes: readonly [string, VoiceRecord, Write][] = [
  [
    'a claim',
    voiceAt('REQUESTED', attemptIn('RESERVED')),
    (each) => attempts().claim(claimOf(each), account),
  ],
  [
    'a release',
    voiceAt('CREATING', attemptIn('IN_FLIGHT')),
    (each) => attempts().release(claimOf(each), instant),
  ],
  [
    'an unknown outcome',
    voiceAt('CREATING', attemptIn('IN_FLIGHT')),
    (each) => attempts().recordUnknown(claimOf(each), null, instant),
  ],
  [
    'a proof of absence',
    voiceAt('CREATING', attemptIn('UNKNOWN')),
    (each) => attempts().recordAbsent(claimOf(each), instant),
  ],
  [
    'a made voice',
    voiceAt('CREATING', attemptIn('IN_FLIGHT')),
    (each) => attempts().recordMade(claimOf(each), made, instant),
  ],
  [
    'a refusal',
    voiceAt('CREATING', attemptIn('IN_FLIGHT')),
    (each) => attempts().recordRefused(claimOf(each), reason, null, instant),
  ],
  ['a reason', voiceAt('REQUESTED'), (each) => stored.store.recordReason(each, reason, instant)],
  [
    'a preview',
    voiceAt('OK', { preview: { missing: 'lost' } }),
    ({ voiceId }) => stored.store.recordPreview(voiceId, 'voice-a', preview, instant),
  ],
  ['a requested deletion', voiceAt('CREATING'), (each) => stored.store.requestDeletion(each, deletion)],
  [
    'a requested deletion of a candidate',
    voiceAt('CREATING'),
    (each) => stored.dependencies().candidates.requestDeletion(each, deletion),
  ],
  [
    'an earlier purge',
    voiceAt('DELETED', { purgeAt: '2027-01-01T00:00:00.000Z' }),
    (each) => stored.store.bringPurgeForward(each, instant),
  ],
  ['a hold', voiceAt('OK'), ({ voiceId }) => stored.dependencies().holds.hold(voiceId, 'narrator/a')],
  [
    'a released hold',
    voiceAt('OK', held),
    ({ voiceId }) => stored.dependencies().holds.release(voiceId, 'narrator/a', null),
  ],
  [
    'a retirement',
    voiceAt('OK', held),
    ({ voiceId }) => stored.dependencies().holds.release(voiceId, 'narrator/a', instant),
  ],
  ['a new run', voiceAt('DEPLOYING'), (each) => reconciliation().raiseRun(each, instant)],
  ['new warnings', voiceAt('OK'), (each) => reconciliation().recordWarnings(each, [], instant)],
  [
    'a transition',
    voiceAt('OK'),
    (each) =>
      applyTransition(
        each,
        'deleted',
        { now: instant, purgeAt: instant, statusBeforeDelete: 'OK' },
        stored.dependencies(),
      ),
  ],
];

const changed = async (kind: 'voices' | 'auditions' | 'aliases', since = instant) =>
  (await stored.dependencies().changes.changedSince(kind, since, 100, null)).keys;

describe('a list of changes', () => {
  it.each(writes)(
    'contains a voice after %s, even if an older version wrote it',
    async (_, before, write) => {
      const record = { ...before, voiceId: newVoiceId(dayBefore), updatedAt: dayBefore.toISOString() };
      await stored.putItem(record);
      expect(await changed('voices', dayBefore)).not.toContain(record.voiceId);
      await write(record);
      expect(await changed('voices')).toContain(record.voiceId);
    },
  );

  it('contains a new voice, and each voice after its events are published', async () => {
    const record = voiceAt('REQUESTED', { voiceId: newVoiceId(instant) });
    await stored.store.put(record);
    expect(await changed('voices')).toContain(record.voiceId);
    const voiceId = await stored.put({ announcing: 'OK' });
    const published = await stored.read(voiceId);
    if (published) await reconciliation().recordAnnounced(published);
    expect(await changed('voices')).toContain(voiceId);
    expect(await changed('voices', new Date(instant.getTime() + 1))).toEqual([]);
  });

  it('contains an audition with and without work', async () => {
    const audition = openAudition();
    await stored.auditions.put(audition);
    const key = `AUDITION#${audition.auditionId}`;
    expect(await changed('auditions')).toEqual([key]);
    const later = new Date(instant.getTime() + 60_000);
    await stored.auditions.recordFinished(audition, audition.candidates, null, later);
    expect(await changed('auditions', later)).toEqual([key]);
  });

  it('contains an alias after a change of the status of its voice, and after a failed remake', async () => {
    const voiceId = await stored.putHeld({}, ['narrator']);
    const { aliases } = stored.dependencies();
    const later = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
    for (const [seconds, status] of [
      [10, 'EXPIRED'],
      [20, 'OK'],
    ] as const) {
      const before = await aliases.read('narrator');
      if (before) await aliases.write(recordStatus(before, voiceId, status, later(seconds)), before);
      expect(await changed('aliases', later(seconds))).toEqual(['ALIAS#narrator']);
    }
    const idle = newAlias('idle', 'ann', instant);
    expect(failRemake(idle, 'voice_failed')).toBe(idle);
  });

  it('sets the time of a change of a voice in no other way', () => {
    const folder = 'lambdas/shared/stores';
    const others = ['changed-at.ts', 'auditions.ts'];
    const direct = readdirSync(folder).filter(
      (file) =>
        !others.includes(file) && /['`,] ?updatedAt = :now/.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(direct).toEqual([]);
  });
});
