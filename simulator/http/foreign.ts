import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request does not come from a program of this machine that means this server; undefined if it does. A name that
 * was rebound to 127.0.0.1 shows in `Host`, a web page in `Origin` and `Sec-Fetch-Site`.
 *
 * @param port what `Host` has to name beside this machine; undefined for any, since a TLS proxy has a port of its own
 */
export function foreignTo(headers: IncomingHttpHeaders, port?: number): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const [, name = '', sentPort = '80'] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(name);
  if (!isHere || (port !== undefined && Number(sentPort) !== port)) {
    return `the simulator answers 127.0.0.1${port === undefined ? '' : `:${port}`} only, and the request names another host`;
  }
  if (origin !== undefined || site === 'cross-site') return 'the simulator does not answer web pages';
  return undefined;
}
