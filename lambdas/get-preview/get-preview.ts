import { findVoice } from '../shared/actions/find-voice.ts';
import type { PreviewLink } from '../shared/preview-link.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import { shownPreview } from '../shared/voice/preview.ts';
import type { PreviewLinkView } from '../shared/voice/preview-link.ts';

export interface GetPreviewDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly linkTo: PreviewLink;
}

export interface PreviewLinkOptions {
  /** A browser saves the audio instead of playing it. */
  readonly isDownload: boolean;
  /** The method of the request that follows the link. */
  readonly method: 'GET' | 'HEAD';
}

/**
 * Returns a link to the preview of a voice.
 *
 * @throws ApiError `not_found`, `preview_unavailable`
 */
export async function getPreview(
  voiceId: string,
  { isDownload, method }: PreviewLinkOptions,
  { voices, linkTo }: GetPreviewDependencies,
): Promise<PreviewLinkView> {
  const record = await findVoice(voices, voiceId);
  const preview = shownPreview(record, record.status);
  if ('missing' in preview) throw new ApiError({ code: 'preview_unavailable', missing: preview.missing });
  const { previewKey } = record;
  if (previewKey === undefined) throw new ApiError({ code: 'preview_unavailable', missing: 'lost' });
  const fileName = `${voiceId}.${extensionOf(previewKey)}`;
  const { url, expiresAt } = await linkTo(previewKey, isDownload ? fileName : undefined, method);
  const { mediaType, bytes } = preview;
  return { url, expiresAt: expiresAt.toISOString(), mediaType, bytes, fileName };
}

/** Returns the part of a key after its last period. It becomes a part of a header, so it may be letters and digits only. */
function extensionOf(previewKey: string): string {
  return /\.([a-z0-9]{1,8})$/.exec(previewKey)?.[1] ?? 'audio';
}
