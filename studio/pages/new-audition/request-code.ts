import { type Draft, isSingle, requestOf } from '../../brief/draft.ts';

/** Returns a command line that sends the request. */
export function curlOf(draft: Draft): string {
  const path = isSingle(draft) ? 'voices' : 'auditions';
  const body = JSON.stringify(requestOf(draft), null, 2);
  return [
    `curl -sS "$VOICE_API_URL/${path}" \\`,
    `  -H "Authorization: Bearer $VOICE_API_KEY" -H "Idempotency-Key: $(uuidgen)" \\`,
    `  -H 'Content-Type: application/json' -d ${shellQuoted(body)}`,
  ].join('\n');
}

/** Returns an entry of a file for `voice apply`. JSON texts are valid YAML. */
export function yamlOf(draft: Draft): string {
  const { keepHours: _, alias: __, ...entry } = { keepHours: 0, alias: '', ...requestOf(draft) };
  const lines = Object.entries(entry).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return `${draft.alias || 'my-voice'}:\n${lines.join('\n')}\n`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
