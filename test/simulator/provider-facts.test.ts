import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { profiles } from '../../simulator/families/index.ts';
import type { FamilyProfile } from '../../simulator/families/profile.ts';
import { type SimulatedFactKey, simulatedFacts } from '../../simulator/provider-facts.ts';
import { defaultSettings } from '../../simulator/settings.ts';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from './support/requests.ts';
import { startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator({ settings: { reviewSeconds: 0 } });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.server.stop());

const families = Object.values(profiles);
const createStatus = async ({ family }: FamilyProfile, input: object, parameters = {}) => {
  const create = family === 'cosyvoice' ? cosyvoiceCreate : qwenCreate;
  return (await simulator.post(create({ ...input }, parameters))).status;
};

/** Expects that each family accepts exactly the values that `accepted` returns for it. */
async function expectAccepted<Value>(
  all: readonly Value[],
  accepted: (profile: FamilyProfile) => readonly Value[],
  send: (profile: FamilyProfile, value: Value) => Promise<number>,
): Promise<void> {
  for (const profile of families) {
    const actual: Value[] = [];
    for (const value of all) if ((await send(profile, value)) === 200) actual.push(value);
    expect([profile.family, actual]).toEqual([
      profile.family,
      all.filter((value) => accepted(profile).includes(value)),
    ]);
  }
}

const checks: Readonly<Record<SimulatedFactKey, () => Promise<void>>> = {
  previewText: async () => {
    for (const profile of families) {
      const { minTextLength, maxTextLength } = profile;
      const lengths = [minTextLength - 1, minTextLength, maxTextLength, maxTextLength + 1];
      const statuses: number[] = [];
      for (const length of lengths)
        statuses.push(await createStatus(profile, { preview_text: '𠮷'.repeat(length) }));
      expect(statuses).toEqual([400, 200, 200, 400]);
    }
  },
  voicePrompt: async () => {
    for (const profile of families) {
      const statuses: number[] = [];
      for (const length of [profile.maxPromptLength, profile.maxPromptLength + 1])
        statuses.push(await createStatus(profile, { voice_prompt: '𠮷'.repeat(length) }));
      expect(statuses).toEqual([200, 400]);
    }
  },
  name: () =>
    expectAccepted(
      ['a', 'Abc4567890', 'Abc_567890', 'Abc4567890123456', 'Abc45678901234567', 'a-b'],
      ({ family }) => ['a', 'Abc4567890', ...(family === 'qwen' ? ['Abc_567890', 'Abc4567890123456'] : [])],
      (profile, name) => createStatus(profile, { [profile.nameField]: name }),
    ),
  sampleRates: () =>
    expectAccepted(
      [8_000, 16_000, 22_050, 24_000, 48_000],
      ({ sampleRates }) => sampleRates,
      (profile, rate) => createStatus(profile, {}, { sample_rate: rate }),
    ),
  responseFormats: () =>
    expectAccepted(
      ['pcm', 'wav', 'mp3', 'opus', 'flac'],
      ({ formats }) => formats,
      (profile, format) => createStatus(profile, {}, { response_format: format }),
    ),
  languages: () =>
    expectAccepted(
      [...profiles.qwen.languages, 'xx'],
      ({ languages }) => languages,
      (profile, language) => createStatus(profile, { language_hints: [language], language }),
    ),
  targetModels: () =>
    expectAccepted(
      families.flatMap(({ targetModels }) => targetModels),
      ({ targetModels }) => targetModels,
      (profile, model) => createStatus(profile, { target_model: model }),
    ),
  unsuitableTargetModels: async () => {
    await simulator.control.changeSettings({ unknownTargetModels: 'accept' });
    await expectAccepted(
      simulatedFacts.unsuitableTargetModels.value,
      () => [],
      (profile, model) => createStatus(profile, { target_model: model }),
    );
  },
  retirement: async () => {
    expect(await createStatus(profiles.qwen, {})).toBe(200);
    await simulator.control.changeSettings({ qwenRetired: 'endpoint-access-denied' });
    expect(await createStatus(profiles.qwen, {})).toBe(403);
    expect((await simulator.post(qwen('list'))).status).toBe(403);
    expect(await createStatus(profiles.cosyvoice, {})).toBe(200);
  },
  requestsPerSecond: async () => {
    const { cosyvoiceCallsPerSecond, qwenCallsPerMinute } = defaultSettings;
    await simulator.control.changeSettings({ cosyvoiceCallsPerSecond, qwenCallsPerMinute });
    for (const [family, rate] of Object.entries(simulatedFacts.requestsPerSecond.value)) {
      const body = family === 'qwen' ? qwen('list') : cosyvoice('list');
      const statuses: number[] = [];
      for (let call = 0; call <= rate; call += 1) statuses.push((await simulator.post(body)).status);
      expect(statuses).toEqual([...Array.from({ length: rate }, () => 200), 429]);
      simulator.clock.advance(1);
      expect((await simulator.post(body)).status).toBe(200);
    }
  },
  voicesPerAccount: async () => {
    const { voiceCap } = defaultSettings;
    await simulator.control.seedVoices({ family: 'cosyvoice', count: voiceCap - 2 });
    await simulator.control.seedVoices({ family: 'cosyvoice', kind: 'cloned', count: 1 });
    expect([await createStatus(profiles.cosyvoice, {}), await createStatus(profiles.cosyvoice, {})]).toEqual([
      200, 400,
    ]);
    expect(await createStatus(profiles.qwen, {})).toBe(200);
  },
  price: async () => {
    for (const profile of families) await createStatus(profile, {});
    const { billedCny } = await simulator.control.snapshot();
    expect(billedCny).toBe(simulatedFacts.price.value.cosyvoice + simulatedFacts.price.value.qwen);
  },
};

describe('the facts of the simulator', () => {
  it.each(Object.entries(checks))('%s: the simulator behaves accordingly', async (_, check) => {
    await check();
  });

  it.each(Object.entries(simulatedFacts))('%s has a source and its date', (_, { source, date }) => {
    expect(source).not.toBe('');
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  });
});
