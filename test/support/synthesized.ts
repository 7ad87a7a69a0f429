import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { type Template, templateSchema } from '../../local/assembly/template.ts';
import { runFolder } from './run-folder.ts';

/**
 * The template of a deployment. Each is synthesized once a run, in a process of its own: in every test file anew, inside
 * of Jest's modules, the CDK takes a minute and a gigabyte.
 */
export function synthesized(settings: VoiceDesignSettings = {}): Template {
  const text = JSON.stringify(settings);
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = join(runFolder(), `template-${name}.json`);
  if (!existsSync(file)) {
    const unfinished = `${file}.${process.pid}`;
    // The check against CloudFormation's schemas is half of the work: once is enough.
    const env = { ...process.env, ...(text !== '{}' && { CDK_VALIDATION: 'false' }) };
    execFileSync(process.execPath, [join(import.meta.dirname, 'synthesize.ts'), text, unfinished], { env });
    renameSync(unfinished, file);
  }
  return templateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
