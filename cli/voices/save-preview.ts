import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { PreviewAudio } from '../../client/index.ts';
import { errorCode } from '../errors/error-code.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';

const extensions: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'opus',
  'audio/pcm': 'pcm',
};

/** Returns the default name of a preview's file. */
export function previewFileName(voiceId: string, mediaType: string): string {
  return `${voiceId}.${extensions[mediaType.split(';')[0] ?? ''] ?? 'audio'}`;
}

/** Creates a folder and its parents. @throws UsageError */
export async function createFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new UsageError(`${path} cannot be created (${errorCode(error)})`);
  }
}

interface PreviewFile {
  readonly path: string;
  readonly audio: Pick<PreviewAudio, 'bytes'>;
  /** True to replace an existing file. */
  readonly force: boolean;
}

/** Writes a preview to a file. @throws UsageError if it cannot be written, or exists and must not be replaced */
export async function savePreview(
  { path, audio: { bytes }, force }: PreviewFile,
  terminal: Terminal,
): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') throw new UsageError(`${path} already exists; --force replaces it`);
    // A partial file would make the next attempt fail.
    if (!force) await rm(path, { force: true });
    throw new UsageError(`${path} cannot be written (${code})`);
  }
  terminal.report(`${path}  ${bytes.length} bytes`);
}
