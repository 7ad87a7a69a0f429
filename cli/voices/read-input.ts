import { readFile } from 'node:fs/promises';
import { errorCode } from '../errors/error-code.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { decodeUtf8 } from './decode-utf8.ts';

/** The text of a file or of standard input, with its name in messages. */
export interface InputText {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a file that is text in UTF-8.
 *
 * @param path `-` is standard input
 * @throws UsageError
 */
export async function readInput(path: string, terminal: Terminal): Promise<InputText> {
  const name = path === '-' ? 'standard input' : path;
  return { name, text: decodeUtf8(path === '-' ? await terminal.readStdin() : await readBytes(path), name) };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${errorCode(error)})`);
  }
}
