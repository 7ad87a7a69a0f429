import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { type Template, templateSchema } from '../../local/assembly/template.ts';
import { commandEnvironment, runFolder } from './run-folder.ts';

/** What the tests set otherwise than by default, all in one deployment: a template costs seconds. */
export const unusualSettings: VoiceDesignSettings = {
  scopes: ['mainland', 'international'],
  removalPolicy: 'destroy',
  alarmEmail: 'ops@example.com',
  purgeEveryMinutes: 20,
  reconcileEveryMinutes: 20,
  timeScale: 5,
};

/** The template of a deployment. */
export function synthesized(settings: VoiceDesignSettings = {}): Template {
  return templateOf('VoiceDesign', settings);
}

/**
 * The template of one of the stacks that test/support/synthesize.ts knows. Each is synthesized once a run, in a process
 * of its own: in every test file anew, inside of Jest's modules, the CDK takes a minute and a gigabyte.
 */
export function templateOf(stack: 'VoiceDesign' | 'Audiobook', settings: VoiceDesignSettings = {}): Template {
  const text = JSON.stringify(settings);
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = join(runFolder(), `template-${stack}-${name}.json`);
  if (!existsSync(file)) {
    const unfinished = `${file}.${process.pid}`;
    // The check against CloudFormation's schemas is half of the work: once is enough.
    const isChecked = stack === 'VoiceDesign' && text === '{}';
    execFileSync(process.execPath, [join(import.meta.dirname, 'synthesize.ts'), stack, text, unfinished], {
      env: commandEnvironment(isChecked ? {} : { CDK_VALIDATION: 'false' }),
    });
    renameSync(unfinished, file);
  }
  return templateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
