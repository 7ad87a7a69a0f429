import type { ProbeReport } from '../../admin/probe-provider.ts';
import { defineCommand } from '../../core/define-command.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { type Column, tableLines } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import { parseScope, scopeOption } from './scope-option.ts';

export const probeCommand = defineCommand(
  {
    name: 'admin probe',
    summary: 'checks the assumptions about the provider with a free CosyVoice voice, and deletes the voice',
    usage: ['[options]'],
    details: [
      'The probe creates a voice with the deployment’s own key, finds it in the list, queries it and deletes it. The voice id',
      'must contain the requested name, and the list must show the voice within two minutes. The probe takes seconds, or',
      'minutes if the provider is slow. The exit code is 1 if an assumption does not hold.',
    ],
    options: {
      ...scopeOption,
      'target-model': {
        type: 'string',
        value: 'MODEL',
        description: 'target model of the voice (default: cosyvoice-v3.5-flash)',
      },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice admin probe --stack VoiceDesign',
        description: 'checks the provider after a deployment or a change at the provider',
      },
      {
        command: 'voice admin probe --scope international --target-model cosyvoice-v3-flash --json',
        description: 'checks whether a model is available in the other scope',
      },
    ],
  },
  async ({ values }, terminal) => {
    const scope = parseScope(values.scope);
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { probeProvider } = await import('../../admin/probe-provider.ts');
    const deployment = await findDeployment(terminal, values);
    terminal.draw(['admin probe  RUNNING']);
    const input = { scope, targetModel: values['target-model'] };
    const report = await probeProvider(deployment, input).finally(() => terminal.clear());
    if (values.json) terminal.printJson(report);
    else printReport(report, terminal);
    return report.holds ? exitCodes.success : exitCodes.unexpected;
  },
);

function printReport({ steps, removed, providerVoiceId }: ProbeReport, terminal: Terminal): void {
  const isGone = steps.some(({ step, holds }) => step === 'gone' && holds);
  terminal.printLines(tableLines(steps, columns(terminal), terminal.columns));
  for (const id of removed) terminal.report(`Removed a voice of an earlier probe: ${id}`);
  if (providerVoiceId !== null && !isGone) {
    terminal.report(
      `${providerVoiceId} may still exist. A probe in ten minutes removes it if the id contains its name.`,
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
