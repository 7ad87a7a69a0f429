import { z } from 'zod';
import type { Happening } from '../../local/services/ports.ts';

const record = z.object({
  voiceId: z.string(),
  status: z.string(),
  providerVoiceId: z.string().optional(),
  reason: z.object({ code: z.string(), providerCode: z.string().optional() }).optional(),
});
const message = z.object({
  'detail-type': z.string(),
  detail: z.object({ eventId: z.string(), voice: z.object({ voiceId: z.string() }) }),
});
const errorLine = z.object({ level: z.literal('ERROR') });

/**
 * Tells each voice's way through the workflow, a line a step, from what happens in the runner: a status when it has
 * changed, an event when it has landed on the queue.
 *
 * @returns an observer for the runner
 */
export function storyTeller(print: (line: string) => void): (happening: Happening) => void {
  const statuses = new Map<string, string>();
  const tell = (subject: string, what: string) => {
    print(`${new Date().toISOString().slice(11, 19)}  ${subject}  ${what}`);
  };
  return (happening) => {
    switch (happening.kind) {
      case 'itemChanged': {
        const { success, data } = record.safeParse(happening.item);
        if (!success || statuses.get(data.voiceId) === data.status) return;
        statuses.set(data.voiceId, data.status);
        const why = data.status === 'FAILED' || data.status === 'UNDEPLOYED' ? data.reason : undefined;
        const more = why
          ? [why.code, why.providerCode].filter(Boolean).join(', ')
          : (data.providerVoiceId ?? '');
        tell(data.voiceId, `${data.status.padEnd(10)} ${more}`.trimEnd());
        return;
      }
      case 'messageReceived': {
        const parsed = message.safeParse(jsonOrNull(happening.body));
        if (!parsed.success) return;
        const { detail, 'detail-type': detailType } = parsed.data;
        tell(detail.voice.voiceId, `event      ${detailType}: received on the queue, ${detail.eventId}`);
        return;
      }
      case 'executionResumed':
        tell(happening.execution, `resumed    in "${happening.state ?? ''}"`);
        return;
      case 'executionEnded':
        if (happening.status !== 'SUCCEEDED')
          tell(happening.execution, `execution  ${happening.status} ${happening.error ?? ''}`);
        return;
      case 'functionLog':
        if (errorLine.safeParse(jsonOrNull(happening.line)).success) print(happening.line);
        return;
      case 'requestAnswered':
        if (happening.status >= 400) tell(`${happening.method} ${happening.path}`, String(happening.status));
        return;
      case 'stateEntered':
      case 'executionStarted':
      case 'eventPublished':
        return;
    }
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
