import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';

/** The fields of an event that this example reads. docs/events/voice-ready.json describes the complete detail. */
const handledEvent = z.discriminatedUnion('detail-type', [
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
  /** A voice is ready. `use` holds the parameters of a synthesis call. */
  ready(voice: {
    readonly voiceId: string;
    readonly requestKey: string | null;
    readonly use: {
      readonly model: string;
      readonly voice: string;
      /** Null if the provider does not document them. */
      readonly languages: readonly string[] | null;
    };
  }): Promise<void>;
  /** A request was refused. */
  refused(requestKey: string | null, code: string): Promise<void>;
}

/**
 * Processes the events queue until the signal is aborted. A message is deleted after the listener has succeeded. If the
 * listener throws, SQS delivers the message again, and moves it to the dead-letter queue after ten deliveries.
 *
 * @param queueUrl the stack output `EventsQueueUrl`
 * @param processed ids of processed events. Store them durably, because SQS may deliver an event twice
 */
export async function listen(
  queueUrl: string,
  listener: Listener,
  processed: Set<string>,
  signal: AbortSignal,
  sqs = new SQSClient({}),
): Promise<void> {
  while (!signal.aborted) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      const parsed = handledEvent.safeParse(JSON.parse(Body));
      // Events of other types are deleted without further action.
      if (parsed.success && !processed.has(parsed.data.detail.eventId)) {
        await notify(listener, parsed.data);
        processed.add(parsed.data.detail.eventId);
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

function notify(listener: Listener, event: z.infer<typeof handledEvent>): Promise<void> {
  switch (event['detail-type']) {
    case 'Voice Ready':
      return listener.ready(event.detail.voice);
    case 'Voice Request Refused':
      return listener.refused(event.detail.requestKey, event.detail.problem.code);
  }
}

if (import.meta.main) {
  // npm run -s example -- listen-for-voice-ready
  const end = new AbortController();
  process.once('SIGINT', () => end.abort()).once('SIGTERM', () => end.abort());
  const listener: Listener = {
    ready: async ({ voiceId, requestKey, use }) => console.log(`ready ${voiceId} ${requestKey} ${use.voice}`),
    refused: async (requestKey, code) => console.log(`refused ${requestKey} ${code}`),
  };
  console.log('Listening. Press Ctrl-C to stop.');
  await listen(process.env.EVENTS_QUEUE_URL ?? '', listener, new Set(), end.signal);
}
