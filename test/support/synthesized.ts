import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { type Template, templateSchema } from '../../local/assembly/template.ts';

/** Where this run of the tests keeps what it has synthesized. */
export const templatesFolderVariable = 'SYNTHESIZED_TEMPLATES';

/**
 * The template of a deployment. Each is synthesized once a run, in a process of its own: in every test file anew, inside
 * of Jest's modules, the CDK takes a minute and a gigabyte.
 */
export function synthesized(settings: VoiceDesignSettings = {}): Template {
  const text = JSON.stringify(settings);
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = join(templatesFolder(), `${name}.json`);
  if (!existsSync(file)) {
    const unfinished = `${file}.${process.pid}`;
    execFileSync(process.execPath, [join(import.meta.dirname, 'synthesize.ts'), text, unfinished]);
    renameSync(unfinished, file);
  }
  return templateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function templatesFolder(): string {
  process.env[templatesFolderVariable] ??= mkdtempSync(join(tmpdir(), 'templates-'));
  return process.env[templatesFolderVariable];
}
