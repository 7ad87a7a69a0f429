import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inParallel } from './platform/in-parallel.ts';

/** A dead-letter queue and the approximate number of its messages. */
export interface DeadLetterQueue {
  readonly queue: string;
  readonly waiting: number;
}

/** Counts messages in dead-letter queues. */
export interface DeadLetterCounter {
  count(): Promise<readonly DeadLetterQueue[]>;
}

const concurrency = 8;

/** The dead-letter queues in SQS. */
export class SqsDeadLetters implements DeadLetterCounter {
  readonly #client: SQSClient;
  readonly #urls: readonly string[];

  constructor(client: SQSClient, urls: readonly string[]) {
    this.#client = client;
    this.#urls = urls;
  }

  count(): Promise<readonly DeadLetterQueue[]> {
    return inParallel(this.#urls, concurrency, async (QueueUrl) => {
      const { Attributes } = await this.#client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      const queue = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
      return { queue, waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
    });
  }
}
