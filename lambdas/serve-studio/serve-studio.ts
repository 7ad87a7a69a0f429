import { studioPaths } from '../shared/contract.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import { page, type StudioFiles } from './studio-files.ts';

export interface ServeStudioDependencies {
  readonly files: StudioFiles;
  /** Returns the origin of the signed links to previews. */
  readonly mediaOrigin: () => Promise<string>;
}

/** The parts of a request that select a file. */
export interface StudioRequest {
  readonly method: string;
  /** Path of the API resource that the gateway matched. */
  readonly resource: string;
  /** Path of the call. */
  readonly path: string;
  /** The rest of the path after `/studio/`. */
  readonly file: string | undefined;
}

/** A file to send, or the relative address of the page. */
export type StudioAnswer =
  | { readonly redirectTo: string }
  | { readonly content: string; readonly headers: Readonly<Record<string, string>> };

const allowedMethods = ['GET', 'HEAD'];

const mediaTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * Returns a file of the studio. `/studio` redirects to the page in the folder, because the addresses of its files are
 * relative. The redirect is relative too, so it is right for every domain name and base path.
 *
 * @throws ApiError `not_found`, `method_not_allowed`
 */
export async function serveStudio(
  { method, resource, path, file }: StudioRequest,
  { files, mediaOrigin }: ServeStudioDependencies,
): Promise<StudioAnswer> {
  if (!allowedMethods.includes(method)) {
    throw new ApiError({ code: 'method_not_allowed', allow: allowedMethods });
  }
  if (resource === studioPaths.page && !path.endsWith('/')) {
    return { redirectTo: `${path.slice(path.lastIndexOf('/') + 1)}/${page}` };
  }
  const name = resource === studioPaths.page ? page : (file ?? '');
  // The relative addresses of the page would be wrong in a folder of its name.
  const isFolder = resource !== studioPaths.page && path.endsWith('/');
  const content = isFolder ? undefined : files.get(name);
  if (content === undefined) throw new ApiError({ code: 'not_found' });
  return { content, headers: await headersOf(name, mediaOrigin) };
}

async function headersOf(
  name: string,
  mediaOrigin: () => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const type = mediaTypes[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8';
  const common = {
    'Content-Type': type,
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  // The name of such a file changes with its content.
  if (name !== page) return { ...common, 'Cache-Control': 'public, max-age=31536000, immutable' };
  return {
    ...common,
    'Content-Security-Policy': contentSecurityPolicy(await mediaOrigin()),
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

/**
 * Returns the policy of the page. It loads files and sends requests only to its own origin, plays audio only from signed
 * links, and cannot turn a text into markup or code.
 *
 * @param mediaOrigin origin of the signed links
 */
export function contentSecurityPolicy(mediaOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    `media-src ${mediaOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
