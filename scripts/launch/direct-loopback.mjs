// @ts-check
const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The variables that keep calls to this machine from a proxy. Node sends them there too when `NODE_USE_ENV_PROXY` is set,
 * and no proxy can reach this machine's loopback addresses.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {{ readonly NO_PROXY: string, readonly no_proxy: string }}
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
export function directLoopback({ NO_PROXY, no_proxy = NO_PROXY ?? '' }) {
  const given = no_proxy.split(/[,\s]+/).filter((host) => host !== '');
  const hosts = given.includes('*') ? '*' : [...new Set([...given, ...loopback])].join(',');
  return { NO_PROXY: hosts, no_proxy: hosts };
}
