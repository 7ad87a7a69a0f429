import { UnexpectedResponseError } from './errors.ts';
import { isPreviewLink } from './response-guards.ts';
import type { Transport } from './transport.ts';
import type { PreviewLink } from './types.ts';
import type { CallOptions, PreviewAudio } from './voice-client-types.ts';

/** Downloads the audio of a preview. @param path the path of the preview in the API */
export async function downloadPreview(
  transport: Transport,
  path: string,
  { signal }: CallOptions,
): Promise<PreviewAudio> {
  const { headers, status } = await transport.send({ method: 'GET', path, accepts: [302], signal });
  const url = headers.get('location');
  if (url === null || !URL.canParse(url)) {
    throw new UnexpectedResponseError(`GET ${path}`, status, 'the response contains no link');
  }
  const audio = await transport.download(url, `The download of GET ${path}`, { signal });
  return {
    mediaType: audio.headers.get('content-type') ?? 'application/octet-stream',
    bytes: audio.bytes,
  };
}

/** Returns a link to play a preview, or to save it. @param path the path of the preview in the API */
export async function linkOfPreview(
  transport: Transport,
  path: string,
  { as, signal }: CallOptions & { readonly as: 'link' | 'download-link' },
): Promise<PreviewLink> {
  return transport.sendForValue(isPreviewLink, { method: 'GET', path, query: { as }, signal });
}
