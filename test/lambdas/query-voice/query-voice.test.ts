import { describe, expect, it } from '@jest/globals';
import { queryVoice } from '../../../lambdas/query-voice/query-voice.ts';
import { statuses } from '../../../lambdas/shared/contract.ts';
import {
  DashScopeAuthenticationError,
  DashScopeServerError,
  DashScopeThrottledError,
  DashScopeVoiceNotFoundError,
  type ProviderStatus,
} from '../../../lambdas/shared/dashscope/index.ts';
import { ProviderAccounts } from '../../../lambdas/shared/provider/accounts.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { voiceAt, voiceId } from '../../support/voices.ts';

const startedAt = '2026-03-01T12:00:00.000Z';
const input = {
  voiceId,
  run: 0,
  family: 'cosyvoice',
  scope: 'mainland',
  providerVoiceId: 'cosyvoice-v3.5-plus-vd-a-b',
  reviewStartedAt: startedAt,
  polls: 0,
  woken: { evidence: 'OK', wakes: 2 },
} as const;
const facts = { certainlyNotDone: true, retryable: true };

interface Circumstances {
  readonly elapsedSeconds?: number;
  readonly polls?: number;
  readonly random?: number;
  readonly secrets?: readonly string[];
  readonly record?: VoiceRecord | null | 'unreadable';
}

function ask(
  answers: (ProviderStatus | null | Error)[],
  { elapsedSeconds = 5, polls = 0, random = 0, secrets = ['sk-a'], ...rest }: Circumstances = {},
) {
  const { record = voiceAt('DEPLOYING') } = rest;
  const keys: string[] = [];
  let reads = 0;
  const accounts = new ProviderAccounts(
    async () => JSON.stringify({ mainland: { apiKey: secrets[Math.min(reads++, secrets.length - 1)] } }),
    [],
  );
  const result = queryVoice(
    { ...input, polls },
    {
      voices: {
        read: async () => {
          if (record === 'unreadable') throw new Error('throttled');
          return record;
        },
      },
      accounts,
      clientOf: ({ apiKey }) => ({
        queryVoice: async () => {
          keys.push(apiKey);
          const status = answers.shift() ?? null;
          if (status instanceof Error) throw status;
          return { ...voice, status };
        },
      }),
      rejectedGraceSeconds: 86_400,
      schedule: { firstWaitSeconds: 5, maxWaitSeconds: 120, deadlineSeconds: 3_600, timeScale: 1 },
      now: () => new Date(Date.parse(startedAt) + elapsedSeconds * 1_000),
      random: () => random,
      log: { info: () => {}, error: () => {} },
    },
  );
  return { result, keys };
}

const voice = {
  family: 'cosyvoice',
  providerVoiceId: input.providerVoiceId,
  targetModel: null,
  language: null,
  voicePrompt: null,
  previewText: null,
  statusText: null,
  gmtCreate: null,
  gmtModified: null,
  requestId: null,
} as const;

