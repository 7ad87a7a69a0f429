import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type StartOptions, UsageError } from './options.ts';
import { localHosts, realScope } from './provider.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Returns the settings that this run adds to `voiceDesign` in cdk.json. The CDK app validates them.
 *
 * @param configured `voiceDesign` in cdk.json
 * @throws UsageError if the file cannot be read or does not contain a JSON object
 */
export function settingsOf(
  { settings, timeScale }: Pick<StartOptions, 'settings' | 'timeScale'>,
  environment: NodeJS.ProcessEnv,
  configured: Settings,
): Settings {
  const scope = realScope(environment);
  const given = settings === null ? {} : readSettings(settings);
  const hosts = given.allowedHosts ?? configured.allowedHosts ?? [];
  return {
    ...(scope !== null && { scopes: [scope] }),
    ...given,
    // The app refuses another value than a list.
    allowedHosts: Array.isArray(hosts) ? [...hosts, ...localHosts(environment)] : hosts,
    ...(timeScale !== 1 && { timeScale }),
  };
}

function readSettings(file: string): Settings {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new UsageError(`--settings must be a file that contains a JSON object, but ${file} is not`);
  }
}
