import type { ProbeReport } from '../../admin/probe-provider.ts';
import { command, oneOf } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { type Column, tableLines } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import { scopes } from '../../output/voice-text.ts';

const scopeByDefault = 'mainland';

export const probeCommand = command(
  {
    name: 'admin probe',
    summary:
      'tries what is assumed of the provider, on a CosyVoice voice that costs nothing and is deleted again',
    usage: ['[options]'],
    details: [
      'It is created with the deployment’s own key, looked for in the list, asked about, and deleted: its name has to come',
      'back in its id, and it has to be listed within two minutes. Takes seconds; minutes where the provider is slow. The',
      'exit code is 1 if anything is not as assumed.',
    ],
    options: {
      scope: { type: 'string', value: 'SCOPE', says: `${scopes.join(', ')} (${scopeByDefault})` },
      'target-model': {
        type: 'string',
        value: 'MODEL',
        says: 'the model that the voice is made for (cosyvoice-v3.5-flash)',
      },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice admin probe --stack VoiceDesign',
        says: 'after a deployment, or when the provider changes',
      },
      {
        command: 'voice admin probe --scope international --target-model cosyvoice-v3-flash --json',
        says: 'whether a model is to be had in the other scope',
      },
    ],
  },
  async ({ values }, terminal) => {
    const scope = oneOf('scope', values.scope, scopes) ?? scopeByDefault;
    const { deployment } = await import('../../deployment/deployment.ts');
    const { probeProvider } = await import('../../admin/probe-provider.ts');
    const where = await deployment(terminal, values);
    terminal.draw(['admin probe  RUNNING']);
    const report = await probeProvider(where, { scope, targetModel: values['target-model'] }).finally(() =>
      terminal.clear(),
    );
    if (values.json) terminal.printJson(report);
    else show(report, terminal);
    return report.holds ? exitCodes.done : exitCodes.unexpected;
  },
);

function show({ steps, removed, providerVoiceId }: ProbeReport, terminal: Terminal): void {
  const isGone = steps.some(({ step, holds }) => step === 'gone' && holds);
  for (const line of tableLines(steps, columns(terminal), terminal.columns)) terminal.print(line);
  for (const id of removed) terminal.tell(`Removed what an earlier probe had left: ${id}`);
  if (providerVoiceId !== null && !isGone) {
    terminal.tell(
      `${providerVoiceId} may still be there; a probe in ten minutes removes it, if its name was kept.`,
    );
  }
}

function columns(terminal: Terminal): Column<ProbeReport['steps'][number]>[] {
  return [
    { title: 'STEP', text: ({ step }) => step },
    {
      title: 'HOLDS',
      text: ({ holds }) => (holds === null ? '-' : holds ? 'yes' : 'no'),
      paint: (text, { holds }) => (holds === null ? text : terminal.paint(holds ? 'green' : 'red', text)),
    },
    { title: 'FOUND', text: ({ found }) => found },
  ];
}
