import { type VoiceFields, voiceSchema } from './answer-schemas.ts';
import { FAMILY_ROWS } from './families.ts';
import { type Family, PROVIDER_STATUSES, type ProviderStatus } from './vocabulary.ts';
import { isProviderVoiceId, readProviderVoiceId } from './voice-id.ts';

/** A voice as query and list return it. Absent fields are null. */
export interface ProviderVoice {
  readonly family: Family;
  readonly providerVoiceId: string;
  /**
   * Review status. Always `OK` for a family without review, whose voices are usable once created. Null for a reviewed voice
   * whose status is missing or not documented, which proves it neither usable, rejected nor gone.
   */
  readonly status: ProviderStatus | null;
  /** The status as sent, up to 64 characters. Null if there was none. */
  readonly statusText: string | null;
  readonly targetModel: string | null;
  readonly language: string | null;
  /** Designed voices have both texts. Clones in the same list and some Qwen answers lack them. */
  readonly voicePrompt: string | null;
  readonly previewText: string | null;
  /** `YYYY-MM-DD HH:MM:SS` as sent. The time zone is not documented. */
  readonly gmtCreate: string | null;
  readonly gmtModified: string | null;
}

/** Returns null if there is no usable id. */
export function readProviderVoice(family: Family, value: unknown): ProviderVoice | null {
  const fields = voiceSchema.safeParse(value).data;
  if (fields === undefined) return null;
  const providerVoiceId = fields[FAMILY_ROWS[family].voiceIdField];
  if (!isProviderVoiceId(providerVoiceId)) return null;
  return {
    family,
    providerVoiceId,
    status: statusOf(family, fields),
    statusText: fields.status ?? null,
    targetModel: fields.target_model ?? readProviderVoiceId(family, providerVoiceId)?.targetModel ?? null,
    language: fields.language ?? null,
    voicePrompt: fields.voice_prompt ?? null,
    previewText: fields.preview_text ?? null,
    gmtCreate: fields.gmt_create ?? null,
    gmtModified: fields.gmt_modified ?? null,
  };
}

const dayMs = 86_400_000;

/**
 * True if a voice was certainly made before a moment. The time zone of `gmtCreate` is not documented, so a difference of
 * less than a day proves nothing.
 */
export function isOlderThan({ gmtCreate }: Pick<ProviderVoice, 'gmtCreate'>, moment: Date): boolean {
  if (gmtCreate === null) return false;
  const madeAt = Date.parse(`${gmtCreate.replace(' ', 'T')}Z`);
  return madeAt < moment.getTime() - dayMs;
}

function statusOf(family: Family, fields: VoiceFields): ProviderStatus | null {
  if (!FAMILY_ROWS[family].reviewed) return 'OK';
  return PROVIDER_STATUSES.find((status) => status === fields.status) ?? null;
}
