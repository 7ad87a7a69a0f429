import { previewOf } from '../audio/preview.ts';
import { refusals } from '../provider-error.ts';
import { type CreateRequest, checkCreate } from '../rules/create.ts';
import type { Voice } from '../voice.ts';
import { cosyvoiceId, opaqueId, qwenId, unusedId } from '../voice-ids.ts';
import type { OperationContext, OperationResult } from './operation.ts';
import { spoiledPreview } from './spoiled-preview.ts';

/** Refuses at the cap: nothing is evicted to make room. */
function checkStorage({ account, envelope, settings, voices, clock }: OperationContext): void {
  const { family } = envelope.profile;
  if (voices.countLive(account, family, clock.now()) < settings.voiceCap) return;
  throw family === 'qwen' ? refusals.qwenStorageFull() : refusals.cosyvoiceStorageFull(settings.voiceCap);
}

function newVoice(request: CreateRequest, context: OperationContext): Voice {
  const { account, envelope, settings, voices, clock, random, plan } = context;
  const { family } = envelope.profile;
  const now = clock.now();
  const after = (seconds: number) => now + (seconds * 1_000) / settings.timeScale;
  // Drawn for every voice, so that a rule for one does not shift the outcome of the next.
  const drawn = random() < settings.rejectShare ? 'UNDEPLOYED' : 'OK';
  const {
    outcome,
    reviewSeconds = settings.reviewSeconds,
    hiddenSeconds = 0,
    removedAfterSeconds,
    targetModel = request.targetModel,
    id = settings.voiceIds,
  } = plan.life;
  const reviewed = family === 'cosyvoice';
  const drawDocumentedId = () =>
    family === 'qwen'
      ? qwenId(request.name, now, settings.utcOffsetHours)
      : cosyvoiceId(targetModel, request.name);
  const drawId = id === 'opaque' ? opaqueId : drawDocumentedId;
  return {
    id: unusedId((drawn) => voices.find(drawn) !== undefined, drawId),
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
    reviewEndsAt: !reviewed ? now : reviewSeconds === null ? null : after(reviewSeconds),
    outcome: reviewed ? (outcome ?? drawn) : 'OK',
    visibleAt: after(hiddenSeconds),
    removedAt: removedAfterSeconds === undefined ? null : after(removedAfterSeconds),
    deletedAt: null,
  };
}

/** Makes a voice each time it is asked: there is no idempotency key, and no status in the answer. */
export async function createVoice(context: OperationContext): Promise<OperationResult> {
  const { envelope, settings, voices, plan } = context;
  const request = checkCreate(envelope, settings);
  // No wait between the check and the voice: two creates at once cannot share the last place.
  checkStorage(context);
  const voice = newVoice(request, context);
  voices.add(voice);
  const audio = await previewOf({ ...request, voiceId: voice.id, maxSeconds: settings.maxPreviewSeconds });
  const preview = {
    data: audio.toString('base64'),
    sample_rate: request.sampleRate,
    response_format: request.responseFormat,
  };
  return {
    output: {
      preview_audio: plan.preview ? spoiledPreview(preview, plan.preview) : preview,
      target_model: voice.targetModel,
      [envelope.profile.idField]: voice.id,
    },
    usage: { count: 1 },
    voice: voice.id,
  };
}
