import {
  type Command,
  type CommandDescription,
  command,
  duration,
  type OptionSpecs,
  wholeNumber,
} from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { clock, printable } from '../../output/text.ts';

const options = {
  'dry-run': { type: 'boolean', says: 'only tell what would be done' },
  timeout: {
    type: 'string',
    value: 'TIME',
    says: 'give up waiting after 90s, 10m, 2h (30m); the run goes on',
  },
  ...jsonOption,
  ...deploymentOptions,
} as const;

export interface WorkflowDescription extends Omit<CommandDescription, 'options' | 'usage' | 'argument'> {
  /** The output that names the state machine. */
  readonly machine: string;
  /** An option whose number is an input of its own, instead of the dry run's. */
  readonly confirmation?: { readonly option: string; readonly input: string; readonly says: string };
}

/** A command that starts one of the scheduled workflows by hand, waits, and shows what it has counted. */
export function workflowCommand({ machine, confirmation, ...description }: WorkflowDescription): Command {
  const all: OptionSpecs & typeof options = {
    ...(confirmation && {
      [confirmation.option]: { type: 'string', value: 'N', says: confirmation.says } as const,
    }),
    ...options,
  };
  return command({ ...description, usage: ['[options]'], options: all }, async ({ values }, terminal) => {
    const timeoutMs = duration('timeout', values.timeout ?? '30m');
    const input = inputOf(values, confirmation);
    const { deployment } = await import('../../deployment/deployment.ts');
    const { runWorkflow } = await import('../../admin/run-workflow.ts');
    const where = await deployment(terminal, values);
    const run = await runWorkflow(where, machine, input, timeoutMs, ({ elapsedMs }) =>
      terminal.draw([`${description.name}  RUNNING  ${clock(elapsedMs)}`]),
    );
    terminal.clear();
    if (run.state === 'running') {
      terminal.tell(`Gave up waiting; it goes on: ${run.executionArn}`);
      return exitCodes.gaveUp;
    }
    if (run.state === 'failed') {
      terminal.tell(`voice: ${printable(run.why)}\n${run.executionArn}`);
      return exitCodes.unexpected;
    }
    if (values.json) terminal.printJson(run.output);
    else for (const line of outputLines(run.output)) terminal.print(line);
    return hasFailures(run.output) ? exitCodes.unexpected : exitCodes.done;
  });
}

function inputOf(
  values: Readonly<Record<string, unknown>>,
  confirmation: WorkflowDescription['confirmation'],
): unknown {
  const isDryRun = values['dry-run'] === true;
  const confirmed = confirmation && values[confirmation.option];
  if (!confirmation || confirmed === undefined) return { dryRun: isDryRun };
  if (isDryRun) throw new UsageError(`--${confirmation.option} confirms what --dry-run only counts`);
  return { [confirmation.input]: wholeNumber(confirmation.option, String(confirmed), 1, 1_000) };
}

/** What a run counted, a line a count; a list as its items. */
export function outputLines(output: unknown, indent = ''): string[] {
  if (typeof output !== 'object' || output === null) return [`${indent}${printable(String(output))}`];
  return Object.entries(output).flatMap(([name, value]) => {
    const title = Array.isArray(output) ? '-' : `${printable(name)}:`;
    if (typeof value !== 'object' || value === null) return [`${indent}${title} ${printable(String(value))}`];
    if (Object.keys(value).length === 0) return [`${indent}${title} none`];
    return [`${indent}${title}`, ...outputLines(value, `${indent}  `)];
  });
}

/** What a workflow counts of that which it leaves for the next run. */
const failureCounts = ['failed', 'unannounced'];

/** Whether a run says that something of it failed, wherever it says so, and is left for the next one. */
export function hasFailures(output: unknown): boolean {
  if (typeof output !== 'object' || output === null) return false;
  return Object.entries(output).some(
    ([name, value]) =>
      name === 'error' || (failureCounts.includes(name) && Number(value) > 0) || hasFailures(value),
  );
}
