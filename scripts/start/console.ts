import { z } from 'zod';
import type { RunnerEvent } from '../../local/core/runner-event.ts';

/** Other items of the table have keys with a prefix, such as `KEY#`. */
const voiceId = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const recordSchema = z.object({
  voiceId: z.string().regex(voiceId),
  status: z.string(),
  providerVoiceId: z.string().optional(),
  reason: z.object({ code: z.string(), providerCode: z.string().optional() }).optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).default([]),
});
const voiceEventSchema = z.object({
  'detail-type': z.string(),
  detail: z.object({ eventId: z.string(), voice: z.object({ voiceId: z.string() }) }),
});
const refusalEventSchema = z.object({
  detail: z.object({
    inbound: z.object({ source: z.string(), detailType: z.string() }),
    problem: z.object({ code: z.string() }),
  }),
});
const errorLineSchema = z.object({ level: z.literal('ERROR') });

/** The name of an execution that designs a voice. The voice's record reports its progress. */
const designExecution = /^[0-9A-HJKMNP-TV-Z]{26}(-r\d+)?$/;
/** Longer outputs of executions are not printed. */
const maxOutputLength = 240;

type Report = (subject: string, text: string) => void;
type EventOf<Kind extends RunnerEvent['kind']> = Extract<RunnerEvent, { kind: Kind }>;

/**
 * Returns an observer of the runner that prints the progress of each voice: status changes, warnings, and events that
 * arrive on the queue. For other executions it prints start and end, for schedules each invocation. For
 * Express executions, which are frequent, it prints only failures and the first invocation of a schedule.
 */
export function consoleReporter(print: (line: string) => void): (event: RunnerEvent) => void {
  const report: Report = (subject, text) => {
    print(`${new Date().toISOString().slice(11, 19)}  ${subject}  ${text}`);
  };
  const reportItem = itemReporter(report);
  const expressMachines = new Set<string>();
  return (event) => {
    switch (event.kind) {
      case 'itemChanged':
        return reportItem(event);
      case 'messageReceived':
        return reportMessage(event, report);
      case 'executionResumed':
        return report(event.execution, `resumed    in "${event.state ?? ''}"`);
      case 'executionStarted':
        if (event.express) expressMachines.add(event.machine);
        else if (!isDesignExecution(event.execution)) report(label(event.machine), 'started');
        return;
      case 'executionEnded':
        return reportEnd(event, report);
      case 'taskFailed':
        if (isFailure(event.error))
          report(event.execution, `failed     in "${event.state}": ${event.error}: ${event.cause}`);
        return;
      case 'scheduleFired':
        return reportSchedule(event, expressMachines, report);
      case 'deliveryFailed':
        return report(label(event.rule), `could not reach ${event.target}: ${event.reason}`);
      case 'functionLog':
        if (errorLineSchema.safeParse(parseJson(event.line)).success) print(event.line);
        return;
      case 'requestAnswered':
        if (event.status >= 400) report(`${event.method} ${event.path}`, String(event.status));
        return;
      case 'alarmChanged':
        return reportAlarm(event, report);
      case 'resourceRemoved':
        return reportRemoval(event, report);
      case 'asyncInvocation':
      case 'eventPublished':
      case 'functionInvoked':
      case 'ruleInvoked':
      case 'scheduleInvoked':
      case 'stateEntered':
        return;
    }
  };
}

/** Reports each warning of a voice once, and each change of its status. Ignores items that are not voices. */
function itemReporter(report: Report): (event: EventOf<'itemChanged'>) => void {
  const statuses = new Map<string, string>();
  const reportedWarnings = new Set<string>();
  return ({ item }) => {
    const { success, data } = recordSchema.safeParse(item);
    if (!success) return;
    for (const { code, message } of data.warnings) {
      const key = `${data.voiceId} ${code}`;
      if (!reportedWarnings.has(key)) report(data.voiceId, `warning    ${code}: ${message}`);
      reportedWarnings.add(key);
    }
    if (statuses.get(data.voiceId) === data.status) return;
    statuses.set(data.voiceId, data.status);
    const reason = data.status === 'FAILED' || data.status === 'UNDEPLOYED' ? data.reason : undefined;
    const detail = reason
      ? [reason.code, reason.providerCode].filter(Boolean).join(', ')
      : (data.providerVoiceId ?? '');
    report(data.voiceId, `${data.status.padEnd(10)} ${detail}`.trimEnd());
  };
}

function reportMessage(event: EventOf<'messageReceived'>, report: Report): void {
  const body = parseJson(event.body);
  const refusal = refusalEventSchema.safeParse(body);
  if (refusal.success) {
    const { inbound, problem } = refusal.data.detail;
    report(inbound.detailType, `refused    ${problem.code}, requested by ${inbound.source}`);
  }
  const voiceEvent = voiceEventSchema.safeParse(body);
  if (!voiceEvent.success) return;
  const { detail, 'detail-type': detailType } = voiceEvent.data;
  report(detail.voice.voiceId, `event      ${detailType}: received on the queue, ${detail.eventId}`);
}

/** Reports an alarm that starts or ends. A new alarm changes to OK without a line. */
function reportAlarm(
  { alarm, description, from, to, reason, actions }: EventOf<'alarmChanged'>,
  report: Report,
): void {
  if (to !== 'ALARM' && from !== 'ALARM') return;
  report(alarm, to === 'ALARM' ? `ALARM      ${description}` : `${to.padEnd(10)} the alarm has ended`);
  if (to === 'ALARM') report(alarm, `reason     ${reason}`);
  for (const action of actions) report(alarm, `notifies   ${action} (no message is sent)`);
}

function reportRemoval(
  { logicalId, type, name, outcome, reason = '' }: EventOf<'resourceRemoved'>,
  report: Report,
): void {
  report(logicalId, `${outcome.padEnd(10)} ${type} ${name} ${reason}`.trimEnd());
}

function reportSchedule(
  { schedule, target }: EventOf<'scheduleFired'>,
  expressMachines: ReadonlySet<string>,
  report: Report,
): void {
  const name = target.split(':').at(-1) ?? '';
  if (!expressMachines.has(name)) report(label(schedule), `fired      for ${label(name)}`);
}

function reportEnd(event: EventOf<'executionEnded'>, report: Report): void {
  const { machine, execution, status, error = '', output = '', express = false } = event;
  if (express && status === 'SUCCEEDED') return;
  if (!isDesignExecution(execution)) {
    const shortOutput = output.length <= maxOutputLength ? output : '';
    report(label(machine), `${status.padEnd(10)} ${error || shortOutput}`.trimEnd());
  } else if (status !== 'SUCCEEDED') report(execution, `execution  ${status} ${error}`.trimEnd());
}

/**
 * Returns true for a service that does not answer and for a definition that cannot continue. Other errors are
 * expected by the workflow, such as failed conditions, or come from a function, which logs them.
 */
function isFailure(error: string): boolean {
  return /\.SdkClientException$|^States\.(Runtime|DataLimitExceeded)$/.test(error);
}

function isDesignExecution(execution: string): boolean {
  return designExecution.test(execution);
}

/** Returns the name of a resource without the stack's name and the hash. */
function label(name: string): string {
  return name.replace(/^[^-]+-/, '').replace(/[0-9A-F]{8}$/, '');
}

/** Returns null if the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
