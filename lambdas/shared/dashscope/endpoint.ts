import { DashScopeConfigurationError } from './errors.ts';
import {
  DEFAULT_HOSTS,
  type DocumentedHostKind,
  GATEWAY_SECONDS,
  LONGEST_GATEWAY_SECONDS,
  REGION_DOMAINS,
  SCOPES,
  type Scope,
  TRIAL_LABEL,
} from './vocabulary.ts';

/** A host of the kind `allowed` or `loopback` is listed in `allowedHosts`. An `allowed` host may forward to any provider host. */
export type HostKind = DocumentedHostKind | 'allowed' | 'loopback';

/** The endpoint of a scope. {@link resolveEndpoint} creates it. */
export interface DashScopeEndpoint {
  readonly scope: Scope;
  readonly kind: HostKind;
  /** Origin, optionally with a path before `/api/v1/…`, without a trailing slash. */
  readonly baseUrl: string;
  /** Host and port, for error messages. */
  readonly host: string;
  /** The `X-DashScope-WorkSpace` header. Null if the host name already contains the workspace id. */
  readonly workspaceId: string | null;
}

export interface EndpointSettings {
  /** Default: the scope's documented host. `{WorkspaceId}` is replaced, and a trailing `/api/v1` is ignored. */
  readonly baseUrl?: string | undefined;
  readonly workspaceId?: string | undefined;
  /**
   * Further hosts (`name` or `name:port`) for https, such as a proxy. A loopback address may be called by plain http, and
   * without a port it allows each port.
   */
  readonly allowedHosts?: readonly string[] | undefined;
}

const WORKSPACE_ID = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns the endpoint of a scope. Requests go by https to hosts that the provider documents for the scope or that
 * `allowedHosts` lists, and by http only to loopback addresses that it lists.
 *
 * @throws DashScopeConfigurationError
 */
export function resolveEndpoint(scope: Scope, settings: EndpointSettings = {}): DashScopeEndpoint {
  const { workspaceId } = settings;
  if (workspaceId !== undefined && !isWorkspaceId(workspaceId)) {
    refuse(
      'workspace_id',
      `The workspace id must be 1 to 63 letters, digits and inner hyphens, and not "${TRIAL_LABEL}".`,
    );
  }
  if (settings.baseUrl === undefined) {
    const host = DEFAULT_HOSTS[scope];
    return { scope, kind: 'shared', baseUrl: `https://${host}`, host, workspaceId: workspaceId ?? null };
  }
  const url = parseUrl(settings.baseUrl, workspaceId);
  const prefix = url.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  const endpoint = {
    scope,
    baseUrl: `${url.protocol}//${url.host}${prefix}`,
    host: url.host,
    workspaceId: workspaceId ?? null,
  };

  const onThisMachine = isLoopback(url.hostname);
  const isAllowed = settings.allowedHosts?.some((allowed) => {
    const host = allowed.toLowerCase();
    return host === url.host || (onThisMachine && host === url.hostname);
  });
  if (isAllowed && onThisMachine) return { ...endpoint, kind: 'loopback' };
  if (url.protocol !== 'https:') {
    refuse(
      'https_only',
      'The base URL must be https. Only a loopback address that allowedHosts lists can be http.',
    );
  }
  if (isAllowed) return { ...endpoint, kind: 'allowed' };
  const owner = SCOPES.find((candidate) => documentedKind(candidate, url.host) !== null);
  const kind = documentedKind(scope, url.host);
  if (url.host === REGION_DOMAINS[scope]) {
    refuse('workspace_id_missing', 'The host of the base URL must begin with the id of a workspace.');
  }
  if (owner === undefined) {
    const domain = REGION_DOMAINS[scope];
    const known = `${DEFAULT_HOSTS[scope]}, {WorkspaceId}.${domain} or ${TRIAL_LABEL}.${domain}`;
    refuse('host_not_allowed', `The base URL's host must be ${known}, or be listed in allowedHosts.`);
  }
  if (kind === null) {
    refuse('host_of_other_scope', `${url.host} serves the scope ${owner}, not ${scope}.`);
  }
  if (prefix !== '') {
    refuse('path_not_allowed', "A base URL on the provider's own hosts has no path other than /api/v1.");
  }
  return { ...endpoint, kind, workspaceId: kind === 'workspace' ? null : endpoint.workspaceId };
}

/**
 * Returns the seconds that the provider may work on a request to this endpoint. An allowed host counts as the slowest
 * kind, because it may forward to any of them.
 *
 * @param loopbackSeconds for a provider on this machine
 */
export function providerSecondsOf({ kind }: DashScopeEndpoint, loopbackSeconds: number): number {
  if (kind === 'loopback') return loopbackSeconds;
  return kind === 'allowed' ? LONGEST_GATEWAY_SECONDS : GATEWAY_SECONDS[kind];
}

function parseUrl(text: string, workspaceId: string | undefined): URL {
  if (text.includes('{WorkspaceId}') && workspaceId === undefined) {
    refuse('workspace_id_missing', 'The base URL names {WorkspaceId}, but there is no workspace id.');
  }
  const filled = text.replaceAll('{WorkspaceId}', workspaceId ?? '');
  const url = URL.canParse(filled) ? new URL(filled) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return refuse('url_malformed', 'The base URL is not an http(s) URL.');
  }
  if (url.username !== '' || url.password !== '') {
    refuse('url_credentials', 'The base URL must not carry a user name or password.');
  }
  if (url.search !== '' || url.hash !== '') {
    refuse('url_query', 'The base URL must not carry a query or a fragment.');
  }
  return url;
}

/** Returns true for the name or the address of this machine's loopback interface. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Returns null for a host that the provider does not document for the scope. */
function documentedKind(scope: Scope, host: string): DocumentedHostKind | null {
  if (host === DEFAULT_HOSTS[scope]) return 'shared';
  const suffix = `.${REGION_DOMAINS[scope]}`;
  if (!host.endsWith(suffix)) return null;
  const label = host.slice(0, -suffix.length);
  if (label === TRIAL_LABEL) return 'trial';
  return isWorkspaceId(label) ? 'workspace' : null;
}

function isWorkspaceId(text: string): boolean {
  return WORKSPACE_ID.test(text) && text.toLowerCase() !== TRIAL_LABEL;
}

function refuse(bound: string, message: string): never {
  throw new DashScopeConfigurationError(bound, message);
}
