import { ArgumentError } from './errors.ts';

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The API's address without a slash at its end. @throws ArgumentError */
export function checkedApiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new ArgumentError('the API’s address is not a URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname))) {
    throw new ArgumentError('the API’s address has to be https: a key is sent to it');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ArgumentError('the API’s address holds more than host and path');
  }
  return url.href.replace(/\/+$/, '');
}

/** What can stand in a header. Checked here, since `fetch` would name the key in its error. @throws ArgumentError */
export function checkedApiKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ArgumentError('the API key is empty, or holds characters that no key has');
}
