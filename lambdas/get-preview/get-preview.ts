import { findVoice } from '../shared/actions/find-voice.ts';
import type { PreviewLink } from '../shared/preview-link.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import { shownPreview } from '../shared/voice/preview.ts';

export interface GetPreviewDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly linkTo: PreviewLink;
}

/** Returns a link to the preview of a voice. @throws ApiError `not_found`, `preview_unavailable` */
export async function getPreview(
  voiceId: string,
  { voices, linkTo }: GetPreviewDependencies,
): Promise<string> {
  const record = await findVoice(voices, voiceId);
  const preview = shownPreview(record, record.status);
  if ('missing' in preview) throw new ApiError({ code: 'preview_unavailable', missing: preview.missing });
  if (record.previewKey === undefined) throw new ApiError({ code: 'preview_unavailable', missing: 'lost' });
  return linkTo(record.previewKey);
}
