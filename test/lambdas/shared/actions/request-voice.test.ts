import { describe, expect, it } from '@jest/globals';
import {
  type RequestedVoice,
  type RequestVoiceInput,
  requestVoice,
} from '../../../../lambdas/shared/actions/request-voice.ts';
import type { LogFields } from '../../../../lambdas/shared/platform/log.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { voiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import fc from '../../../support/fast-check.ts';
import {
  type Gate,
  MemoryExecutions,
  MemoryIdempotencyKeys,
  MemorySwitches,
  MemoryVoices,
} from '../../../support/memory-stores.ts';
import { instant, readyVoice } from '../../../support/voices.ts';

const submitted = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
} as const;

function input(parts: Partial<RequestVoiceInput> = {}): RequestVoiceInput {
  return {
    submitted,
    request: {
      ...submitted,
      scope: 'mainland',
      name: null,
      language: null,
      sampleRate: 24_000,
      responseFormat: 'wav',
      labels: {},
    },
    warnings: [],
    owner: 'ann',
    requestKey: 'key-1',
    ...parts,
  };
}

function service(gate?: Gate) {
  const voices = new MemoryVoices(gate);
  const idempotencyKeys = new MemoryIdempotencyKeys(gate);
  const executions = new MemoryExecutions(gate);
  const switches = new MemorySwitches();
  const errors: LogFields[] = [];
  const clock = { now: instant };
  const provider = { isFull: false };
  const dependencies = {
    places: { take: async () => !provider.isFull },
    voices,
    idempotencyKeys,
    executions,
    switches,
    idempotencyHours: 24,
    now: () => clock.now,
    newVoiceId,
    log: { info: () => {}, error: (_: string, fields: LogFields = {}) => errors.push(fields) },
  };
  const request = (parts?: Partial<RequestVoiceInput>): Promise<RequestedVoice> =>
    requestVoice(input(parts), dependencies);
  return { voices, idempotencyKeys, executions, switches, provider, errors, clock, request };
}

