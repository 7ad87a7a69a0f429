/**
 * Documented facts that this client relies on, each with its source and the date of the page. The code uses these values,
 * a test exercises each of them, and docs/provider.md shows them.
 */
import { byFamily, CREATE_PRICE_SOURCE, FAMILY_ROWS } from './families.ts';
import { RECOMMENDED_TARGET_MODELS, UNSUITABLE_TARGET_MODELS } from './target-models.ts';
import {
  DEFAULT_HOSTS,
  FAMILIES,
  GATEWAY_SECONDS,
  PROVIDER_STATUSES,
  REGION_DOMAINS,
  TRIAL_LABEL,
} from './vocabulary.ts';

export interface ProviderFact {
  readonly topic: string;
  /** JSON. The simulator's fact of the same key, if there is one, has the same value. */
  readonly value: unknown;
  readonly source: string;
  /** ISO 8601 date of the page, or of the report. */
  readonly date: string;
}

const reference = 'voice-design-api-references';
const guide = 'voice-design-user-guide';
const models = 'tts-model';
const regions = 'regions';

const retirements = Object.fromEntries(
  FAMILIES.flatMap((family) => {
    const { retirement } = FAMILY_ROWS[family];
    return retirement === null ? [] : [[family, retirement]];
  }),
);

export const PROVIDER_FACTS = {
  previewText: {
    topic: 'preview text, characters',
    value: byFamily(({ limits: { previewTextMin, previewTextMax } }) => [previewTextMin, previewTextMax]),
    source: reference,
    date: '2026-10-10',
  },
  voicePrompt: {
    topic: 'voice prompt, characters at most',
    value: byFamily(({ limits: { voicePromptMax } }) => voicePromptMax),
    source: reference,
    date: '2026-10-10',
  },
  name: {
    topic: '`prefix`, `preferred_name`',
    value: byFamily(({ limits: { namePattern } }) => namePattern.source),
    source: reference,
    date: '2026-10-10',
  },
  sampleRates: {
    topic: 'sample rates of the preview, Hz',
    value: byFamily(({ limits: { sampleRates } }) => sampleRates),
    source: reference,
    date: '2026-10-10',
  },
  responseFormats: {
    topic: 'formats of the preview',
    value: byFamily(({ limits: { responseFormats } }) => responseFormats),
    source: reference,
    date: '2026-10-10',
  },
  languages: {
    topic: 'languages',
    value: byFamily(({ limits: { languages } }) => languages),
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
    value: byFamily(({ targetModels }) => targetModels.map(({ name }) => name)),
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
    value: byFamily(({ documentedScopes }) => documentedScopes),
    source: guide,
    date: '2026-10-10',
  },
  retirement: {
    topic: 'retired family',
    value: retirements,
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
    value: byFamily(({ limits: { requestsPerSecond } }) => requestsPerSecond),
    source: 'voice-enrollment, qwen-voice-design',
    date: '2026-08-01',
  },
  voicesPerAccount: {
    topic: 'voices per account; CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime together, clones included',
    value: byFamily(({ limits: { voicesMax } }) => voicesMax),
    source: 'voice-cloning-user-guide',
    date: '2026-10-10',
  },
  createPrice: {
    topic: 'price of a created voice; failed creates are free',
    value: byFamily(({ createPrices }) => createPrices),
    source: CREATE_PRICE_SOURCE.pages,
    date: CREATE_PRICE_SOURCE.date,
  },
  ids: {
    topic: "forms of a designed voice's id",
    value: byFamily(({ idForm }) => idForm),
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
