import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CosyVoiceCreateRequest,
  type DashScopeClient,
  FAMILIES,
  FAMILY_ROWS,
  type Family,
  GATEWAY_SECONDS,
  isRetired,
  KNOWN_TARGET_MODELS,
  LANGUAGES,
  PROVIDER_STATUSES,
  type QwenCreateRequest,
  RECOMMENDED_TARGET_MODELS,
  RESPONSE_FORMATS,
  readProviderVoiceId,
  resolveEndpoint,
  SCOPES,
  unsuitability,
  warningsAbout,
} from '../../../../lambdas/shared/dashscope/index.ts';
import { PROVIDER_FACTS, type ProviderFactKey } from '../../../../lambdas/shared/dashscope/provider-facts.ts';
import { slotGrid } from '../../../../lambdas/shared/dashscope/slots.ts';
import { costOf } from '../../../../lambdas/shared/voice/cost.ts';
import {
  COSYVOICE_ID,
  clientOf,
  cosyvoiceRequest,
  errorBody,
  HEX32,
  madeBody,
  qwenRequest,
} from './support/requests.ts';
import { reply, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

const before = new Date('2026-10-09T23:59:59Z');
const after = new Date('2026-10-10T00:00:00Z');
const requests = { cosyvoice: cosyvoiceRequest, qwen: qwenRequest };

let server: ScriptedServer;
let client: DashScopeClient;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
beforeEach(() => {
  server.received.length = 0;
  server.play(reply(200, madeBody()));
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

type Change = Partial<Omit<CosyVoiceCreateRequest, 'family'> & Omit<QwenCreateRequest, 'family'>>;

/** Returns true if the client sends a create of the family with these changes. */
async function sends(family: Family, change: Change): Promise<boolean> {
  const { length } = server.received;
  const request = family === 'cosyvoice' ? { ...cosyvoiceRequest, ...change } : { ...qwenRequest, ...change };
  await client.createVoice(request);
  return server.received.length > length;
}

async function sendsExactly<Value>(
  all: readonly Value[],
  allowed: (family: Family) => readonly Value[],
  change: (value: Value) => Change,
): Promise<void> {
  for (const family of FAMILIES) {
    const sent: Value[] = [];
    for (const value of all) if (await sends(family, change(value))) sent.push(value);
    expect([family, [...sent].sort()]).toEqual([family, [...allowed(family)].sort()]);
  }
}

const drivers: Readonly<Record<ProviderFactKey, () => Promise<void> | void>> = {
  previewText: async () => {
    for (const family of FAMILIES) {
      const { previewTextMin: min, previewTextMax: max } = FAMILY_ROWS[family].limits;
      for (const [length, sent] of [
        [min - 1, false],
        [min, true],
        [max, true],
        [max + 1, false],
      ] as const) {
        expect([family, length, await sends(family, { previewText: '𝄞'.repeat(length) })]).toEqual([
          family,
          length,
          sent,
        ]);
      }
    }
  },
  voicePrompt: async () => {
    for (const family of FAMILIES) {
      const { voicePromptMax: max } = FAMILY_ROWS[family].limits;
      expect(await sends(family, { voicePrompt: '𝄞'.repeat(max) })).toBe(true);
      expect(await sends(family, { voicePrompt: '𝄞'.repeat(max + 1) })).toBe(false);
    }
  },
  name: async () => {
    const named = async (family: Family, name: string) =>
      sends(family, family === 'cosyvoice' ? { prefix: name } : { preferredName: name });
    for (const [family, good, bad] of [
      ['cosyvoice', ['a', 'Abc4567890'], ['', 'a_b', 'abcdefghijk']],
      ['qwen', ['a', 'Abc_567890123456'], ['', 'a-b', 'abcdefghijklmnopq']],
    ] as const) {
      for (const name of good) expect([name, await named(family, name)]).toEqual([name, true]);
      for (const name of bad) expect([name, await named(family, name)]).toEqual([name, false]);
    }
  },
  sampleRates: () =>
    sendsExactly(
      [8_000, 16_000, 22_050, 24_000, 48_000],
      (family) => FAMILY_ROWS[family].limits.sampleRates,
      (sampleRate) => ({ sampleRate }),
    ),
  responseFormats: () =>
    sendsExactly(
      RESPONSE_FORMATS,
      (family) => FAMILY_ROWS[family].limits.responseFormats,
      (responseFormat) => ({ responseFormat }),
    ),
  languages: () =>
    sendsExactly(
      LANGUAGES,
      (family) => FAMILY_ROWS[family].limits.languages,
      (language) => ({ language, languageHints: [language] }),
    ),
  statuses: async () => {
    for (const status of [...PROVIDER_STATUSES, 'PENDING']) {
      server.play(reply(200, { output: { voice_id: COSYVOICE_ID, status } }));
      const voice = await client.queryVoice({ family: 'cosyvoice', providerVoiceId: COSYVOICE_ID });
      expect(voice.status).toBe(status === 'PENDING' ? null : status);
    }
  },
  targetModels: () =>
    sendsExactly(
      KNOWN_TARGET_MODELS.map(({ name }) => name),
      (family) => PROVIDER_FACTS.targetModels.value[family],
      (targetModel) => ({ targetModel }),
    ),
  unsuitableTargetModels: async () => {
    for (const targetModel of PROVIDER_FACTS.unsuitableTargetModels.value) {
      for (const name of [targetModel, `${targetModel}-2026-01-22`]) {
        expect(unsuitability(name)).toEqual(expect.any(String));
        for (const family of FAMILIES) expect(await sends(family, { targetModel: name })).toBe(false);
      }
    }
  },
  recommendedTargetModels: () => {
    const create = { family: 'qwen', scope: 'mainland', targetModel: 'qwen3-tts-vd-2026-01-26' } as const;
    const [{ message = '' } = {}] = warningsAbout(create, after);
    const places = RECOMMENDED_TARGET_MODELS.map((model) =>
      message.indexOf(`${model}`, message.indexOf('recommend')),
    );
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(Math.min(...places)).toBeGreaterThan(0);
    for (const model of RECOMMENDED_TARGET_MODELS)
      expect(KNOWN_TARGET_MODELS.find(({ name }) => name === model)?.family).toBe('cosyvoice');
  },
  designScopes: () => {
    const { value } = PROVIDER_FACTS.designScopes;
    for (const family of FAMILIES) {
      const warned = SCOPES.filter((scope) =>
        warningsAbout({ family, scope, targetModel: requests[family].targetModel }, before).some(
          ({ code }) => code === 'scope_undocumented',
        ),
      );
      expect(SCOPES.filter((scope) => !warned.includes(scope))).toEqual(value[family]);
    }
  },
  retirement: async () => {
    expect([isRetired('qwen', before), isRetired('qwen', after), isRetired('cosyvoice', after)]).toEqual([
      false,
      true,
      false,
    ]);
    server.play(reply(403, errorBody('AccessDenied')));
    for (const [now, name] of [
      [before, 'DashScopeAccessDeniedError'],
      [after, 'DashScopeModelRetiredError'],
    ] as const) {
      const timed = clientOf(server, { clock: { now: () => now.getTime(), sleep: async () => {} } });
      expect(await timed.createVoice(qwenRequest)).toMatchObject({ kind: 'refused', error: { name } });
      await timed.close();
    }
  },
  hosts: () => {
    for (const scope of SCOPES) {
      const [shared, trial, workspace] = [
        PROVIDER_FACTS.hosts.value.shared[scope],
        PROVIDER_FACTS.hosts.value.trial[SCOPES.indexOf(scope)],
        PROVIDER_FACTS.hosts.value.workspace[SCOPES.indexOf(scope)],
      ];
      const kinds = [shared, trial, workspace].map((host) => {
        const { kind, workspaceId } = resolveEndpoint(scope, {
          baseUrl: `https://${host}`,
          workspaceId: 'llm-1',
        });
        return [kind, workspaceId];
      });
      expect(kinds).toEqual([
        ['shared', 'llm-1'],
        ['trial', 'llm-1'],
        ['workspace', null],
      ]);
    }
  },
  gatewaySeconds: () => {
    for (const baseUrl of [
      'https://trial.cn-beijing.maas.aliyuncs.com',
      'https://llm-1.cn-beijing.maas.aliyuncs.com',
      undefined,
    ]) {
      const { kind } = resolveEndpoint('mainland', { baseUrl });
      if (kind === 'allowed' || kind === 'loopback') throw new Error(kind);
      expect(GATEWAY_SECONDS[kind]).toBe(kind === 'workspace' ? 3_600 : 600);
    }
  },
  requestsPerSecond: async () => {
    for (const family of FAMILIES) {
      const rate = FAMILY_ROWS[family].limits.requestsPerSecond;
      expect(Math.ceil(1_000_000 / slotGrid(family, 1).tickUs)).toBe(rate);
    }
  },
  voicesPerAccount: async () => {
    server.play(
      reply(
        400,
        errorBody(
          'Throttling.AllocationQuota',
          `Your current quota is ${FAMILY_ROWS.cosyvoice.limits.voicesMax}`,
        ),
      ),
    );
    const outcome = await client.createVoice(cosyvoiceRequest);
    expect(outcome).toMatchObject({ kind: 'refused', error: { meaning: 'voice_storage' } });
  },
  createPrice: () => {
    for (const family of FAMILIES) {
      for (const scope of SCOPES) {
        const { amount, currency } = costOf({ family, scope }, 1);
        expect(PROVIDER_FACTS.createPrice.value[family][scope]).toMatchObject(
          amount === null ? { undocumented: expect.any(String) } : { amount, currency },
        );
      }
    }
  },
  ids: () => {
    expect(readProviderVoiceId('cosyvoice', `cosyvoice-v3.5-plus-vd-announcer-${HEX32}`)).toEqual({
      name: 'announcer',
      targetModel: 'cosyvoice-v3.5-plus',
    });
    for (const stamp of ['20251210145409', '20251224195614166'])
      expect(readProviderVoiceId('qwen', `qwen-tts-vd-announcer-voice-${stamp}-b94c`)?.name).toBe(
        'announcer',
      );
    expect(readProviderVoiceId('cosyvoice', `cosyvoice-v3.5-plus-announcer-${HEX32}`)).toBeNull();
  },
  codeSpelling: async () => {
    const names = ['DashScopeContentRejectedError', 'DashScopeBillingError'];
    for (const [at, code] of PROVIDER_FACTS.codeSpelling.value.entries()) {
      server.play(reply(400, errorBody(code)));
      expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({ error: { name: names[at] } });
    }
  },
};

describe('the facts of the provider', () => {
  it.each(Object.entries(drivers))('%s: the client behaves accordingly', async (_, drive) => {
    await drive();
  });

  it.each(Object.entries(PROVIDER_FACTS))('%s has a source and its date', (_, { source, date }) => {
    expect(source).not.toBe('');
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  });
});
