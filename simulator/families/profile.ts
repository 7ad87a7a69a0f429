import type { ProviderError } from '../provider-error.ts';
import type { Settings } from '../settings.ts';
import type { Action, Family } from '../vocabulary.ts';

/** The parts of a voice id. */
export interface VoiceIdParts {
  readonly name: string;
  readonly targetModel: string;
  readonly createdAt: number;
  readonly utcOffsetHours: number;
}

/** A field of a voice in a list or query response. */
export type VoiceField =
  | 'gmt_create'
  | 'gmt_modified'
  | 'language'
  | 'target_model'
  | 'status'
  | 'voice_prompt'
  | 'preview_text';

/** All properties that differ between the model families. The values are from the vendor's documentation. */
export interface FamilyProfile {
  readonly family: Family;
  /** The top-level `model` of every request. */
  readonly model: string;
  /** Values of `input.action`. */
  readonly actions: Readonly<Record<string, Action>>;
  readonly idField: 'voice_id' | 'voice';
  readonly nameField: 'prefix' | 'preferred_name';
  readonly namePattern: RegExp;
  /** `language_hints` is a list, of which the provider uses the first element. */
  readonly languageField: 'language_hints' | 'language';
  /** Lengths in Unicode code points. */
  readonly maxPromptLength: number;
  readonly minTextLength: number;
  readonly maxTextLength: number;
  readonly languages: readonly string[];
  readonly sampleRates: readonly number[];
  readonly formats: readonly string[];
  readonly targetModels: readonly string[];
  /** Speech models of the vendor that do not support designed voices. */
  readonly unsupportedModels: readonly string[];
  readonly priceCny: number;
  /** New voices are under review before they can be used. */
  readonly isReviewed: boolean;
  /** The list can contain cloned voices. */
  readonly hasClones: boolean;
  readonly list: {
    readonly maxPageIndex: number;
    /** A request can contain `prefix`, which filters by name. */
    readonly hasPrefixFilter: boolean;
    /** A response contains `page_index`, `page_size` and `total_count`. */
    readonly hasTotals: boolean;
  };
  /** `usage` of success responses. */
  readonly usage: Readonly<Record<Action, Readonly<Record<string, number>>>>;
  readonly voiceFields: Readonly<Record<'list' | 'query', readonly VoiceField[]>>;
  /** `output` of a delete. */
  readonly deleteOutput: (voiceId: string) => Readonly<Record<string, string>>;
  readonly newVoiceId: (parts: VoiceIdParts) => string;
  /** The rate limit. 0 means no limit. */
  readonly callsPerSecond: (settings: Settings) => number;
  /** The error of all calls after the retirement of the family, or `no`. */
  readonly retirement: (settings: Settings) => Settings['qwenRetired'];
  readonly storageFull: (voiceCap: number) => ProviderError;
  readonly unknownVoice: Readonly<Record<'query' | 'delete', (voiceId: string) => ProviderError>>;
}
