import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import { errorMessage } from '../../core/error-message.ts';
import { parseInput } from '../../core/operation-input.ts';

/** Calls an operation of SQS's API. @throws AwsError */
export type SqsCall = (operation: string, input: unknown) => Promise<unknown>;

export interface QueueInfo {
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
 * SQS's redrive of a dead-letter queue. It sends the messages that are in the queue at the start, as new messages, to their
 * source queue or to the given queue. It ignores the requested rate. A message is sent before it is deleted, so a kill in
 * between leaves it in both queues. As on AWS, only a dead-letter queue of another queue can be redriven, not one of a
 * rule, schedule or function. The list of moves is kept in memory.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export class MessageMoves {
  readonly #call: SqsCall;
  readonly #queues: () => readonly QueueInfo[];
  /** The moves, newest first. */
  readonly #moves: Move[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(call: SqsCall, queues: () => readonly QueueInfo[]) {
    this.#call = call;
    this.#queues = queues;
  }

  /** Handles an operation on moves. Returns undefined for any other operation. @throws AwsError */
  async handle(operation: string, input: unknown): Promise<unknown> {
    if (operation === 'StartMessageMoveTask')
      return this.#start(parseInput(startInput, input, 'InvalidParameterValue'));
    if (operation === 'ListMessageMoveTasks')
      return this.#list(parseInput(listInput, input, 'InvalidParameterValue'));
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
      const reason = 'several queues share this dead-letter queue, and the local runner records no source';
      throw new AwsError('InvalidParameterValue', `DestinationArn is required: ${reason}.`);
    }
    const destination = DestinationArn === undefined ? origin : this.#existing(DestinationArn);
    if (destination === undefined) throw new Error('The redrive has no destination.');
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
    return { Results: moves.map(resultOf) };
  }

  async #run(move: Move, source: QueueInfo, destination: QueueInfo): Promise<void> {
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
      move.failureReason = errorMessage(error);
    }
  }

  async #receive({ url: QueueUrl }: QueueInfo, MaxNumberOfMessages: number) {
    const input = { QueueUrl, MaxNumberOfMessages, MessageAttributeNames: ['All'], WaitTimeSeconds: 0 };
    return received.parse(await this.#call('ReceiveMessage', input)).Messages;
  }

  async #count({ url: QueueUrl }: QueueInfo): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages'];
    const output = await this.#call('GetQueueAttributes', { QueueUrl, AttributeNames });
    return counted.parse(output).Attributes.ApproximateNumberOfMessages;
  }

  #existing(arn: string): QueueInfo {
    const queue = this.#queues().find((candidate) => candidate.arn === arn);
    if (queue !== undefined) return queue;
    throw new AwsError('ResourceNotFoundException', `The resource that you specified does not exist: ${arn}`);
  }
}

function resultOf(move: Move) {
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
