import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoParkedVoices } from '../../../../lambdas/shared/stores/parked-voices.ts';
import { DynamoSweeps } from '../../../../lambdas/shared/stores/sweeps.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { parkedItem } from '../../../support/parked-items.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant } from '../../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const other = { family: 'qwen', scope: 'mainland' } as const;
const elsewhere = { family: 'cosyvoice', scope: 'international' } as const;
const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);

let stored: StoredVoices;
let parkedVoices: DynamoParkedVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
  parkedVoices = new DynamoParkedVoices(stored.client, stored.tableName);
});
afterAll(() => stored.stop());

describe('parked voices', () => {
  it('are listed by their provider list, the oldest first', async () => {
    const first = newVoiceId(at(1));
    const second = newVoiceId(at(2));
    await stored.putItem(parkedItem({ voiceId: second, ...list, evidence: 'OK', wakes: 2 }));
    await stored.putItem(parkedItem({ voiceId: first, ...list }));
    await stored.putItem(parkedItem({ voiceId: newVoiceId(instant), ...elsewhere }));
    const parked = await parkedVoices.ofList(list);
    expect(parked).toMatchObject([
      {
        voiceId: first,
        run: 0,
        parkedAt: instant,
        wakeRequested: false,
        history: { evidence: '', wakes: 0 },
      },
      { voiceId: second, expiresAt: at(4_500), history: { evidence: 'OK', wakes: 2 } },
    ]);
  });

  it('are marked to be woken, unless they are not parked', async () => {
    const voiceId = newVoiceId(instant);
    await parkedVoices.requestWake(voiceId);
    expect(await stored.item(`WAIT#${voiceId}`)).toBeNull();
    const marked = { family: 'qwen', scope: 'international' } as const;
    await stored.putItem(parkedItem({ voiceId, ...marked }));
    await parkedVoices.requestWake(voiceId);
    expect(await parkedVoices.ofList(marked)).toMatchObject([{ voiceId, wakeRequested: true }]);
  });

  it('are removed under their own token only', async () => {
    const voiceId = newVoiceId(instant);
    await stored.putItem(parkedItem({ voiceId, ...list, token: 'second' }));
    await parkedVoices.remove({ voiceId, token: 'first' });
    expect(await stored.item(`WAIT#${voiceId}`)).not.toBeNull();
    await parkedVoices.remove({ voiceId, token: 'second' });
    expect(await stored.item(`WAIT#${voiceId}`)).toBeNull();
    await parkedVoices.remove({ voiceId, token: 'second' });
  });

  it('throw without their values if they do not parse', async () => {
    const unreadable = { family: 'qwen', scope: 'mainland' } as const;
    await stored.putItem(parkedItem({ voiceId: newVoiceId(instant), ...unreadable, run: 'canary' }));
    const error = await parkedVoices.ofList(unreadable).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UnreadableRecordError' });
    expect(String(error)).not.toContain('canary');
  });
});

describe('the lease of a list', () => {
  it('is held by one run at a time, which can extend it', async () => {
    const sweeps = new DynamoSweeps(stored.client, stored.tableName);
    expect(await sweeps.take(list, { id: 'a', until: at(30) }, instant)).toBe(true);
    expect(await sweeps.take(list, { id: 'b', until: at(40) }, at(10))).toBe(false);
    expect(await sweeps.take(elsewhere, { id: 'b', until: at(40) }, at(10))).toBe(true);
    expect(await sweeps.take(list, { id: 'a', until: at(50) }, at(20))).toBe(true);
    expect(await sweeps.take(list, { id: 'b', until: at(60) }, at(49))).toBe(false);
    expect(await sweeps.take(list, { id: 'b', until: at(80) }, at(50))).toBe(true);
  });

  it('is released by its run only, and can be taken over', async () => {
    const sweeps = new DynamoSweeps(stored.client, stored.tableName);
    await sweeps.take(other, { id: 'b', until: at(40) }, instant);
    await sweeps.release(other, { id: 'a' }, at(5));
    expect(await sweeps.lastEnd(other)).toBeNull();
    expect(await sweeps.take(other, { id: 'a', until: at(90) }, at(10))).toBe(false);
    await sweeps.takeOver(other, { id: 'c', until: at(50) });
    await sweeps.takeOver(other, { id: 'c', until: at(50) });
    expect(await sweeps.take(other, { id: 'b', until: at(90) }, at(10))).toBe(false);
    await sweeps.release(other, { id: 'c' }, at(20));
    expect(await sweeps.lastEnd(other)).toEqual(at(20));
    expect(await sweeps.take(other, { id: 'a', until: at(90) }, at(10))).toBe(true);
  });
});
