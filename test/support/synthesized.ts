import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { type Template, templateSchema } from '../../local/assembly/template.ts';
import { type Deployment, templateFile } from './deployments.ts';
import { claimMaking, releaseMaking } from './made-once.ts';
import { commandEnvironment } from './run-folder.ts';

const pollMs = 20;

/** Returns the template of a deployment. */
export function synthesized(settings: VoiceDesignSettings = {}): Template {
  return templateOf('VoiceDesign', settings);
}

/**
 * Returns the template of one of the stacks of test/support/write-template.ts. A whole run makes all of them in one
 * process, because the CDK takes a minute and a gigabyte in each test file that loads it through Jest.
 */
export function templateOf(stack: Deployment['stack'], settings: VoiceDesignSettings = {}): Template {
  const deployment: Deployment = { stack, settings };
  const file = templateFile(deployment);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(file)) {
    if (claimMaking(file)) make(deployment, file);
    else Atomics.wait(clock, 0, 0, pollMs);
  }
  return templateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function make(deployment: Deployment, file: string): void {
  const script = join(import.meta.dirname, 'synthesize.ts');
  try {
    execFileSync(process.execPath, [script, JSON.stringify(deployment), file], { env: commandEnvironment() });
  } catch (error) {
    releaseMaking(file);
    throw error;
  }
}
