/**
 * The provider's own words and numbers: DashScope voice design as Model Studio documents it.
 * Texts are measured in Unicode code points, sample rates in Hz.
 *
 * @see https://www.alibabacloud.com/help/en/model-studio/voice-design-api-references
 */

export const FAMILIES = ['cosyvoice', 'qwen'] as const;
export type Family = (typeof FAMILIES)[number];

export const SCOPES = ['mainland', 'international'] as const;
/** Deployment scope: Beijing (`mainland`) or Singapore (`international`). Keys and voices belong to one scope. */
export type Scope = (typeof SCOPES)[number];

export const PROVIDER_STATUSES = ['DEPLOYING', 'OK', 'UNDEPLOYED'] as const;
/** Review status of a CosyVoice voice. Qwen voices have none: they are usable once created. */
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

export const RESPONSE_FORMATS = ['pcm', 'wav', 'mp3', 'opus'] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

export const LANGUAGES = ['zh', 'en', 'de', 'it', 'pt', 'es', 'ja', 'ko', 'fr', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

export const OPERATIONS = ['create', 'list', 'query', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The `model` at the top of every request: it selects the family, not the synthesis model. */
export const TOP_LEVEL_MODELS = {
  cosyvoice: 'voice-enrollment',
  qwen: 'qwen-voice-design',
} as const satisfies Record<Family, string>;

/** `input.action` of each operation. */
export const ACTIONS = {
  cosyvoice: { create: 'create_voice', list: 'list_voice', query: 'query_voice', delete: 'delete_voice' },
  qwen: { create: 'create', list: 'list', query: 'query', delete: 'delete' },
} as const satisfies Record<Family, Record<Operation, string>>;

/** One path and one method (POST) for every operation on every host. */
export const CUSTOMIZATION_PATH = '/api/v1/services/audio/tts/customization';

export const DEFAULT_HOSTS = {
  mainland: 'dashscope.aliyuncs.com',
  international: 'dashscope-intl.aliyuncs.com',
} as const satisfies Record<Scope, string>;

/** The domain of a scope's region: `{WorkspaceId}.` or `trial.` goes in front of it. */
export const REGION_DOMAINS = {
  mainland: 'cn-beijing.maas.aliyuncs.com',
  international: 'ap-southeast-1.maas.aliyuncs.com',
} as const satisfies Record<Scope, string>;

/** The kinds of host that the provider documents; only a workspace host says by its name which workspace is meant. */
export const DOCUMENTED_HOST_KINDS = ['shared', 'trial', 'workspace'] as const;
export type DocumentedHostKind = (typeof DOCUMENTED_HOST_KINDS)[number];

/** The label of a region's trial host, and therefore no workspace id. */
export const TRIAL_LABEL = 'trial';

/**
 * Seconds after which the provider's gateway gives up on a request, by kind of host.
 *
 * @see https://help.aliyun.com/zh/model-studio/regions
 */
export const GATEWAY_SECONDS = {
  shared: 600,
  trial: 600,
  workspace: 3_600,
} as const satisfies Record<DocumentedHostKind, number>;

/** Of the slowest kind of host: what counts where the kind is not known. */
export const LONGEST_GATEWAY_SECONDS = Math.max(...Object.values(GATEWAY_SECONDS));

export interface FamilyLimits {
  /** Bounds of the texts, inclusive, in code points. */
  readonly voicePromptMax: number;
  readonly previewTextMin: number;
  readonly previewTextMax: number;
  /** `prefix` (cosyvoice) or `preferred_name` (qwen). */
  readonly nameMax: number;
  readonly namePattern: RegExp;
  readonly sampleRates: readonly number[];
  readonly responseFormats: readonly ResponseFormat[];
  /** Languages of the preview text; the voice prompt is Chinese or English in both families. */
  readonly languages: readonly Language[];
  /**
   * Stored voices per account, counted apart for each family. CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime voices
   * count together, clones included.
   */
  readonly voicesMax: number;
  /** Requests per second of the whole account, all operations, keys and workspaces together. */
  readonly requestsPerSecond: number;
}

export const FAMILY_LIMITS: Readonly<Record<Family, FamilyLimits>> = {
  cosyvoice: {
    voicePromptMax: 500,
    previewTextMin: 15,
    previewTextMax: 200,
    nameMax: 10,
    namePattern: /^[A-Za-z0-9]{1,10}$/,
    sampleRates: [16_000, 24_000, 48_000],
    responseFormats: ['pcm', 'wav', 'mp3'],
    languages: ['zh', 'en'],
    voicesMax: 1000,
    requestsPerSecond: 10,
  },
  qwen: {
    voicePromptMax: 2048,
    previewTextMin: 1,
    previewTextMax: 1024,
    nameMax: 16,
    namePattern: /^[A-Za-z0-9_]{1,16}$/,
    sampleRates: [8_000, 16_000, 24_000, 48_000],
    responseFormats: ['pcm', 'wav', 'mp3', 'opus'],
    languages: LANGUAGES,
    voicesMax: 1000,
    // Documented as 180 a minute, and that such limits may be enforced as a sixtieth of it each second.
    requestsPerSecond: 3,
  },
};

/** What the provider uses when the request says nothing. */
export const PROVIDER_DEFAULTS = {
  sampleRate: 24_000,
  responseFormat: 'wav',
  language: 'zh',
} as const satisfies { sampleRate: number; responseFormat: ResponseFormat; language: Language };
