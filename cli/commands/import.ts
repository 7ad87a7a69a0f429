import type { ProviderList, ProviderVoices } from '../../client/index.ts';
import type { ProviderVoiceView } from '../../client/types.ts';
import { command, labels, oneOf } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import { tableLines } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { families, scopes } from '../output/voice-text.ts';
import { eachVoice } from '../voices/for-each-voice.ts';

export const importCommand = command(
  {
    name: 'import',
    summary: 'gives voices that were made elsewhere in the provider account a record here, or lists them',
    usage: [
      'PROVIDER_VOICE_ID... --family FAMILY --scope SCOPE [options]',
      '--family FAMILY --scope SCOPE [options]',
    ],
    details: [
      'From then on they are deleted, purged and watched as those made here. Without an id: what has no record yet.',
      'The key needs the scope admin. Safe to repeat.',
    ],
    argument: {
      name: 'PROVIDER_VOICE_ID',
      says: 'the provider’s id of a voice; several',
      least: 0,
      most: 1_000,
    },
    options: {
      family: { type: 'string', value: 'FAMILY', choices: families, says: families.join(', ') },
      scope: { type: 'string', value: 'SCOPE', choices: scopes, says: scopes.join(', ') },
      name: { type: 'string', value: 'NAME', says: 'a name to show; of a single voice' },
      label: { type: 'string', value: 'KEY:VALUE', multiple: true, says: 'a label to find it by' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice import --family cosyvoice --scope mainland', says: 'which voices have no record' },
      {
        command:
          'voice import cosyvoice-v3.5-plus-vd-announcer-… --family cosyvoice --scope mainland --name Announcer',
        says: 'gives one a record',
      },
    ],
  },
  async ({ values, arguments: ids }, terminal) => {
    const family = oneOf('family', values.family, families);
    const scope = oneOf('scope', values.scope, scopes);
    if (!family || !scope) throw new UsageError('missing: --family or --scope');
    if (values.name !== undefined && ids.length !== 1) throw new UsageError('--name goes with a single id');
    const request = { family, scope, name: values.name, labels: labels(values.label) };
    const { provider } = connect(terminal, values.state);
    if (ids.length === 0) return listUnrecorded(provider, request, values.json ?? false, terminal);
    return eachVoice(ids, values.json ?? false, terminal, async (id) => {
      const { voice, isNew } = await provider.import(id, request);
      return { voice, said: `${id}${isNew ? '' : ', which had a record'}` };
    });
  },
);

async function listUnrecorded(
  provider: ProviderVoices,
  { family, scope }: ProviderList,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const found: ProviderVoiceView[] = [];
  for await (const voice of provider.list({ family, scope })) if (voice.voiceId === null) found.push(voice);
  if (json) terminal.printJson(found);
  else if (found.length > 0) {
    const lines = tableLines(found, columns, terminal.columns);
    for (const line of lines) terminal.print(line);
  } else terminal.tell('Every voice of this list has a record.');
  return exitCodes.done;
}

const columns = [
  { title: 'PROVIDER VOICE ID', text: ({ providerVoiceId }: ProviderVoiceView) => providerVoiceId },
  { title: 'STATUS', text: ({ status }: ProviderVoiceView) => status ?? '' },
  { title: 'TARGET MODEL', text: ({ targetModel }: ProviderVoiceView) => targetModel ?? '', hides: 2 },
  { title: 'CREATED', text: ({ gmtCreate }: ProviderVoiceView) => gmtCreate ?? '', hides: 1 },
  {
    title: 'VOICE PROMPT',
    text: ({ voicePrompt }: ProviderVoiceView) => voicePrompt ?? '',
    shrinks: true,
    hides: 3,
  },
];
