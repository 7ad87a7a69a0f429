import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type StartOptions, UsageError } from './options.ts';

/**
 * What this run adds to `voiceDesign` in cdk.json. Whether the settings are right is for the app to say, which names
 * each that is wrong.
 *
 * @param realScope the scope of the real provider's key, which is offered then; null with the simulator
 * @throws UsageError for a file that is not there or holds no JSON object
 */
export function settingsOf(
  { settings, timeScale }: Pick<StartOptions, 'settings' | 'timeScale'>,
  realScope: string | null,
): Readonly<Record<string, unknown>> {
  return {
    ...(realScope !== null && { scopes: [realScope] }),
    ...(settings !== null && readSettings(settings)),
    ...(timeScale !== 1 && { timeScale }),
  };
}

function readSettings(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new UsageError(`--settings wants a file with a JSON object: ${file} is none`);
  }
}
