import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { clientSettings, type RunningStackNote } from '../running-stack.ts';

const body = z.object({
  'detail-type': z.string(),
  detail: z.looseObject({
    eventId: z.string(),
    sequence: z.int(),
    voice: z.looseObject({ voiceId: z.string(), status: z.string(), providerVoiceId: z.string().nullable() }),
  }),
});

/** An event as a consumer of the queue gets it. */
export interface TakenEvent {
  readonly detailType: string;
  readonly eventId: string;
  readonly sequence: number;
  readonly voice: z.infer<typeof body>['detail']['voice'];
  readonly detail: unknown;
}

/** Takes events from the queue: those of the given voices are deleted, the others put back. */
export class EventTaker {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  readonly #taken = new Map<string, TakenEvent>();

  /** @param stack the running stack whose events queue it reads */
  constructor(stack: Pick<RunningStackNote, 'environment' | 'outputs'>) {
    this.#sqs = new SQSClient(clientSettings(stack, 'SQS'));
    this.#queueUrl = stack.outputs.EventsQueueUrl ?? '';
  }

  /** The events of one voice that have been taken so far, in order. */
  of(voiceId: string): TakenEvent[] {
    const events = [...this.#taken.values()].filter(({ voice }) => voice.voiceId === voiceId);
    return events.sort((a, b) => a.sequence - b.sequence);
  }

  /** Receives what is on the queue, waiting for up to a second if there is nothing. */
  async take(voiceIds: ReadonlySet<string>): Promise<TakenEvent[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 20,
      }),
    );
    const fresh: TakenEvent[] = [];
    for (const { Body = '', ReceiptHandle } of Messages) {
      const message = { QueueUrl: this.#queueUrl, ReceiptHandle };
      // An event about a request, not about a voice, does not parse.
      const parsed = body.safeParse(JSON.parse(Body));
      if (!parsed.success || !voiceIds.has(parsed.data.detail.voice.voiceId)) {
        await this.#sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 10 }));
        continue;
      }
      const { detail, 'detail-type': detailType } = parsed.data;
      await this.#sqs.send(new DeleteMessageCommand(message));
      // Delivered at least once: the event's id tells a second delivery.
      if (this.#taken.has(detail.eventId)) continue;
      const { eventId, sequence, voice } = detail;
      const event = { detailType, eventId, sequence, voice, detail };
      this.#taken.set(detail.eventId, event);
      fresh.push(event);
    }
    return fresh;
  }
}
