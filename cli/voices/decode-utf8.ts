import { UsageError } from '../errors/usage-error.ts';

const advice = 'save it as UTF-8';

/**
 * Returns the text of a file without its byte order mark.
 *
 * @param name the name of the file in error messages
 * @throws UsageError for an empty file, or for one that is not text in UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, name: string): string {
  const encoding = detectOtherEncoding(bytes);
  if (encoding) throw new UsageError(`${name} is ${encoding}; ${advice}`);
  const text = decode(bytes, name);
  if (text.trim() === '') throw new UsageError(`${name} is empty`);
  const replacement = text.indexOf('\ufffd');
  if (replacement >= 0) {
    const line = text.slice(0, replacement).split('\n').length;
    throw new UsageError(
      `${name}, line ${line}: contains U+FFFD, which shows that an earlier conversion lost a character`,
    );
  }
  return text;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8; ${advice}`);
  }
}

/** Recognizes UTF-16 and UTF-32 by a byte order mark, or by the zero bytes of their ASCII characters. */
function detectOtherEncoding(bytes: Uint8Array): string | null {
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  const zeros = [first, second, third, fourth].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  if (zeros === 'x000' || zeros === '000x' || (first === 0 && second === 0 && third === 0xfe))
    return 'UTF-32';
  if (first === 0xff && second === 0xfe) return fourth === 0 && third === 0 ? 'UTF-32' : 'UTF-16';
  if (first === 0xfe && second === 0xff) return 'UTF-16';
  if (zeros === 'x0x0' || zeros === '0x0x') return 'UTF-16';
  return bytes.includes(0) ? 'not text' : null;
}
