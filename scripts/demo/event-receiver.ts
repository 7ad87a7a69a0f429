import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { clientSettings, type RunningStack } from '../running-stack.ts';

const common = { eventId: z.string(), sequence: z.int() };
const voice = z.looseObject({
  voiceId: z.string(),
  status: z.string(),
  providerVoiceId: z.string().nullable(),
});
const detailSchema = z.looseObject({
  ...common,
  voice: voice.optional(),
  audition: z.looseObject({ auditionId: z.string() }).optional(),
  alias: z.string().optional(),
});
const messageSchema = z.object({ 'detail-type': z.string(), detail: detailSchema });
type Detail = z.infer<typeof detailSchema>;

/** An event that was received from the queue. */
export interface ReceivedEvent {
  readonly detailType: string;
  readonly eventId: string;
  readonly sequence: number;
  /** The id of the voice or the audition, or the alias, that the event is about. */
  readonly subject: string;
  readonly detail: Detail;
}

/** An event about a voice. */
export interface ReceivedVoiceEvent extends ReceivedEvent {
  readonly voice: z.infer<typeof voice>;
}

/** Receives the events of given voices, auditions and aliases from the queue. Other events stay on the queue. */
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
  eventsOf(voiceId: string): ReceivedVoiceEvent[] {
    return this.eventsAbout(voiceId).flatMap((event) =>
      event.detail.voice ? [{ ...event, voice: event.detail.voice }] : [],
    );
  }

  /** Returns the events about a voice, an audition or an alias that were received so far, in order. */
  eventsAbout(subject: string): ReceivedEvent[] {
    const events = [...this.#received.values()].filter((event) => event.subject === subject);
    return events.sort((a, b) => a.sequence - b.sequence);
  }

  /** Receives new events about the given subjects. Waits up to a second if the queue is empty. */
  async receive(subjects: ReadonlySet<string>): Promise<ReceivedEvent[]> {
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
      // Events about a refused request do not parse.
      const parsed = messageSchema.safeParse(JSON.parse(Body));
      if (!parsed.success || !subjects.has(subjectOf(parsed.data.detail))) {
        await this.#sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 10 }));
        continue;
      }
      const { detail, 'detail-type': detailType } = parsed.data;
      await this.#sqs.send(new DeleteMessageCommand(message));
      // Delivery is at least once. The event id identifies duplicates.
      if (this.#received.has(detail.eventId)) continue;
      const { eventId, sequence } = detail;
      const event = { detailType, eventId, sequence, subject: subjectOf(detail), detail };
      this.#received.set(detail.eventId, event);
      newEvents.push(event);
    }
    return newEvents;
  }
}

function subjectOf({ voice: about, audition, alias }: Detail): string {
  return about?.voiceId ?? audition?.auditionId ?? alias ?? '';
}
