import {
  FAMILIES,
  type Family,
  LANGUAGES,
  type Language,
  type Operation,
  type ResponseFormat,
  type Scope,
} from './vocabulary.ts';

/**
 * Everything that differs between the provider's model families, one row per family. Code that treats families
 * differently reads the row; it does not compare family names.
 *
 * @see https://www.alibabacloud.com/help/en/model-studio/voice-design-api-references
 */
export interface FamilyRow {
  /** The `model` at the top of every request: it selects the family, not the synthesis model. */
  readonly topLevelModel: string;
  /** `input.action` of each operation. */
  readonly actions: Readonly<Record<Operation, string>>;
  /** The field that holds a voice's id, in requests and answers. */
  readonly voiceIdField: 'voice_id' | 'voice';
  /** True if the provider reviews a new voice before it can be used. A voice without a review has no status. */
  readonly reviewed: boolean;
  /** True if the list can be filtered by the beginning of the name. */
  readonly listTakesPrefix: boolean;
  /** True if cloned voices are in the same list as designed ones. */
  readonly listHasClones: boolean;
  /** True if the answer to a delete repeats the voice's id. */
  readonly deleteRepeatsId: boolean;
  /** A designed voice's id. Groups: `name`, and `targetModel` where the id carries it. */
  readonly idPattern: RegExp;
  /** The form of the id in readable notation, for documentation. */
  readonly idForm: string;
  readonly limits: FamilyLimits;
  /** Target models that the provider documents for voice design. */
  readonly targetModels: readonly FamilyTargetModel[];
  /** Scopes in which the provider documents voice design. For a retired family, those before its retirement. */
  readonly documentedScopes: readonly Scope[];
  /** The announced retirement of the top-level model, or null. */
  readonly retirement: Retirement | null;
  /** The price of one created voice in each scope. */
  readonly createPrices: Readonly<Record<Scope, CreatePrice>>;
}

/** Pages and the date of {@link FamilyRow.createPrices}. */
export const CREATE_PRICE_SOURCE = {
  pages: 'voice-design-user-guide, model-pricing, notice 792',
  date: '2026-10-10',
} as const;

/** The documented price of one created voice, or the reason why none is known. Failed creates are free. */
export type CreatePrice =
  | { readonly amount: number; readonly currency: 'CNY' | 'USD'; readonly freeQuota: string | null }
  | { readonly undocumented: string };

/** Bounds of a create request. Texts are measured in Unicode code points; all bounds are inclusive. */
export interface FamilyLimits {
  readonly voicePromptMax: number;
  readonly previewTextMin: number;
  readonly previewTextMax: number;
  /** `prefix` (cosyvoice) or `preferred_name` (qwen). */
  readonly nameMax: number;
  readonly namePattern: RegExp;
  /** Hz. */
  readonly sampleRates: readonly number[];
  readonly responseFormats: readonly ResponseFormat[];
  /** Languages of the preview text; the voice prompt is Chinese or English in both families. */
  readonly languages: readonly Language[];
  /**
   * Maximum number of stored voices per account and family. CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime voices
   * count together, clones included.
   */
  readonly voicesMax: number;
  /**
   * Maximum number of voices that the list can show, also after the provider has raised `voicesMax`. Qwen's pages end at
   * index 200, which with the smallest page that a scan reads is the 1,005th voice. A list without such an end
   * is limited by the time of a scan.
   */
  readonly listedMax: number;
  /** Requests per second of the whole account, all operations, keys and workspaces together. */
  readonly requestsPerSecond: number;
  /** One slot of this many is kept free for other calls than creates. It is this deployment's choice. */
  readonly slotPeriod: number;
}

export interface FamilyTargetModel {
  readonly name: string;
  /** Languages that a voice designed for the model speaks; null where the provider does not document them. */
  readonly speaks: readonly Language[] | null;
}

/**
 * The announced retirement of a family's top-level model.
 *
 * @see https://www.alibabacloud.com/zh/notice/modelstudiospeech_series_legacy_mainline_models_eos_notice_792
 */
export interface Retirement {
  readonly model: string;
  /** ISO 8601 date, in UTC, from which calls are expected to fail. */
  readonly date: string;
  /** The target model that the provider's notice suggests instead, and its family. */
  readonly replacement: { readonly family: Family; readonly targetModel: string };
}

const mandarinAndEnglish: readonly Language[] = ['zh', 'en'];

