import { UsageError } from '../errors/usage-error.ts';

const encodingAdvice = 'save it as UTF-8';

/**
 * The text in a file, without a byte order mark.
 *
 * @param name of the file, for errors
 * @throws UsageError for a file that is empty, or whose bytes are not text in UTF-8
 */
export function utf8Text(bytes: Uint8Array, name: string): string {
  const other = otherEncoding(bytes);
  if (other) throw new UsageError(`${name} is ${other}; ${encodingAdvice}`);
  const text = decoded(bytes, name);
  if (text.trim() === '') throw new UsageError(`${name} is empty`);
  const replaced = text.indexOf('\ufffd');
  if (replaced >= 0) {
    const line = text.slice(0, replaced).split('\n').length;
    throw new UsageError(
      `${name}, line ${line}: has U+FFFD, the sign that an earlier conversion lost a character`,
    );
  }
  return text;
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8; ${encodingAdvice}`);
  }
}

/** An encoding other than UTF-8 that the first bytes give away, by a byte order mark or by the zeros of ASCII in it. */
function otherEncoding(bytes: Uint8Array): string | null {
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  const zeros = [first, second, third, fourth].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  if (zeros === 'x000' || zeros === '000x' || (first === 0 && second === 0 && third === 0xfe))
    return 'UTF-32';
  if (first === 0xff && second === 0xfe) return fourth === 0 && third === 0 ? 'UTF-32' : 'UTF-16';
  if (first === 0xfe && second === 0xff) return 'UTF-16';
  if (zeros === 'x0x0' || zeros === '0x0x') return 'UTF-16';
  return bytes.includes(0) ? 'not text' : null;
}
