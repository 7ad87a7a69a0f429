import type { PreviewLink } from '../shared/previews/preview-link.ts';
import type { VoiceStore } from '../shared/records/voice-store.ts';
import { findVoice } from '../shared/requests/find-voice.ts';
import { RefusalError } from '../shared/requests/refusal.ts';

export interface GetPreviewDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly linkTo: PreviewLink;
}

/** A link to a voice's preview. @throws RefusalError `not_found`, `preview_unavailable` */
export async function getPreview(
  voiceId: string,
  { voices, linkTo }: GetPreviewDependencies,
): Promise<string> {
  const { preview, previewKey } = await findVoice(voices, voiceId);
  if ('missing' in preview) throw new RefusalError({ code: 'preview_unavailable', missing: preview.missing });
  if (previewKey === undefined) throw new RefusalError({ code: 'preview_unavailable', missing: 'lost' });
  return linkTo(previewKey);
}
