import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { clientSettings, type RunningStack } from '../running-stack.ts';

const messageSchema = z.object({
  'detail-type': z.string(),
  detail: z.looseObject({
    eventId: z.string(),
    sequence: z.int(),
    voice: z.looseObject({ voiceId: z.string(), status: z.string(), providerVoiceId: z.string().nullable() }),
  }),
});

/** An event that was received from the queue. */
export interface ReceivedEvent {
  readonly detailType: string;
  readonly eventId: string;
  readonly sequence: number;
  readonly voice: z.infer<typeof messageSchema>['detail']['voice'];
  readonly detail: unknown;
}

/** Receives the events of given voices from the queue. Other events stay on the queue. */
export class EventReceiver {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  readonly #received = new Map<string, ReceivedEvent>();

  /** @param stack the running stack with the queue */
  constructor(stack: Pick<RunningStack, 'environment' | 'outputs'>) {
    this.#sqs = new SQSClient(clientSettings(stack, 'SQS'));
    this.#queueUrl = stack.outputs.EventsQueueUrl ?? '';
  }

  /** Returns the events of a voice that were received so far, in order. */
  eventsOf(voiceId: string): ReceivedEvent[] {
    const events = [...this.#received.values()].filter(({ voice }) => voice.voiceId === voiceId);
    return events.sort((a, b) => a.sequence - b.sequence);
  }

  /** Receives new events of the given voices. Waits up to a second if the queue is empty. */
  async receive(voiceIds: ReadonlySet<string>): Promise<ReceivedEvent[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 20,
      }),
    );
    const newEvents: ReceivedEvent[] = [];
    for (const { Body = '', ReceiptHandle } of Messages) {
      const message = { QueueUrl: this.#queueUrl, ReceiptHandle };
      // Events about a request instead of a voice do not parse.
      const parsed = messageSchema.safeParse(JSON.parse(Body));
      if (!parsed.success || !voiceIds.has(parsed.data.detail.voice.voiceId)) {
        await this.#sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 10 }));
        continue;
      }
      const { detail, 'detail-type': detailType } = parsed.data;
      await this.#sqs.send(new DeleteMessageCommand(message));
      // Delivery is at least once. The event id identifies duplicates.
      if (this.#received.has(detail.eventId)) continue;
      const { eventId, sequence, voice } = detail;
      const event = { detailType, eventId, sequence, voice, detail };
      this.#received.set(detail.eventId, event);
      newEvents.push(event);
    }
    return newEvents;
  }
}
