// @ts-check
const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Returns variables that exclude loopback addresses from a proxy. With `NODE_USE_ENV_PROXY`, Node would send requests to
 * this machine through the proxy, which cannot reach it.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {{ readonly NO_PROXY: string, readonly no_proxy: string }}
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
export function directLoopback({ NO_PROXY, no_proxy = NO_PROXY ?? '' }) {
  const configured = no_proxy.split(/[,\s]+/).filter((host) => host !== '');
  const hosts = configured.includes('*') ? '*' : [...new Set([...configured, ...loopback])].join(',');
  return { NO_PROXY: hosts, no_proxy: hosts };
}
