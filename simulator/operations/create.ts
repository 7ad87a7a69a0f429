import { synthesizePreview } from '../audio/preview.ts';
import { providerErrors } from '../provider-error.ts';
import { type CreateRequest, checkCreate } from '../validation/create.ts';
import type { Voice } from '../voice.ts';
import { cosyvoiceId, opaqueId, qwenId, unusedId } from '../voice-ids.ts';
import { breakPreview } from './break-preview.ts';
import type { OperationContext, OperationResult } from './operation.ts';

/** Creates a new voice on every call. The API has no idempotency key, and the response has no status. */
export async function createVoice(context: OperationContext): Promise<OperationResult> {
  const { envelope, settings, voices, plan } = context;
  const request = checkCreate(envelope, settings);
  // The check and the insertion are synchronous, so that concurrent calls cannot exceed the cap.
  checkVoiceCap(context);
  const voice = newVoice(request, context);
  voices.add(voice);
  const audio = await synthesizePreview({
    ...request,
    voiceId: voice.id,
    maxSeconds: settings.maxPreviewSeconds,
  });
  const preview = {
    data: audio.toString('base64'),
    sample_rate: request.sampleRate,
    response_format: request.responseFormat,
  };
  return {
    output: {
      preview_audio: plan.preview ? breakPreview(preview, plan.preview) : preview,
      target_model: voice.targetModel,
      [envelope.profile.idField]: voice.id,
    },
    usage: { count: 1 },
    voice: voice.id,
  };
}

/** @throws ProviderError if the account has no room. No existing voice is evicted. */
function checkVoiceCap({ account, envelope, settings, voices, clock }: OperationContext): void {
  const { family } = envelope.profile;
  if (voices.countLive(account, family, clock.now()) < settings.voiceCap) return;
  throw family === 'qwen'
    ? providerErrors.qwenStorageFull()
    : providerErrors.cosyvoiceStorageFull(settings.voiceCap);
}

function newVoice(request: CreateRequest, context: OperationContext): Voice {
  const { account, envelope, settings, voices, clock, random, plan } = context;
  const { family } = envelope.profile;
  const now = clock.now();
  const after = (seconds: number) => now + (seconds * 1_000) / settings.timeScale;
  // This number is drawn for every voice, so that a rule for one voice does not shift the outcomes of later voices.
  const randomOutcome = random() < settings.rejectShare ? 'UNDEPLOYED' : 'OK';
  const {
    outcome,
    reviewSeconds = settings.reviewSeconds,
    hiddenSeconds = 0,
    removedAfterSeconds,
    targetModel = request.targetModel,
    id = settings.voiceIds,
  } = plan.voice;
  const isReviewed = family === 'cosyvoice';
  const documentedId = () =>
    family === 'qwen'
      ? qwenId(request.name, now, settings.utcOffsetHours)
      : cosyvoiceId(targetModel, request.name);
  const generateId = id === 'opaque' ? opaqueId : documentedId;
  return {
    id: unusedId((candidate) => voices.find(candidate) !== undefined, generateId),
    account,
    family,
    kind: 'designed',
    origin: 'created',
    name: request.name,
    targetModel,
    language: request.language,
    voicePrompt: request.voicePrompt,
    previewText: request.previewText,
    createdAt: now,
    reviewEndsAt: !isReviewed ? now : reviewSeconds === null ? null : after(reviewSeconds),
    outcome: isReviewed ? (outcome ?? randomOutcome) : 'OK',
    visibleAt: after(hiddenSeconds),
    removedAt: removedAfterSeconds === undefined ? null : after(removedAfterSeconds),
    deletedAt: null,
  };
}
