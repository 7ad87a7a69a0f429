import { previewDefects } from '../audio/defects.ts';
import { synthesizePreview } from '../audio/preview.ts';
import { type CreateRequest, checkCreate } from '../validation/create.ts';
import type { Voice } from '../voice.ts';
import { opaqueId, unusedId } from '../voice-ids.ts';
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
    defect: previewDefects.find((defect) => defect === plan.preview?.preview),
  });
  const preview = {
    data: audio.bytes.toString('base64'),
    sample_rate: audio.sampleRate,
    response_format: request.responseFormat,
  };
  return {
    output: {
      preview_audio: plan.preview ? breakPreview(preview, plan.preview) : preview,
      target_model: voice.targetModel,
      [envelope.profile.idField]: voice.id,
    },
    usage: envelope.profile.usage.create,
    voice: voice.id,
  };
}

/** @throws ProviderError if the account has no room. No existing voice is evicted. */
function checkVoiceCap({ account, envelope, settings, voices, clock }: OperationContext): void {
  const { profile } = envelope;
  if (voices.countLive(account, profile.family, clock.now()) < settings.voiceCap) return;
  throw profile.storageFull(settings.voiceCap);
}

function newVoice(request: CreateRequest, context: OperationContext): Voice {
  const { account, envelope, settings, voices, clock, random, plan } = context;
  const { family, isReviewed, newVoiceId } = envelope.profile;
  const { utcOffsetHours } = settings;
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
  const documentedId = () => newVoiceId({ name: request.name, targetModel, createdAt: now, utcOffsetHours });
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
