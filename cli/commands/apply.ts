import { type ApplyProgress, applyFile, readDeployment } from '../apply/apply-file.ts';
import { withChanges } from '../apply/brief-changes.ts';
import { formatNotes, notesOfPlan } from '../apply/brief-notes.ts';
import { checkBriefs } from '../apply/check-briefs.ts';
import { clientCalls } from '../apply/client-calls.ts';
import { hasWork, isDone, makesVoice, planOf } from '../apply/plan.ts';
import { costOfPlan, planLines, resultLine } from '../apply/plan-text.ts';
import { parseVoicesFile } from '../apply/voices-file.ts';
import { defineCommand } from '../core/define-command.ts';
import { parseDuration } from '../core/option-values.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { combineExitCodes, type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { readInput } from '../voices/read-input.ts';

const outcomeCodes = {
  done: exitCodes.success,
  failed: exitCodes.settledNotOk,
  refused: exitCodes.refused,
  unfinished: exitCodes.timedOut,
  waiting: exitCodes.timedOut,
} as const satisfies Record<string, ExitCode>;

export const applyCommand = defineCommand(
  {
    name: 'apply',
    summary: 'creates and remakes the voices of aliases so that they match a file',
    usage: ['FILE [options]'],
    details: [
      'FILE maps each alias to a brief with the fields of POST /v1/voices, as YAML or JSON; - is standard input. The command',
      'compares the briefs with the voices of the aliases, prints a plan, asks for confirmation, and makes the voices that',
      'are missing. An alias moves to its new voice only when that voice is OK. The command can be stopped and repeated at',
      'any time; no voice is made twice. A brief with candidates makes an audition, and its alias moves when one of them is',
      'chosen. The exit code is 0 when every alias is as the file describes it, and 6 while a choice is awaited.',
    ],
    argument: { name: 'FILE', description: 'file with aliases and their briefs', min: 1, max: 1 },
    options: {
      'dry-run': { type: 'boolean', description: 'print the plan and change nothing' },
      prune: {
        type: 'boolean',
        description: 'delete aliases that an earlier apply created and the file no longer contains',
      },
      yes: { type: 'boolean', short: 'y', description: 'do not ask for confirmation' },
      timeout: {
        type: 'string',
        value: 'TIME',
        description: 'stop waiting after this time, such as 90s, 10m or 2h (default: 30m)',
      },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice apply voices.yaml --dry-run', description: 'shows what would change, and its cost' },
      { command: 'voice apply voices.yaml --yes', description: 'makes the changes, for example in CI' },
      {
        command: 'voice apply voices.yaml --prune',
        description: 'also deletes aliases that were removed from the file',
      },
    ],
  },
  async ({ values, arguments: [path = ''] }, terminal) => {
    const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
    const prune = values.prune ?? false;
    const input = await readInput(path, terminal);
    const written = parseVoicesFile(input);
    const client = connect(terminal, values.state);
    const calls = clientCalls(client);
    const { aliases, places, createsOff, ...checked } = await checkBriefs(client, written, input.name);
    const deployment = await readDeployment(aliases, calls);
    const planned = planOf({ desired: aliases, ...deployment, places, prune });
    const plan = values['dry-run']
      ? await withChanges(client, planned, aliases, deployment.current)
      : planned;
    const cost = costOfPlan(plan, aliases);
    const refusals = [
      ...plan.refusals,
      ...(createsOff && plan.steps.some(makesVoice) ? ['Creating voices is switched off.'] : []),
    ];
    const { warnings, advice } = notesOfPlan(checked.notes, plan);
    const notes = { warnings, advice: values['dry-run'] ? advice : [] };
    if (!values.json) {
      terminal.printLines(planLines(terminal, { ...plan, refusals }, cost));
      terminal.printLines(formatNotes(terminal, notes, input.name));
    }
    if (refusals.length > 0 || values['dry-run'] || !hasWork(plan)) {
      if (values.json) terminal.printJson({ plan: { ...plan, refusals }, cost, ...notes, results: [] });
      if (refusals.length > 0) return exitCodes.refused;
      return values['dry-run'] || isDone(plan) ? exitCodes.success : exitCodes.timedOut;
    }
    if (!values.yes && !(await confirm(terminal))) return exitCodes.refused;
    const results = await applyFile(aliases, calls, {
      prune,
      timeoutMs,
      onProgress: (progress) => showProgress(terminal, progress),
    });
    terminal.clear();
    if (values.json) terminal.printJson({ plan, cost, ...notes, results });
    else {
      const notDone = results.filter(({ outcome }) => outcome !== 'done');
      terminal.printLines(notDone.map((result) => resultLine(terminal, result)));
      terminal.print(`${results.length - notDone.length} of ${results.length} aliases are as in the file.`);
    }
    return combineExitCodes(results.map(({ outcome }) => outcomeCodes[outcome]));
  },
);

/** @throws UsageError without a terminal */
async function confirm(terminal: Terminal): Promise<boolean> {
  if (!terminal.isInteractive) throw new UsageError('a confirmation needs a terminal; add --yes');
  return terminal.confirm('Apply these changes?');
}

function showProgress(terminal: Terminal, progress: ApplyProgress): void {
  const { done, total, inProgress, waitsForPlaces, finished } = progress;
  if (!terminal.isInteractive) {
    for (const alias of finished) terminal.report(`${alias}  done`);
    return;
  }
  const wait = waitsForPlaces ? ', waiting for free places' : '';
  terminal.draw([`apply  ${done} of ${total} done, ${inProgress} in progress${wait}`]);
}
