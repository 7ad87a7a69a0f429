/**
 * The vendor's documented facts that the simulator implements, with source and date. The values are those that the code
 * uses. A test checks each of them over a socket, and docs/provider.md lists them.
 */
import { cosyvoice } from './families/cosyvoice.ts';
import type { FamilyProfile } from './families/profile.ts';
import { qwen, qwenRetirement } from './families/qwen.ts';
import { defaultSettings } from './settings.ts';

export interface SimulatedFact {
  readonly topic: string;
  /** Any JSON value. */
  readonly value: unknown;
  readonly source: string;
  /** Date of the vendor's page or of the report, in ISO 8601. */
  readonly date: string;
}

const reference = 'voice-design-api-references';
const date = '2026-10-10';
const byFamily = <Value>(of: (profile: FamilyProfile) => Value) => ({
  cosyvoice: of(cosyvoice),
  qwen: of(qwen),
});

export const simulatedFacts = {
  previewText: {
    topic: 'minimum and maximum length of a preview text, in characters; otherwise 400 `InvalidParameter`',
    value: byFamily(({ minTextLength, maxTextLength }) => [minTextLength, maxTextLength]),
    source: reference,
    date,
  },
  voicePrompt: {
    topic: 'maximum length of a voice prompt, in characters',
    value: byFamily(({ maxPromptLength }) => maxPromptLength),
    source: reference,
    date,
  },
  name: {
    topic: '`prefix`, `preferred_name`',
    value: byFamily(({ namePattern }) => namePattern.source),
    source: reference,
    date,
  },
  sampleRates: {
    topic: 'sample rates of the preview, Hz',
    value: byFamily(({ sampleRates }) => sampleRates),
    source: reference,
    date,
  },
  responseFormats: {
    topic: 'formats of the preview',
    value: byFamily(({ formats }) => formats),
    source: reference,
    date,
  },
  languages: {
    topic: 'languages',
    value: byFamily(({ languages }) => languages),
    source: reference,
    date,
  },
  targetModels: {
    topic: 'target models for designed voices',
    value: byFamily(({ targetModels }) => targetModels),
    source: 'voice-design-user-guide',
    date,
  },
  unsuitableTargetModels: {
    topic: 'speech models that a create call refuses',
    value: [...cosyvoice.unsupportedModels, ...qwen.unsupportedModels],
    source: 'tts-model, models/index',
    date,
  },
  retirement: {
    topic: 'retired family; with `--qwen-retired` the simulator refuses its calls',
    value: qwenRetirement,
    source: 'notice 792',
    date: '2026-06-05',
  },
  requestsPerSecond: {
    topic: 'calls per second and account, all actions together',
    value: byFamily(({ callsPerSecond }) => callsPerSecond(defaultSettings)),
    source: 'voice-enrollment, qwen-voice-design',
    date: '2026-08-01',
  },
  voicesPerAccount: {
    topic: 'voices per account and family, clones included',
    value: byFamily(() => defaultSettings.voiceCap),
    source: 'voice-cloning-user-guide',
    date,
  },
  price: {
    topic: 'CNY per created voice',
    value: byFamily(({ priceCny }) => priceCny),
    source: 'voice-design-user-guide',
    date,
  },
} as const satisfies Record<string, SimulatedFact>;

export type SimulatedFactKey = keyof typeof simulatedFacts;
