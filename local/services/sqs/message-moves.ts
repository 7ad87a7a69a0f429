import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';

/** An operation of SQS's API as the queues' stand-in has it. @throws AwsError */
export type SqsCall = (operation: string, input: unknown) => Promise<unknown>;

/** What of a queue a move has to know. */
export interface QueueFacts {
  readonly arn: string;
  readonly url: string;
  readonly deadLetterQueueArn: string | undefined;
}

interface Move {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  moved: number;
  failureReason: string | undefined;
}

const startInput = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
});
const listInput = z.object({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) });
const counted = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) });
const received = z.object({
  Messages: z
    .array(
      z.object({
        Body: z.string(),
        ReceiptHandle: z.string(),
        MessageAttributes: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

/**
 * SQS's redrive of a dead-letter queue: what lay there at the start goes, as new messages, to the queue it came from or
 * to the one named, at once and whatever the rate asked for. A message is put down before it is taken away: a kill in
 * between leaves it in both. As on AWS, only a dead-letter queue of another queue is a source; those of rules, schedules
 * and functions are not. Moves are remembered until the runner ends.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export class MessageMoves {
  readonly #call: SqsCall;
  readonly #queues: () => readonly QueueFacts[];
  /** Newest first. */
  readonly #moves: Move[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(call: SqsCall, queues: () => readonly QueueFacts[]) {
    this.#call = call;
    this.#queues = queues;
  }

  /** @returns undefined for an operation that is not about moves @throws AwsError */
  async handle(operation: string, input: unknown): Promise<unknown> {
    if (operation === 'StartMessageMoveTask') return this.#start(parse(startInput, input));
    if (operation === 'ListMessageMoveTasks') return this.#list(parse(listInput, input));
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #start({ SourceArn, DestinationArn }: z.output<typeof startInput>): Promise<unknown> {
    const source = this.#existing(SourceArn);
    const origins = this.#queues().filter(({ deadLetterQueueArn }) => deadLetterQueueArn === SourceArn);
    if (origins.length === 0) {
      throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
    }
    if (this.#moves.some(({ sourceArn, status }) => sourceArn === SourceArn && status === 'RUNNING')) {
      throw new AwsError('UnsupportedOperation', 'There is already a task running.');
    }
    const [origin, ...others] = origins;
    if (DestinationArn === undefined && others.length > 0) {
      const reason = 'the local runner does not know which of several queues a message came from';
      throw new AwsError('InvalidParameterValue', `DestinationArn is needed: ${reason}.`);
    }
    const destination = DestinationArn === undefined ? origin : this.#existing(DestinationArn);
    if (destination === undefined) throw new Error('A source queue has no origin.');
    const move: Move = {
      handle: randomUUID(),
      sourceArn: SourceArn,
      destinationArn: DestinationArn,
      startedAt: Date.now(),
      toMove: await this.#count(source),
      status: 'RUNNING',
      moved: 0,
      failureReason: undefined,
    };
    this.#moves.unshift(move);
    const running = this.#run(move, source, destination).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return { TaskHandle: move.handle };
  }

  #list({ SourceArn, MaxResults }: z.output<typeof listInput>): unknown {
    this.#existing(SourceArn);
    const moves = this.#moves.filter(({ sourceArn }) => sourceArn === SourceArn).slice(0, MaxResults);
    return { Results: moves.map(shown) };
  }

  async #run(move: Move, source: QueueFacts, destination: QueueFacts): Promise<void> {
    try {
      while (move.moved < move.toMove) {
        const messages = await this.#receive(source, Math.min(10, move.toMove - move.moved));
        if (messages.length === 0) break;
        for (const { Body, MessageAttributes, ReceiptHandle } of messages) {
          const { url: QueueUrl } = destination;
          await this.#call('SendMessage', { QueueUrl, MessageBody: Body, MessageAttributes });
          await this.#call('DeleteMessage', { QueueUrl: source.url, ReceiptHandle });
          move.moved += 1;
        }
      }
      move.status = 'COMPLETED';
    } catch (error) {
      move.status = 'FAILED';
      move.failureReason = error instanceof Error ? error.message : String(error);
    }
  }

  async #receive({ url: QueueUrl }: QueueFacts, MaxNumberOfMessages: number) {
    const input = { QueueUrl, MaxNumberOfMessages, MessageAttributeNames: ['All'], WaitTimeSeconds: 0 };
    return received.parse(await this.#call('ReceiveMessage', input)).Messages;
  }

  async #count({ url: QueueUrl }: QueueFacts): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages'];
    const output = await this.#call('GetQueueAttributes', { QueueUrl, AttributeNames });
    return counted.parse(output).Attributes.ApproximateNumberOfMessages;
  }

  #existing(arn: string): QueueFacts {
    const queue = this.#queues().find((one) => one.arn === arn);
    if (queue !== undefined) return queue;
    throw new AwsError('ResourceNotFoundException', `The resource that you specified does not exist: ${arn}`);
  }
}

function shown(move: Move) {
  return {
    ...(move.status === 'RUNNING' ? { TaskHandle: move.handle } : {}),
    Status: move.status,
    SourceArn: move.sourceArn,
    ...(move.destinationArn === undefined ? {} : { DestinationArn: move.destinationArn }),
    ApproximateNumberOfMessagesMoved: move.moved,
    ApproximateNumberOfMessagesToMove: move.toMove,
    ...(move.failureReason === undefined ? {} : { FailureReason: move.failureReason }),
    StartedTimestamp: move.startedAt,
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError('InvalidParameterValue', z.prettifyError(parsed.error));
}