describe('a review poll', () => {
  it.each(statuses.filter((status) => status !== 'DEPLOYING'))(
    'ends the review without a call once the record is %s',
    async (status) => {
      const { result, keys } = ask(['DEPLOYING'], { record: voiceAt(status) });
      expect(await result).toMatchObject({ verdict: 'ENDED', polls: 1 });
      expect(keys).toEqual([]);
    },
  );

  it.each([
    ['another run’s', voiceAt('DEPLOYING', { run: 1 })],
    ['gone', null],
  ])('ends the review without a call once the record is %s', async (_, record) => {
    const { result, keys } = ask(['OK'], { record });
    expect([(await result).verdict, keys]).toEqual(['ENDED', []]);
  });

  it('continues the review while the record cannot be read', async () => {
    const { result, keys } = ask(['OK'], { record: 'unreadable' });
    expect(await result).toMatchObject({ verdict: 'DEPLOYING', waitSeconds: 120 });
    expect(keys).toEqual([]);
  });

  it.each(['OK', 'UNDEPLOYED'] as const)(
    'returns the provider’s %s, even after the deadline',
    async (status) => {
      expect(await ask([status]).result).toMatchObject({ verdict: status, polls: 1 });
      expect(await ask([status], { elapsedSeconds: 9_999 }).result).toMatchObject({ verdict: status });
    },
  );

  it('doubles the wait each time, up to the longest', async () => {
    const waits = [];
    for (let polls = 0; polls < 8; polls += 1) {
      waits.push((await ask(['DEPLOYING'], { polls }).result).waitSeconds);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 120, 120, 120]);
  });

  it('lengthens a wait by up to a fifth, in whole seconds', async () => {
    expect(await ask(['DEPLOYING'], { polls: 10, random: 0.999 }).result).toMatchObject({ waitSeconds: 144 });
  });

  it('waits no longer than the deadline, and times out there', async () => {
    const near = await ask(['DEPLOYING'], { polls: 10, elapsedSeconds: 3_570 }).result;
    expect(near).toMatchObject({ verdict: 'DEPLOYING', waitSeconds: 30 });
    expect(await ask(['DEPLOYING'], { elapsedSeconds: 3_600 }).result).toMatchObject({
      verdict: 'TIMED_OUT',
    });
  });

  it.each([
    ['a failure of the provider', new DashScopeServerError('500', facts)],
    ['a voice it does not know yet', new DashScopeVoiceNotFoundError('not found', facts)],
    ['a refused key', new DashScopeAuthenticationError('401', facts)],
    ['an unknown status', null],
  ])('continues after %s with the longest wait', async (_, answer) => {
    const { result, keys } = ask([answer]);
    expect(await result).toMatchObject({ verdict: 'DEPLOYING', waitSeconds: 120, polls: 1 });
    expect(keys).toHaveLength(1);
  });

  it.each([
    ['for the time that the provider asks for', 7_200, 0.5, 8],
    ['no longer than the longest wait', 3_600_000, 0.5, 120],
    ['for a few random seconds', null, 0.5, 4],
    ['for at least a second', null, 0, 1],
  ])('waits after a 429 %s', async (_, retryAfterMs, random, waitSeconds) => {
    const throttled = new DashScopeThrottledError('429', { ...facts, retryAfterMs });
    const { result } = ask([throttled], { polls: 10, random });
    expect(await result).toMatchObject({ verdict: 'DEPLOYING', parks: false, waitSeconds });
  });

  it('parks while the voice is under review, with the wakes so far', async () => {
    const { result } = ask(['DEPLOYING'], { elapsedSeconds: 300 });
    const parkExpiresAt = Date.parse(startedAt) / 1_000 + 300 + 900 + 3_600;
    expect(await result).toMatchObject({
      parks: true,
      parkSeconds: 900,
      parkExpiresAt,
      woken: { evidence: 'OK', wakes: 2 },
    });
  });

  it('does not park an imported voice, which the sweep does not find by its name', async () => {
    const { result } = ask(['DEPLOYING'], { record: voiceAt('DEPLOYING', { origin: 'imported' }), polls: 1 });
    expect(await result).toMatchObject({ verdict: 'DEPLOYING', parks: false, waitSeconds: 10 });
  });

  it.each([
    ['a failure', new DashScopeServerError('500', facts)],
    ['an unknown status', null],
  ])('does not park after %s', async (_, answer) => {
    expect((await ask([answer]).result).parks).toBe(false);
  });

  it('times out at the deadline without a status', async () => {
    const late = ask([new DashScopeServerError('500', facts)], { elapsedSeconds: 4_000 });
    expect(await late.result).toMatchObject({ verdict: 'TIMED_OUT' });
  });

  it('reads the secret again once after a refused key', async () => {
    const { result, keys } = ask([new DashScopeAuthenticationError('401', facts), 'OK'], {
      secrets: ['sk-a', 'sk-b'],
    });
    expect(await result).toMatchObject({ verdict: 'OK' });
    expect(keys).toEqual(['sk-a', 'sk-b']);
  });
});
