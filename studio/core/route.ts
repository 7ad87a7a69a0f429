/** The page of an address without a path. */
const start = '/voices';

/** The address of a page: `#/voices/01J…?status=OK` has the path `/voices/01J…` and the query `status=OK`. */
export interface Route {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Query parameters of a link. Those without a value are left out. */
export type LinkQuery = Readonly<Record<string, string | undefined>>;

/** Parses the fragment of an address. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  return { path: path.startsWith('/') && path !== '/' ? path : start, query: new URLSearchParams(query) };
}

/**
 * Returns the parameters of a path that matches a pattern, or null.
 *
 * @example
 * matchPath('/voices/:voiceId', '/voices/01J'); // { voiceId: '01J' }
 */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const expected = pattern.split('/');
  const found = path.split('/');
  if (expected.length !== found.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const segment = decode(found[index] ?? '');
    if (segment === null) return null;
    if (part.startsWith(':') && segment !== '') parameters[part.slice(1)] = segment;
    else if (part !== segment) return null;
  }
  return parameters;
}

/** Returns the address of a page, for `href`. Encode a parameter of the path with `encodeURIComponent`. */
export function link(path: string, query: LinkQuery = {}): string {
  const parameters = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return parameters.length === 0 ? `#${path}` : `#${path}?${new URLSearchParams(parameters)}`;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
