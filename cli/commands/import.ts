import type { ProviderList, ProviderVoices } from '../../client/index.ts';
import type { ProviderVoiceView } from '../../client/types.ts';
import { families, scopes } from '../core/choices.ts';
import { defineCommand } from '../core/define-command.ts';
import { parseChoice, parseLabels } from '../core/option-values.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Column, tableLines } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { changeEachVoice } from '../voices/each-voice.ts';

export const importCommand = defineCommand(
  {
    name: 'import',
    summary: 'adds records for voices that were created elsewhere, or lists those voices',
    usage: [
      'PROVIDER_VOICE_ID... --family FAMILY --scope SCOPE [options]',
      '--family FAMILY --scope SCOPE [options]',
    ],
    details: [
      'The deployment then watches, deletes and purges imported voices like its own. Without an id, the command lists the',
      'voices of the provider account that have no record. The API key needs the scope admin. The command is safe to repeat.',
    ],
    argument: {
      name: 'PROVIDER_VOICE_ID',
      description: 'one or more voice ids of the provider',
      min: 0,
      max: 1_000,
    },
    options: {
      family: { type: 'string', value: 'FAMILY', choices: families, description: families.join(', ') },
      scope: { type: 'string', value: 'SCOPE', choices: scopes, description: scopes.join(', ') },
      name: { type: 'string', value: 'NAME', description: 'display name, for a single voice' },
      label: { type: 'string', value: 'KEY:VALUE', multiple: true, description: 'label of the voices' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice import --family cosyvoice --scope mainland',
        description: 'lists the voices without a record',
      },
      {
        command:
          'voice import cosyvoice-v3.5-plus-vd-announcer-… --family cosyvoice --scope mainland --name Announcer',
        description: 'adds a record for one voice',
      },
    ],
  },
  async ({ values, arguments: ids }, terminal) => {
    const family = parseChoice('--family', values.family, families);
    const scope = parseChoice('--scope', values.scope, scopes);
    if (!family || !scope) throw new UsageError('--family and --scope are required');
    if (values.name !== undefined && ids.length !== 1) {
      throw new UsageError('--name requires exactly one PROVIDER_VOICE_ID');
    }
    const request = { family, scope, name: values.name, labels: parseLabels(values.label) };
    const { provider } = connect(terminal, values.state);
    if (ids.length === 0) return listUnrecorded(provider, request, values.json ?? false, terminal);
    const change = async (id: string) => {
      const { voice, isNew } = await provider.import(id, request);
      return { voice, message: isNew ? id : `${id} (already had a record)` };
    };
    return changeEachVoice(ids, terminal, { json: values.json, change });
  },
);

async function listUnrecorded(
  provider: ProviderVoices,
  { family, scope }: ProviderList,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const unrecorded: ProviderVoiceView[] = [];
  for await (const voice of provider.list({ family, scope })) {
    if (voice.voiceId === null) unrecorded.push(voice);
  }
  if (json) terminal.printJson(unrecorded);
  else if (unrecorded.length > 0) {
    terminal.printLines(tableLines(unrecorded, columns, terminal.columns));
  } else terminal.report('Every voice of this list has a record.');
  return exitCodes.success;
}

const columns: readonly Column<ProviderVoiceView>[] = [
  { title: 'PROVIDER VOICE ID', text: ({ providerVoiceId }) => providerVoiceId },
  { title: 'STATUS', text: ({ status }) => status ?? '' },
  { title: 'TARGET MODEL', text: ({ targetModel }) => targetModel ?? '', hideRank: 2 },
  { title: 'CREATED', text: ({ gmtCreate }) => gmtCreate ?? '', hideRank: 1 },
  { title: 'VOICE PROMPT', text: ({ voicePrompt }) => voicePrompt ?? '', shrinks: true, hideRank: 3 },
];
