import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type StartOptions, UsageError } from './options.ts';

/**
 * Returns the settings that this run adds to `voiceDesign` in cdk.json. The CDK app validates them.
 *
 * @param realScope the scope of the real provider's key, or null with the simulator
 * @throws UsageError if the file cannot be read or does not contain a JSON object
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
    throw new UsageError(`--settings must be a file that contains a JSON object, but ${file} is not`);
  }
}
