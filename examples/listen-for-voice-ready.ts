import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';

/** As much of an event as is read here; docs/events/voice-ready.json has the whole detail. */
const event = z.discriminatedUnion('detail-type', [
  z.object({
    'detail-type': z.literal('Voice Ready'),
    detail: z.object({
      eventId: z.string(),
      voice: z.object({
        voiceId: z.string(),
        requestKey: z.string().nullable(),
        use: z.object({
          model: z.string(),
          voice: z.string(),
          languages: z.array(z.string()).nullable(),
        }),
      }),
    }),
  }),
  z.object({
    'detail-type': z.literal('Voice Request Refused'),
    detail: z.object({
      eventId: z.string(),
      requestKey: z.string().nullable(),
      problem: z.object({ code: z.string() }),
    }),
  }),
]);

export interface Listener {
  /** A voice may be used: `use` is what a synthesis call takes. */
  ready(voice: {
    readonly voiceId: string;
    readonly requestKey: string | null;
    readonly use: {
      readonly model: string;
      readonly voice: string;
      /** Null where the provider does not document them. */
      readonly languages: readonly string[] | null;
    };
  }): Promise<void>;
  refused(requestKey: string | null, code: string): Promise<void>;
}

/**
 * Reads the events queue until it is told to stop. A message is deleted once the listener has done its work: if that
 * throws, it comes again, and after ten times it is on the queue's dead-letter queue.
 *
 * @param queueUrl the deployment's output `EventsQueueUrl`
 * @param seen ids of events that are done; keep them where they outlive the process, since an event may come twice
 */
export async function listen(
  queueUrl: string,
  listener: Listener,
  seen: Set<string>,
  signal: AbortSignal,
  sqs = new SQSClient({}),
): Promise<void> {
  while (!signal.aborted) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      const parsed = event.safeParse(JSON.parse(Body));
      // Another type of event, which is none of ours to act on.
      if (parsed.success && !seen.has(parsed.data.detail.eventId)) {
        await tell(listener, parsed.data);
        seen.add(parsed.data.detail.eventId);
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

function tell(listener: Listener, heard: z.infer<typeof event>): Promise<void> {
  switch (heard['detail-type']) {
    case 'Voice Ready':
      return listener.ready(heard.detail.voice);
    case 'Voice Request Refused':
      return listener.refused(heard.detail.requestKey, heard.detail.problem.code);
  }
}