describe('requestVoice', () => {
  it('records the request and starts its workflow once', async () => {
    const { voices, executions, request } = service();
    const { record, replayed } = await request();
    expect(replayed).toBe(false);
    expect(voiceRecord.parse(record)).toMatchObject({
      status: 'REQUESTED',
      run: 0,
      sequence: 0,
      createdBy: 'ann',
      requestKey: 'key-1',
      preview: { missing: 'pending' },
      attempts: {},
      createdAt: instant.toISOString(),
    });
    expect([...voices.records.keys()]).toEqual([record.voiceId]);
    expect([...executions.started]).toEqual([`${record.voiceId}/0`]);
  });

  it('creates a voice for every request without a key', async () => {
    const { voices, idempotencyKeys, request } = service();
    await Promise.all(Array.from({ length: 5 }, () => request({ requestKey: null })));
    expect(voices.records.size).toBe(5);
    expect(idempotencyKeys.entries.size).toBe(0);
  });

  it('creates one voice for fifty concurrent requests with the same key', async () => {
    const { voices, executions, request } = service();
    const answers = await Promise.all(Array.from({ length: 50 }, () => request()));
    expect(voices.records.size).toBe(1);
    expect(executions.started.size).toBe(1);
    expect(new Set(answers.map(({ record }) => record.voiceId)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('rejects a key that belongs to another request, and changes nothing', async () => {
    const { voices, executions, request } = service();
    await request();
    const other = { ...submitted, previewText: 'Another line to read.' };
    await expect(request({ submitted: other })).rejects.toMatchObject({
      details: { code: 'idempotency_key_reused' },
    });
    expect(voices.records.size).toBe(1);
    expect(executions.started.size).toBe(1);
  });

  it('separates equal keys of different owners', async () => {
    const { voices, request } = service();
    await request();
    expect((await request({ owner: 'bob' })).replayed).toBe(false);
    expect(voices.records.size).toBe(2);
  });

  it('rejects a request while creates are switched off, before it writes anything', async () => {
    const { voices, idempotencyKeys, executions, switches, request } = service();
    switches.creates = false;
    await expect(request()).rejects.toMatchObject({ details: { code: 'creates_disabled' } });
    await expect(request({ requestKey: null })).rejects.toMatchObject({
      details: { code: 'creates_disabled' },
    });
    expect([voices.records.size, idempotencyKeys.entries.size, executions.started.size]).toEqual([0, 0, 0]);
  });

  it('answers a replay while creates are switched off, once the record exists', async () => {
    let failing = true;
    const { switches, request } = service(async (access) => {
      if (access === 'put' && failing) throw new Error('no connection');
    });
    await expect(request()).rejects.toThrow('no connection');
    failing = false;
    switches.creates = false;
    await expect(request()).rejects.toMatchObject({ details: { code: 'creates_disabled' } });
    switches.creates = true;
    const { record } = await request();
    switches.creates = false;
    expect(await request()).toEqual({ record, replayed: true });
  });

  it('rejects a request when the provider account is full, before it writes anything, but answers a replay', async () => {
    const { voices, idempotencyKeys, executions, provider, request } = service();
    provider.isFull = true;
    const refused = { code: 'voice_quota_exhausted', family: 'cosyvoice', scope: 'mainland' };
    await expect(request()).rejects.toMatchObject({ details: refused });
    await expect(request({ requestKey: null })).rejects.toMatchObject({ details: refused });
    expect([voices.records.size, idempotencyKeys.entries.size, executions.started.size]).toEqual([0, 0, 0]);
    provider.isFull = false;
    const { record } = await request();
    provider.isFull = true;
    expect(await request()).toEqual({ record, replayed: true });
  });

  it('creates another voice for a key that has expired', async () => {
    const { voices, clock, request } = service();
    await request();
    clock.now = new Date(instant.getTime() + 24 * 3_600_000 - 1);
    expect((await request()).replayed).toBe(true);
    clock.now = new Date(instant.getTime() + 24 * 3_600_000);
    expect((await request({ submitted: { ...submitted, name: 'new' } })).replayed).toBe(false);
    expect(voices.records.size).toBe(2);
  });

  it('succeeds when the execution does not start, and a replay starts it', async () => {
    let failing = true;
    const { executions, errors, request } = service(async (access) => {
      if (access === 'start' && failing) throw new Error('no connection');
    });
    const { record } = await request();
    expect(executions.started.size).toBe(0);
    expect(errors).toEqual([{ voiceId: record.voiceId, error: 'Error: no connection' }]);
    failing = false;
    expect(await request()).toEqual({ record, replayed: true });
    expect([...executions.started]).toEqual([`${record.voiceId}/0`]);
  });

  it('writes the record that an earlier request with the same key did not write', async () => {
    let failing = true;
    const { voices, executions, request } = service(async (access) => {
      if (access === 'put' && failing) throw new Error('no connection');
    });
    await expect(request()).rejects.toThrow('no connection');
    failing = false;
    const { record, replayed } = await request();
    expect(replayed).toBe(true);
    expect([...voices.records.keys()]).toEqual([record.voiceId]);
    expect(executions.started.size).toBe(1);
  });

  it('does not start a voice again that has left REQUESTED', async () => {
    const { voices, executions, request } = service();
    const { record } = await request();
    executions.started.clear();
    const ready = readyVoice({ voiceId: record.voiceId });
    voices.records.set(record.voiceId, ready);
    expect(await request()).toEqual({ record: ready, replayed: true });
    expect(executions.started.size).toBe(0);
  });

  it('creates one voice for any order of requests and any failures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.boolean(), { maxLength: 16 }),
        async (scheduler, faults) => {
          let access = 0;
          const { voices, executions, request } = service(async (name) => {
            const fails = faults[access++] ?? false;
            await scheduler.schedule(Promise.resolve(), name);
            if (fails) throw new Error('no connection');
          });
          const running = Promise.allSettled(Array.from({ length: 4 }, () => request()));
          await scheduler.waitFor(running);
          access = faults.length;
          const last = await scheduler.waitFor(request());
          expect([...voices.records.keys()]).toEqual([last.record.voiceId]);
          expect([...executions.started]).toEqual([`${last.record.voiceId}/0`]);
          for (const outcome of await running) {
            if (outcome.status === 'fulfilled')
              expect(outcome.value.record.voiceId).toBe(last.record.voiceId);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
