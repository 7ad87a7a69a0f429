import type { StartOptions } from './options.ts';

export interface Welcome {
  readonly apiUrl: string;
  readonly key: string;
  readonly provider: string;
  readonly options: StartOptions;
  readonly seconds: number;
  readonly cached: boolean;
}

/** What is printed once everything runs: where it is, and a first command to paste. */
export function welcome({ apiUrl, key, provider, options, seconds, cached }: Welcome): string {
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
      : [`  Time       waits, retries, deadlines and reviews are ${options.timeScale} times shorter`];
  return [
    '',
    `Ready in ${seconds.toFixed(1)} s (${cached ? 'synthesized before' : 'synthesized anew'}); kept in ${options.state}; Ctrl-C stops it.`,
    '',
    `  API        ${api}`,
    `  Key        ${key}`,
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
    'Or three at once, checked: npm run demo (in another terminal). What happens shows here:',
    '',
  ].join('\n');
}
