import type { IncomingHttpHeaders } from 'node:http';

/** The names that the header `Host` may contain. */
export interface ExpectedHost {
  /** True if the server listens on an address that other machines reach, under names that it does not know. */
  readonly any: boolean;
  /** The port that `Host` must contain. If undefined, any port is accepted, because a TLS proxy has its own. */
  readonly port?: number | undefined;
}

/**
 * Returns why a request is rejected as foreign, or undefined if a program sent it to this server. DNS rebinding shows in
 * `Host`; web pages show in `Origin` and `Sec-Fetch-Site`.
 */
export function foreignRequestReason(
  headers: IncomingHttpHeaders,
  { any, port }: ExpectedHost,
): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const [, name = '', sentPort = '80'] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(name);
  if (!any && (!isLoopback || (port !== undefined && Number(sentPort) !== port))) {
    const address = `127.0.0.1${port === undefined ? '' : `:${port}`}`;
    return `the simulator only accepts requests to ${address}, but the Host header names another host`;
  }
  if (origin !== undefined || site === 'cross-site') {
    return 'the simulator does not accept requests from web pages';
  }
  return undefined;
}
