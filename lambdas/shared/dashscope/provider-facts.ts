/**
 * The provider's documented facts that this client relies on, each with its source and the date of the page. The values
 * are those that the code uses. A test drives each of them; docs/provider.md shows them.
 */
import {
  DESIGN_SCOPES,
  KNOWN_TARGET_MODELS,
  RECOMMENDED_TARGET_MODELS,
  RETIREMENTS,
  UNSUITABLE_TARGET_MODELS,
} from './target-models.ts';
import {
  DEFAULT_HOSTS,
  FAMILY_LIMITS,
  type Family,
  type FamilyLimits,
  GATEWAY_SECONDS,
  PROVIDER_STATUSES,
  REGION_DOMAINS,
  TRIAL_LABEL,
} from './vocabulary.ts';

export interface ProviderFact {
  readonly topic: string;
  /** JSON. Where the simulator states a fact of the same key, its value is the same. */
  readonly value: unknown;
  readonly source: string;
  /** ISO 8601 date of the page, or of the report. */
  readonly date: string;
}

const reference = 'voice-design-api-references';
const guide = 'voice-design-user-guide';
const models = 'tts-model';
const regions = 'regions';

const byFamily = <Value>(of: (limits: FamilyLimits, family: Family) => Value): Record<Family, Value> => ({
  cosyvoice: of(FAMILY_LIMITS.cosyvoice, 'cosyvoice'),
  qwen: of(FAMILY_LIMITS.qwen, 'qwen'),
});

export const PROVIDER_FACTS = {
  previewText: {
    topic: 'preview text, characters',
    value: byFamily(({ previewTextMin, previewTextMax }) => [previewTextMin, previewTextMax]),
    source: reference,
    date: '2026-10-10',
  },
  voicePrompt: {
    topic: 'voice prompt, characters at most',
    value: byFamily(({ voicePromptMax }) => voicePromptMax),
    source: reference,
    date: '2026-10-10',
  },
  name: {
    topic: '`prefix`, `preferred_name`',
    value: byFamily(({ namePattern }) => namePattern.source),
    source: reference,
    date: '2026-10-10',
  },
  sampleRates: {
    topic: 'sample rates of the preview, Hz',
    value: byFamily(({ sampleRates }) => sampleRates),
    source: reference,
    date: '2026-10-10',
  },
  responseFormats: {
    topic: 'formats of the preview',
    value: byFamily(({ responseFormats }) => responseFormats),
    source: reference,
    date: '2026-10-10',
  },
  languages: {
    topic: 'languages',
    value: byFamily(({ languages }) => languages),
    source: `${reference}, ${models}`,
    date: '2026-10-10',
  },
  statuses: {
    topic: 'review statuses (CosyVoice only)',
    value: PROVIDER_STATUSES,
    source: reference,
    date: '2026-10-10',
  },
  targetModels: {
    topic: 'target models for designed voices',
    value: byFamily((_, family) =>
      KNOWN_TARGET_MODELS.filter((model) => model.family === family).map(({ name }) => name),
    ),
    source: guide,
    date: '2026-10-10',
  },
  unsuitableTargetModels: {
    topic: 'speech models that take no designed voice',
    value: Object.keys(UNSUITABLE_TARGET_MODELS),
    source: `${models}, models/index`,
    date: '2026-10-10',
  },
  recommendedTargetModels: {
    topic: 'recommended target models, in order',
    value: RECOMMENDED_TARGET_MODELS,
    source: models,
    date: '2026-10-10',
  },
  designScopes: {
    topic: 'scopes in which design is documented (Qwen: until its retirement)',
    value: DESIGN_SCOPES,
    source: guide,
    date: '2026-10-10',
  },
  retirement: {
    topic: 'retired family',
    value: RETIREMENTS,
    source: 'notice 792',
    date: '2026-06-05',
  },
  hosts: {
    topic: 'shared, trial and workspace hosts',
    value: {
      shared: DEFAULT_HOSTS,
      trial: Object.values(REGION_DOMAINS).map((domain) => `${TRIAL_LABEL}.${domain}`),
      workspace: Object.values(REGION_DOMAINS).map((domain) => `{WorkspaceId}.${domain}`),
    },
    source: regions,
    date: '2026-10-10',
  },
  gatewaySeconds: {
    topic: 'seconds after which the gateway gives up; not documented for this path',
    value: GATEWAY_SECONDS,
    source: regions,
    date: '2026-10-10',
  },
  requestsPerSecond: {
    topic: 'calls per second and account, all actions, keys and workspaces together',
    value: byFamily(({ requestsPerSecond }) => requestsPerSecond),
    source: 'voice-enrollment, qwen-voice-design',
    date: '2026-08-01',
  },
  voicesPerAccount: {
    topic: 'voices per account; CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime together, clones included',
    value: byFamily(({ voicesMax }) => voicesMax),
    source: 'voice-cloning-user-guide',
    date: '2026-10-10',
  },
  ids: {
    topic: "forms of a designed voice's id",
    value: {
      cosyvoice: '{target_model}-vd-{prefix}-{32 hex}',
      qwen: 'qwen-tts-vd-{preferred_name}-voice-{14 to 17 digits}-{4 hex}',
    },
    source: `${reference}, field reports`,
    date: '2026-10-10',
  },
  codeSpelling: {
    topic: 'error codes also come in lower case and with underscores',
    value: ['data_inspection_failed', 'arrearage'],
    source: 'field reports',
    date: '2026-10-10',
  },
} as const satisfies Record<string, ProviderFact>;

export type ProviderFactKey = keyof typeof PROVIDER_FACTS;
