/**
 * The vocabulary of DashScope voice design, as Model Studio documents it.
 *
 * @see https://www.alibabacloud.com/help/en/model-studio/voice-design-api-references
 */

export const FAMILIES = ['cosyvoice', 'qwen'] as const;
/**
 * A family of voice design models.
 *
 * @example
 * const families: readonly Family[] = ['cosyvoice'];
 */
export type Family = (typeof FAMILIES)[number];

export const SCOPES = ['mainland', 'international'] as const;
/**
 * The deployment scope, either `mainland` (Beijing) or `international` (Singapore). Keys and voices belong to one scope.
 *
 * @example
 * const scopes: readonly Scope[] = ['mainland', 'international'];
 */
export type Scope = (typeof SCOPES)[number];

export const PROVIDER_STATUSES = ['DEPLOYING', 'OK', 'UNDEPLOYED'] as const;
/** Review status of a CosyVoice voice. Qwen voices have none, because they are usable once created. */
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

export const RESPONSE_FORMATS = ['pcm', 'wav', 'mp3', 'opus'] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

export const LANGUAGES = ['zh', 'en', 'de', 'it', 'pt', 'es', 'ja', 'ko', 'fr', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

export const OPERATIONS = ['create', 'list', 'query', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The kinds of error of a call. Each has a class in `errors.ts`. */
export const ERROR_KINDS = [
  'configuration',
  'authentication',
  'access_denied',
  'throttled',
  'quota',
  'voice_not_found',
  'invalid_request',
  'content_rejected',
  'billing',
  'model_retired',
  'server',
  'connection',
  'timeout',
  'unreadable',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** The path of every operation on every host. The method is always POST. */
export const CUSTOMIZATION_PATH = '/api/v1/services/audio/tts/customization';

export const DEFAULT_HOSTS = {
  mainland: 'dashscope.aliyuncs.com',
  international: 'dashscope-intl.aliyuncs.com',
} as const satisfies Record<Scope, string>;

/** The domain of a scope's region. Its hosts prepend `{WorkspaceId}.` or `trial.`. */
export const REGION_DOMAINS = {
  mainland: 'cn-beijing.maas.aliyuncs.com',
  international: 'ap-southeast-1.maas.aliyuncs.com',
} as const satisfies Record<Scope, string>;

/** The documented kinds of host. Only the name of a workspace host contains the workspace id. */
export const DOCUMENTED_HOST_KINDS = ['shared', 'trial', 'workspace'] as const;
export type DocumentedHostKind = (typeof DOCUMENTED_HOST_KINDS)[number];

/** The first label of a region's trial host. It is not a workspace id. */
export const TRIAL_LABEL = 'trial';

/**
 * Seconds after which the provider's gateway times out, by kind of host.
 *
 * @see https://help.aliyun.com/zh/model-studio/regions
 */
export const GATEWAY_SECONDS = {
  shared: 600,
  trial: 600,
  workspace: 3_600,
} as const satisfies Record<DocumentedHostKind, number>;

/** The time-out of the slowest kind of host, used where the kind is not known. */
export const LONGEST_GATEWAY_SECONDS = Math.max(...Object.values(GATEWAY_SECONDS));

/** The provider's defaults for fields that a request omits. */
export const PROVIDER_DEFAULTS = {
  sampleRate: 24_000,
  responseFormat: 'wav',
  language: 'zh',
} as const satisfies { sampleRate: number; responseFormat: ResponseFormat; language: Language };
