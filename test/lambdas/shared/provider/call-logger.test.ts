import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallOptions,
  type CreateOutcome,
  type DashScopeClient,
  DashScopeContentRejectedError,
  DashScopeServerError,
  DashScopeThrottledError,
  observeCalls,
  resolveEndpoint,
  slotMilliseconds,
} from '../../../../lambdas/shared/dashscope/index.ts';
import { measure } from '../../../../lambdas/shared/metrics.ts';
import type { Log } from '../../../../lambdas/shared/platform/log.ts';
import { callLogger } from '../../../../lambdas/shared/provider/call-logger.ts';

const lines: Parameters<Log['info']>[] = [];
beforeEach(() => {
  lines.length = 0;
});
const log: Log = { info: (...line) => void lines.push(line), error: (...line) => void lines.push(line) };

const page = { voices: [], unreadable: 0, totalCount: null, requestId: 'list-1' };
const unused = async (): Promise<never> => {
  throw new TypeError('not in this test');
};

/** Returns a client whose operations are replaced, with one log line for each call. */
function logged(replaced: Partial<DashScopeClient>, share = 1): DashScopeClient {
  const client: DashScopeClient = {
    endpoint: resolveEndpoint('mainland'),
    createVoice: unused,
    queryVoice: unused,
    listVoices: unused,
    deleteVoice: unused,
    walkVoices: () => {
      throw new TypeError('a walk reads pages by listVoices');
    },
    close: async () => {},
    ...replaced,
  };
  return observeCalls(client, callLogger(log, share));
}

/** Ends an exchange, as the client does once the provider has answered. */
const endExchange = (milliseconds: number, options?: CallOptions) => options?.onExchange?.(milliseconds);
const subject = { voiceId: '01K', run: 0, execution: '01K', owner: 'ann' };
const query = { family: 'cosyvoice', providerVoiceId: 'cosyvoice-v3.5-plus-vdx-1' } as const;

describe('the line of a call to the provider', () => {
  it('has the subject, the result and the latency', async () => {
    const client = logged({
      deleteVoice: async (_, options) => {
        endExchange(120, options);
        return { alreadyGone: false, requestId: 'delete-1' };
      },
    });
    await client.deleteVoice(query, { subject });
    const fields = { operation: 'delete', family: 'cosyvoice', scope: 'mainland', outcome: 'done' };
    const rest = { providerVoiceId: query.providerVoiceId, milliseconds: 120, providerRequestId: 'delete-1' };
    expect(lines).toEqual([
      [
        'provider call',
        { ...subject, ...fields, ...rest },
        [
          measure('providerLatency', 120, 'delete'),
          measure('budgetUsed', slotMilliseconds('cosyvoice', 1), 'cosyvoice'),
        ],
      ],
    ]);
  });

  it('has the kind of the error, which is thrown unchanged', async () => {
    const facts = {
      certainlyNotDone: false,
      retryable: true,
      httpStatus: 503,
      providerCode: 'ModelUnavailable',
    };
    const error = new DashScopeServerError('DashScope failed.', facts);
    const client = logged({
      queryVoice: async (_, options) => {
        endExchange(80, options);
        throw error;
      },
    });
    await expect(client.queryVoice(query)).rejects.toBe(error);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[1]).toMatchObject({
      outcome: 'server',
      providerCode: 'ModelUnavailable',
      httpStatus: 503,
    });
    expect(lines[0]?.[2]).toContainEqual(measure('providerErrors', 1, 'server'));
  });

  it('has the kind of the error that the outcome of a create contains', async () => {
    const error = new DashScopeContentRejectedError('Rejected.', {
      certainlyNotDone: true,
      retryable: false,
    });
    const refused: CreateOutcome = { kind: 'refused', error };
    const client = logged({
      createVoice: async (_, options) => {
        endExchange(900, options);
        return refused;
      },
    });
    const texts = { voicePrompt: 'A calm voice.', previewText: 'Good evening to all of you.' };
    const request = {
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      prefix: 'vd',
      ...texts,
    } as const;
    expect(await client.createVoice(request, { slotAt: 1 })).toBe(refused);
    expect(lines[0]?.[1]).toMatchObject({ operation: 'create', outcome: 'content_rejected' });
    expect(JSON.stringify(lines)).not.toMatch(/calm|evening/);
  });

  it('without an exchange has no metrics, because nothing was sent', async () => {
    const facts = { certainlyNotDone: true, retryable: true };
    const client = logged({
      listVoices: async () => {
        throw new DashScopeThrottledError('The rate is used up.', facts);
      },
    });
    await expect(client.listVoices({ family: 'qwen' })).rejects.toThrow();
    expect(lines[0]?.[1]).toMatchObject({ outcome: 'throttled' });
    expect(lines[0]?.[1]).not.toHaveProperty('milliseconds');
    expect(lines[0]?.[2]).toEqual([]);
  });

  it('is written for each page of a walk', async () => {
    let calls = 0;
    const client = logged({
      listVoices: async (_, options) => {
        calls += 1;
        endExchange(30, options);
        return page;
      },
    });
    for await (const _ of client.walkVoices({ family: 'cosyvoice' })) expect(_).toBeUndefined();
    expect(calls).toBeGreaterThan(0);
    expect(lines).toHaveLength(calls);
  });

  it('is not written for an error of this program', async () => {
    const client = logged({});
    await expect(client.queryVoice(query)).rejects.toThrow(TypeError);
    expect(lines).toEqual([]);
  });
});

it.each([
  ['all of the rate', 1, 10],
  ['half of the rate', 0.5, 5],
] as const)('a deployment with %s uses it up by so many calls a second', async (_, share, calls) => {
  const client = logged(
    {
      listVoices: async (_request, options) => {
        endExchange(1, options);
        return page;
      },
    },
    share,
  );
  await client.listVoices({ family: 'cosyvoice' });
  const [, used] = lines[0]?.[2] ?? [];
  // Slots are a little further apart than the limit, which tolerates jitter.
  expect((used?.value ?? 0) * calls).toBeGreaterThanOrEqual(1_000);
  expect((used?.value ?? 0) * calls).toBeLessThan(1_100);
});
