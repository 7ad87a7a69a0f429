import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FamilyProfile, profiles } from '../../simulator/families.ts';
import { type SimulatedFactKey, simulatedFacts } from '../../simulator/provider-facts.ts';
import { defaultSettings } from '../../simulator/settings.ts';
import { type Caller, startProvider } from './support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from './support/requests.ts';

let caller: Caller;
beforeAll(async () => {
  caller = await startProvider({ settings: { reviewSeconds: 0 } });
});
beforeEach(() => caller.fresh());
afterAll(() => caller.simulator.stop());

const families = Object.values(profiles);
const created = async ({ family }: FamilyProfile, input: object, parameters = {}) => {
  const create = family === 'cosyvoice' ? cosyvoiceCreate : qwenCreate;
  return (await caller.post(create({ ...input }, parameters))).status;
};

async function takesExactly<Value>(
  all: readonly Value[],
  taken: (profile: FamilyProfile) => readonly Value[],
  send: (profile: FamilyProfile, value: Value) => Promise<number>,
): Promise<void> {
  for (const profile of families) {
    const found: Value[] = [];
    for (const value of all) if ((await send(profile, value)) === 200) found.push(value);
    expect([profile.family, found]).toEqual([
      profile.family,
      all.filter((value) => taken(profile).includes(value)),
    ]);
  }
}

const drivers: Readonly<Record<SimulatedFactKey, () => Promise<void>>> = {
  previewText: async () => {
    for (const profile of families) {
      const { minTextLength, maxTextLength } = profile;
      const lengths = [minTextLength - 1, minTextLength, maxTextLength, maxTextLength + 1];
      const statuses: number[] = [];
      for (const length of lengths)
        statuses.push(await created(profile, { preview_text: '𠮷'.repeat(length) }));
      expect(statuses).toEqual([400, 200, 200, 400]);
    }
  },
  voicePrompt: async () => {
    for (const profile of families) {
      const statuses: number[] = [];
      for (const length of [profile.maxPromptLength, profile.maxPromptLength + 1])
        statuses.push(await created(profile, { voice_prompt: '𠮷'.repeat(length) }));
      expect(statuses).toEqual([200, 400]);
    }
  },
  name: () =>
    takesExactly(
      ['a', 'Abc4567890', 'Abc_567890', 'Abc4567890123456', 'Abc45678901234567', 'a-b'],
      ({ family }) => ['a', 'Abc4567890', ...(family === 'qwen' ? ['Abc_567890', 'Abc4567890123456'] : [])],
      (profile, name) => created(profile, { [profile.nameField]: name }),
    ),
  sampleRates: () =>
    takesExactly(
      [8_000, 16_000, 22_050, 24_000, 48_000],
      ({ sampleRates }) => sampleRates,
      (profile, rate) => created(profile, {}, { sample_rate: rate }),
    ),
  responseFormats: () =>
    takesExactly(
      ['pcm', 'wav', 'mp3', 'opus', 'flac'],
      ({ formats }) => formats,
      (profile, format) => created(profile, {}, { response_format: format }),
    ),
  languages: () =>
    takesExactly(
      [...profiles.qwen.languages, 'xx'],
      ({ languages }) => languages,
      (profile, language) => created(profile, { language_hints: [language], language }),
    ),
  targetModels: () =>
    takesExactly(
      families.flatMap(({ targetModels }) => targetModels),
      ({ targetModels }) => targetModels,
      (profile, model) => created(profile, { target_model: model }),
    ),
  unsuitableTargetModels: async () => {
    await caller.control.changeSettings({ unknownTargetModels: 'accept' });
    await takesExactly(
      simulatedFacts.unsuitableTargetModels.value,
      () => [],
      (profile, model) => created(profile, { target_model: model }),
    );
  },
  retirement: async () => {
    expect(await created(profiles.qwen, {})).toBe(200);
    await caller.control.changeSettings({ qwenRetired: 'endpoint-access-denied' });
    expect(await created(profiles.qwen, {})).toBe(403);
    expect((await caller.post(qwen('list'))).status).toBe(403);
    expect(await created(profiles.cosyvoice, {})).toBe(200);
  },
  requestsPerSecond: async () => {
    const { cosyvoiceCallsPerSecond, qwenCallsPerMinute } = defaultSettings;
    await caller.control.changeSettings({ cosyvoiceCallsPerSecond, qwenCallsPerMinute });
    for (const [family, rate] of Object.entries(simulatedFacts.requestsPerSecond.value)) {
      const body = family === 'qwen' ? qwen('list') : cosyvoice('list');
      const statuses: number[] = [];
      for (let call = 0; call <= rate; call += 1) statuses.push((await caller.post(body)).status);
      expect(statuses).toEqual([...Array.from({ length: rate }, () => 200), 429]);
      caller.clock.pass(1);
      expect((await caller.post(body)).status).toBe(200);
    }
  },
  voicesPerAccount: async () => {
    const { voiceCap } = defaultSettings;
    await caller.control.seedVoices({ family: 'cosyvoice', count: voiceCap - 2 });
    await caller.control.seedVoices({ family: 'cosyvoice', kind: 'cloned', count: 1 });
    expect([await created(profiles.cosyvoice, {}), await created(profiles.cosyvoice, {})]).toEqual([
      200, 400,
    ]);
    expect(await created(profiles.qwen, {})).toBe(200);
  },
  price: async () => {
    for (const profile of families) await created(profile, {});
    const { billedCny } = await caller.control.snapshot();
    expect(billedCny).toBe(simulatedFacts.price.value.cosyvoice + simulatedFacts.price.value.qwen);
  },
};

describe('the facts of the simulator', () => {
  it.each(Object.entries(drivers))('%s: it answers accordingly', async (_, drive) => {
    await drive();
  });

  it.each(Object.entries(simulatedFacts))('%s has a source and its date', (_, { source, date }) => {
    expect(source).not.toBe('');
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  });
});
