import { z } from 'zod';
import type { RunnerEvent } from '../../local/core/runner-event.ts';

const record = z.object({
  voiceId: z.string(),
  status: z.string(),
  providerVoiceId: z.string().optional(),
  reason: z.object({ code: z.string(), providerCode: z.string().optional() }).optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).default([]),
});
const message = z.object({
  'detail-type': z.string(),
  detail: z.object({ eventId: z.string(), voice: z.object({ voiceId: z.string() }) }),
});
const refusal = z.object({
  detail: z.object({
    inbound: z.object({ source: z.string(), detailType: z.string() }),
    problem: z.object({ code: z.string() }),
  }),
});
const errorLine = z.object({ level: z.literal('ERROR') });

/** An execution named as a voice: its record tells how it goes. */
const voices = /^[0-9A-HJKMNP-TV-Z]{26}(-r\d+)?$/;
/** Characters of an output that still fit on a line. */
const longestOutput = 240;

/**
 * Tells each voice's way through the workflow, a line a step, from what happens in the runner: a status when it has
 * changed, an event when it has landed on the queue. Of all other executions it tells start and end, of a schedule that
 * it has fired.
 *
 * @returns an observer for the runner
 */
export function storyTeller(print: (line: string) => void): (happening: RunnerEvent) => void {
  const statuses = new Map<string, string>();
  const warned = new Set<string>();
  const tell = (subject: string, what: string) => {
    print(`${new Date().toISOString().slice(11, 19)}  ${subject}  ${what}`);
  };
  return (happening) => {
    switch (happening.kind) {
      case 'itemChanged': {
        const { success, data } = record.safeParse(happening.item);
        if (!success) return;
        for (const { code, message } of data.warnings) {
          const key = `${data.voiceId} ${code}`;
          if (!warned.has(key)) tell(data.voiceId, `warning    ${code}: ${message}`);
          warned.add(key);
        }
        if (statuses.get(data.voiceId) === data.status) return;
        statuses.set(data.voiceId, data.status);
        const why = data.status === 'FAILED' || data.status === 'UNDEPLOYED' ? data.reason : undefined;
        const more = why
          ? [why.code, why.providerCode].filter(Boolean).join(', ')
          : (data.providerVoiceId ?? '');
        tell(data.voiceId, `${data.status.padEnd(10)} ${more}`.trimEnd());
        return;
      }
      case 'messageReceived': {
        const body = jsonOrNull(happening.body);
        const refused = refusal.safeParse(body);
        if (refused.success) {
          const { inbound, problem } = refused.data.detail;
          tell(inbound.detailType, `refused    ${problem.code}, asked by ${inbound.source}`);
        }
        const parsed = message.safeParse(body);
        if (!parsed.success) return;
        const { detail, 'detail-type': detailType } = parsed.data;
        tell(detail.voice.voiceId, `event      ${detailType}: received on the queue, ${detail.eventId}`);
        return;
      }
      case 'executionResumed':
        tell(happening.execution, `resumed    in "${happening.state ?? ''}"`);
        return;
      case 'executionStarted':
        if (!isVoices(happening.execution)) tell(label(happening.machine), 'started');
        return;
      case 'executionEnded': {
        const { status, error = '', output = '' } = happening;
        if (!isVoices(happening.execution)) {
          const short = output.length <= longestOutput ? output : '';
          tell(label(happening.machine), `${status.padEnd(10)} ${error || short}`.trimEnd());
        } else if (status !== 'SUCCEEDED')
          tell(happening.execution, `execution  ${status} ${error}`.trimEnd());
        return;
      }
      case 'taskFailed':
        if (isFailure(happening.error))
          tell(
            happening.execution,
            `failed     in "${happening.state}": ${happening.error}: ${happening.cause}`,
          );
        return;
      case 'scheduleFired':
        tell(label(happening.schedule), `fired      for ${label(happening.target.split(':').at(-1) ?? '')}`);
        return;
      case 'deliveryFailed':
        tell(label(happening.rule), `could not reach ${happening.target}: ${happening.reason}`);
        return;
      case 'functionLog':
        if (errorLine.safeParse(jsonOrNull(happening.line)).success) print(happening.line);
        return;
      case 'requestAnswered':
        if (happening.status >= 400) tell(`${happening.method} ${happening.path}`, String(happening.status));
        return;
      case 'stateEntered':
      case 'eventPublished':
        return;
    }
  };
}

/**
 * A service that does not answer, or a definition that cannot go on. Other errors belong to the workflow, as a condition
 * that does not hold does, or to a function, whose own log line shows.
 */
function isFailure(error: string): boolean {
  return /\.SdkClientException$|^States\.(Runtime|DataLimitExceeded)$/.test(error);
}

function isVoices(execution: string): boolean {
  return voices.test(execution);
}

/** A resource's name without the stack in front of it and the hash behind it. */
function label(name: string): string {
  return name.replace(/^[^-]+-/, '').replace(/[0-9A-F]{8}$/, '');
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
