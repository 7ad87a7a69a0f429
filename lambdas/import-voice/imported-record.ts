import { noPreview } from '../shared/contract.ts';
import type { ProviderStatus, QueriedVoice } from '../shared/dashscope/index.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import type { ImportRequest } from '../shared/validation/import-request.ts';
import { initialFields, type VoiceRecord } from '../shared/voice/record.ts';

type ImportableVoice = QueriedVoice & {
  readonly status: ProviderStatus;
  readonly targetModel: string;
  /** Id of the provider key that read the voice. */
  readonly keyId: string;
};

/** Returns the initial record of an imported voice. It has the status that the provider reports, and no preview. */
export function importedRecord(
  voiceId: string,
  voice: ImportableVoice,
  { family, scope, name, labels, owner }: ImportRequest & { readonly owner: string },
  now: Date,
  { rejectedGraceSeconds }: { readonly rejectedGraceSeconds: number },
): VoiceRecord {
  const time = now.toISOString();
  const { providerVoiceId, keyId, targetModel, voicePrompt, previewText, language, status } = voice;
  const base = {
    // The provider does not report when a review ended, so that time stays null.
    ...initialFields(now),
    voiceId,
    family,
    scope,
    targetModel,
    name,
    voicePrompt,
    previewText,
    language,
    sampleRate: null,
    responseFormat: null,
    labels: { ...labels },
    origin: 'imported' as const,
    createdBy: owner,
    requestKey: null,
    providerVoiceId,
    keyId,
    warnings: [],
    preview: noPreview,
  } satisfies Partial<VoiceRecord>;
  switch (status) {
    case 'OK':
      return { ...base, status };
    case 'DEPLOYING':
      return { ...base, status, reviewStartedAt: time };
    case 'UNDEPLOYED': {
      const purgeAt = new Date(now.getTime() + rejectedGraceSeconds * 1_000).toISOString();
      return { ...base, status, reason: { code: 'review_rejected' }, purgeAt };
    }
    default:
      return assertNever(status);
  }
}
