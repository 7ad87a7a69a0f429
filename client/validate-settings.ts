import { ArgumentError } from './errors.ts';

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Returns the API URL without a trailing slash. @throws ArgumentError */
export function validateApiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new ArgumentError('The API URL is not a valid URL.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopbackHosts.has(url.hostname))) {
    throw new ArgumentError('The API URL must use https, because the API key is sent to it.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ArgumentError('The API URL may contain only a host and a path.');
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * Returns the key if it can be sent in a header. `fetch` would reject another one too, but with the key in the message.
 *
 * @throws ArgumentError
 */
export function validateApiKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ArgumentError('The API key is empty or contains a character that no API key has.');
}
