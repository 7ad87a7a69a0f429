import {
  type Command,
  type CommandDescription,
  defineCommand,
  type OptionSpecs,
} from '../../core/define-command.ts';
import { parseDuration, parseWholeNumber } from '../../core/option-values.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { formatElapsed, printable } from '../../output/text.ts';

const options = {
  'dry-run': { type: 'boolean', description: 'only print what the run would do' },
  timeout: {
    type: 'string',
    value: 'TIME',
    description: 'stop waiting after this time, such as 90s, 10m or 2h (default: 30m); the run continues',
  },
  ...jsonOption,
  ...deploymentOptions,
} as const;

export interface WorkflowDescription extends Omit<CommandDescription, 'options' | 'usage' | 'argument'> {
  /** The stack output with the ARN of the state machine. */
  readonly machineOutput: string;
  /** An option whose number becomes the input of the workflow, in place of the dry run flag. */
  readonly confirmation?: {
    readonly option: string;
    readonly input: string;
    readonly description: string;
  };
}

/** Creates a command that starts a scheduled workflow, waits for it, and prints its counts. */
export function workflowCommand({
  machineOutput,
  confirmation,
  ...description
}: WorkflowDescription): Command {
  const allOptions: OptionSpecs & typeof options = {
    ...(confirmation && {
      [confirmation.option]: {
        type: 'string',
        value: 'N',
        description: confirmation.description,
      } as const,
    }),
    ...options,
  };
  return defineCommand(
    { ...description, usage: ['[options]'], options: allOptions },
    async ({ values }, terminal) => {
      const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
      const input = workflowInput(values, confirmation);
      const { findDeployment } = await import('../../deployment/find-deployment.ts');
      const { runWorkflow } = await import('../../admin/run-workflow.ts');
      const deployment = await findDeployment(terminal, values);
      const run = await runWorkflow(deployment, {
        machineOutput,
        input,
        timeoutMs,
        onProgress: ({ elapsedMs }) =>
          terminal.draw([`${description.name}  RUNNING  ${formatElapsed(elapsedMs)}`]),
      });
      terminal.clear();
      if (run.state === 'running') {
        terminal.report(`Timed out while waiting. The run continues: ${run.executionArn}`);
        return exitCodes.timedOut;
      }
      if (run.state === 'failed') {
        terminal.report(`voice: ${printable(run.cause)}\n${run.executionArn}`);
        return exitCodes.unexpected;
      }
      if (values.json) terminal.printJson(run.output);
      else terminal.printLines(formatOutput(run.output));
      return hasFailures(run.output) ? exitCodes.unexpected : exitCodes.success;
    },
  );
}

/** Maximum of the setting `voicePlaces`. */
const maxConfirmed = 10_000;

function workflowInput(
  values: Readonly<Record<string, unknown>>,
  confirmation: WorkflowDescription['confirmation'],
): unknown {
  const isDryRun = values['dry-run'] === true;
  const confirmed = confirmation && values[confirmation.option];
  if (!confirmation || confirmed === undefined) return { dryRun: isDryRun };
  if (isDryRun) throw new UsageError(`--${confirmation.option} and --dry-run cannot be combined`);
  const number = parseWholeNumber(`--${confirmation.option}`, String(confirmed), 1, maxConfirmed);
  return { [confirmation.input]: number };
}

/** Formats the output of a run as indented lines, one for each value. */
export function formatOutput(output: unknown, indent = ''): string[] {
  if (typeof output !== 'object' || output === null) return [`${indent}${printable(String(output))}`];
  return Object.entries(output).flatMap(([name, value]) => {
    const title = Array.isArray(output) ? '-' : `${printable(name)}:`;
    if (typeof value !== 'object' || value === null) return [`${indent}${title} ${printable(String(value))}`];
    if (Object.keys(value).length === 0) return [`${indent}${title} none`];
    return [`${indent}${title}`, ...formatOutput(value, `${indent}  `)];
  });
}

/** Counts of a workflow's output for work that it leaves to the next run. */
const failureCounts = ['failed', 'auditionsFailed', 'aliasesFailed', 'unannounced'];

/** Returns whether an error or a positive failure count occurs anywhere in the output of a run. */
export function hasFailures(output: unknown): boolean {
  if (typeof output !== 'object' || output === null) return false;
  return Object.entries(output).some(
    ([name, value]) =>
      name === 'error' || (failureCounts.includes(name) && Number(value) > 0) || hasFailures(value),
  );
}
