import type { StartOptions } from './options.ts';

export interface Welcome {
  readonly apiUrl: string;
  readonly key: string;
  /** URL of the studio, or undefined for a stack without it. */
  readonly studioUrl: string | undefined;
  readonly provider: string;
  readonly options: StartOptions;
  /** Duration of the start. */
  readonly seconds: number;
}

/** Returns the text that is printed once the stack runs: its addresses, and a first command to paste. */
export function welcome({ apiUrl, key, studioUrl, provider, options, seconds }: Welcome): string {
  const api = apiUrl.replace(/\/$/, '');
  const request = {
    family: 'cosyvoice',
    targetModel: 'cosyvoice-v3.5-plus',
    voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
    previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
    language: 'en',
  };
  const scale =
    options.timeScale === 1
      ? []
      : [`  Time scale ${options.timeScale} (waits, retries, deadlines and reviews are that much shorter)`];
  return [
    '',
    `Ready in ${seconds.toFixed(1)} s. The state is in ${options.state}. Press Ctrl-C to stop.`,
    '',
    `  API        ${api}`,
    `  Key        ${key}`,
    // The browser does not send this part of the address, and the page removes it.
    ...(studioUrl === undefined ? [] : [`  Studio     ${studioUrl}#key=${encodeURIComponent(key)}`]),
    `  Provider   ${provider}`,
    ...scale,
    '',
    'Design a voice:',
    '',
    `  curl -sS ${api}/voices \\`,
    `    -H 'Authorization: Bearer ${key}' \\`,
    "    -H 'Content-Type: application/json' \\",
    `    -d '${JSON.stringify(request)}'`,
    '',
    'Or design three voices and check the results, from another terminal: npm run demo',
    'The progress of every voice is shown below.',
    '',
  ].join('\n');
}