export const FAMILY_ROWS: Readonly<Record<Family, FamilyRow>> = {
  cosyvoice: {
    topLevelModel: 'voice-enrollment',
    actions: { create: 'create_voice', list: 'list_voice', query: 'query_voice', delete: 'delete_voice' },
    voiceIdField: 'voice_id',
    reviewed: true,
    listTakesPrefix: true,
    listHasClones: true,
    deleteRepeatsId: false,
    idPattern: /^(?<targetModel>[A-Za-z0-9._-]+)-vd-(?<name>[A-Za-z0-9]{1,10})-[0-9a-f]{32}$/,
    idForm: '{target_model}-vd-{prefix}-{32 hex}',
    limits: {
      voicePromptMax: 500,
      previewTextMin: 15,
      previewTextMax: 200,
      nameMax: 10,
      namePattern: /^[A-Za-z0-9]{1,10}$/,
      sampleRates: [16_000, 24_000, 48_000],
      responseFormats: ['pcm', 'wav', 'mp3'],
      languages: mandarinAndEnglish,
      voicesMax: 1000,
      listedMax: 10_000,
      requestsPerSecond: 10,
      slotPeriod: 10,
    },
    targetModels: [
      { name: 'cosyvoice-v3.5-plus', speaks: mandarinAndEnglish },
      { name: 'cosyvoice-v3.5-flash', speaks: mandarinAndEnglish },
      { name: 'cosyvoice-v3-plus', speaks: mandarinAndEnglish },
      { name: 'cosyvoice-v3-flash', speaks: mandarinAndEnglish },
      { name: 'qwen-audio-3.0-tts-plus', speaks: null },
      { name: 'qwen-audio-3.0-tts-flash', speaks: null },
      { name: 'qwen-audio-3.1-tts-flash', speaks: null },
    ],
    documentedScopes: ['mainland'],
    retirement: null,
    createPrices: {
      mainland: { amount: 0, currency: 'CNY', freeQuota: null },
      international: { undocumented: 'its pages describe voice design in the scope mainland only' },
    },
  },
  qwen: {
    topLevelModel: 'qwen-voice-design',
    actions: { create: 'create', list: 'list', query: 'query', delete: 'delete' },
    voiceIdField: 'voice',
    reviewed: false,
    listTakesPrefix: false,
    listHasClones: false,
    deleteRepeatsId: true,
    idPattern: /^qwen-tts-vd-(?<name>[A-Za-z0-9_]{1,16})-voice-[0-9]{14,17}-[0-9a-f]{4}$/,
    idForm: 'qwen-tts-vd-{preferred_name}-voice-{14 to 17 digits}-{4 hex}',
    limits: {
      voicePromptMax: 2048,
      previewTextMin: 1,
      previewTextMax: 1024,
      nameMax: 16,
      namePattern: /^[A-Za-z0-9_]{1,16}$/,
      sampleRates: [8_000, 16_000, 24_000, 48_000],
      responseFormats: ['pcm', 'wav', 'mp3', 'opus'],
      languages: LANGUAGES,
      voicesMax: 1000,
      listedMax: 1_000,
      // Documented as 180 a minute. The provider may enforce a sixtieth of such a limit each second.
      requestsPerSecond: 3,
      slotPeriod: 6,
    },
    targetModels: [
      { name: 'qwen3-tts-vd-2026-01-26', speaks: LANGUAGES },
      { name: 'qwen3-tts-vd-realtime-2026-01-15', speaks: LANGUAGES },
      { name: 'qwen3-tts-vd-realtime-2025-12-16', speaks: LANGUAGES },
    ],
    documentedScopes: ['mainland', 'international'],
    retirement: {
      model: 'qwen-voice-design',
      date: '2026-10-10',
      replacement: { family: 'cosyvoice', targetModel: 'cosyvoice-v3.5-flash' },
    },
    createPrices: {
      mainland: {
        amount: 0.2,
        currency: 'CNY',
        freeQuota: 'The first 10 creates within 90 days of activating the service are free.',
      },
      international: { undocumented: 'its pages disagree, with CNY 0.2 in one and USD 0.2 in another' },
    },
  },
};

/** One value for each family. */
export function byFamily<Value>(of: (row: FamilyRow, family: Family) => Value): Record<Family, Value> {
  return { cosyvoice: of(FAMILY_ROWS.cosyvoice, 'cosyvoice'), qwen: of(FAMILY_ROWS.qwen, 'qwen') };
}

/** Families whose list can be filtered by the beginning of the name. */
export const familiesWithPrefix: readonly Family[] = FAMILIES.filter(
  (family) => FAMILY_ROWS[family].listTakesPrefix,
);

/** Maximum length of a prefix in these lists. */
export const prefixMax = Math.max(...familiesWithPrefix.map((family) => FAMILY_ROWS[family].limits.nameMax));

/** Families whose voices the provider reviews before they can be used. */
export function reviewedFamilies(): Family[] {
  return FAMILIES.filter((family) => FAMILY_ROWS[family].reviewed);
}

/** Returns the requests per second of a whole provider account. */
export function requestsPerSecondOf(family: Family): number {
  return FAMILY_ROWS[family].limits.requestsPerSecond;
}

/**
 * Returns an upper limit for the seconds in which a deployment with a share of the account's rate creates as many voices as
 * the account has places. Slots for other calls and the rounding to whole calls take up to three fifths of the rate.
 */
export function maxCreateQueueSeconds(family: Family, share: number, places: number): number {
  const { requestsPerSecond } = FAMILY_ROWS[family].limits;
  return Math.ceil((2.5 * places) / (requestsPerSecond * share));
}
