import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';

/** Long enough to forward a batch. After a crash, a message that was not forwarded becomes visible again. */
const visibilitySeconds = 60;
const arn = z.string().regex(/^arn:[^:]+:(lambda|sqs):[^:]*:\d{12}:.+/);

/** The part of a failed invocation, as Lambda records it, that is needed to repeat it. */
const failedInvocation = z.object({
  requestContext: z.object({ functionArn: arn }),
  requestPayload: z.unknown(),
});

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** The queue or function that a message belongs to, and the body to send there. */
interface Destination {
  readonly arn: string;
  readonly body: string;
}

export interface RedriveResult {
  /** Name of the dead-letter queue. */
  readonly queue: string;
  /** Number of messages sent back to their destination. */
  readonly moved: number;
  /** Number of messages that stay, because they do not name a destination. */
  readonly left: number;
}

/**
 * The dead-letter queues of a deployment. The destination of a message follows from its kind: the function of a failed
 * invocation, the target of an undelivered event, or the events queue for a message that a consumer failed to process.
 */
export class DeadLetters {
  readonly #sqs: SQSClient;
  readonly #lambda: LambdaClient;
  /** Undefined for a deployment without an events queue. */
  readonly #eventsQueueUrl: string | undefined;
  readonly urls: readonly string[];

  constructor({ output, outputs, clientConfig }: Deployment) {
    this.#sqs = new SQSClient(clientConfig('SQS'));
    this.#lambda = new LambdaClient(clientConfig());
    this.#eventsQueueUrl = outputs.EventsQueueUrl;
    this.urls = output('DeadLetterQueueUrls').split(',');
  }

  /** Returns the approximate number of messages in a queue. */
  async count(url: string): Promise<number> {
    return Number((await this.#attributes(url)).ApproximateNumberOfMessages ?? 0);
  }

  /**
   * Sends up to `max` messages of a queue back to their destinations. A message is sent before it is deleted, so a crash in
   * between sends it twice. Functions and consumers are idempotent. Messages that arrive during the call, such as those
   * that fail again, stay for the next call. All messages that stay are visible again when the call returns.
   */
  async redrive(url: string, max: number): Promise<RedriveResult> {
    const startedAt = Date.now();
    const sourceQueueArn = await this.#sourceQueueOf(url);
    const left: Message[] = [];
    let moved = 0;
    while (moved + left.length < max) {
      const messages = await this.#receive(url, Math.min(10, max - moved - left.length));
      const isOld = (message: Message) => Number(message.Attributes?.SentTimestamp) <= startedAt;
      const old = messages.filter(isOld);
      for (const message of messages.filter((each) => !isOld(each))) await this.#release(url, message);
      if (old.length === 0) break;
      for (const message of old) {
        const destination = destinationOf(message, sourceQueueArn);
        if (destination === null) {
          left.push(message);
          continue;
        }
        await this.#move(url, message, destination);
        moved += 1;
      }
    }
    for (const message of left) await this.#release(url, message);
    return { queue: queueName(url), moved, left: left.length };
  }

  /** Returns the ARN of the events queue if this is its dead-letter queue, or null for that of a rule or function. */
  async #sourceQueueOf(url: string): Promise<string | null> {
    if (this.#eventsQueueUrl === undefined) return null;
    const [deadLetters, events] = await Promise.all([
      this.#attributes(url),
      this.#attributes(this.#eventsQueueUrl),
    ]);
    const policy = redrivePolicy.safeParse(jsonOrNull(events.RedrivePolicy ?? ''));
    const isSource = policy.success && policy.data.deadLetterTargetArn === deadLetters.QueueArn;
    return isSource ? (events.QueueArn ?? null) : null;
  }

  async #attributes(QueueUrl: string): Promise<Readonly<Record<string, string>>> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    return (await this.#call(() => this.#sqs.send(command))).Attributes ?? {};
  }

  async #receive(QueueUrl: string, MaxNumberOfMessages: number): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['All'],
    });
    return (await this.#call(() => this.#sqs.send(command))).Messages ?? [];
  }

  async #move(QueueUrl: string, { ReceiptHandle }: Message, { arn: to, body }: Destination): Promise<void> {
    if (to.split(':')[2] === 'lambda') {
      const command = new InvokeCommand({
        FunctionName: functionName(to),
        InvocationType: 'Event',
        Payload: Buffer.from(body),
      });
      await this.#call(() => this.#lambda.send(command));
    } else {
      const getUrl = new GetQueueUrlCommand({ QueueName: to.split(':').at(-1) });
      const { QueueUrl: destinationUrl } = await this.#call(() => this.#sqs.send(getUrl));
      const command = new SendMessageCommand({ QueueUrl: destinationUrl, MessageBody: body });
      await this.#call(() => this.#sqs.send(command));
    }
    await this.#call(() => this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  }

  /** Makes a received message visible again at once. */
  async #release(QueueUrl: string, { ReceiptHandle }: Message): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await this.#call(() => this.#sqs.send(command));
  }

  #call<Result>(call: () => Promise<Result>): Promise<Result> {
    return callAws(call, 'the dead-letter queues');
  }
}

export function queueName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function destinationOf(
  { Body = '', MessageAttributes = {} }: Message,
  sourceQueueArn: string | null,
): Destination | null {
  if (sourceQueueArn !== null) return { arn: sourceQueueArn, body: Body };
  const target = arn.safeParse(MessageAttributes.TARGET_ARN?.StringValue);
  if (target.success) return { arn: target.data, body: Body };
  const invocation = failedInvocation.safeParse(jsonOrNull(Body));
  if (!invocation.success) return null;
  return {
    arn: invocation.data.requestContext.functionArn,
    body: JSON.stringify(invocation.data.requestPayload),
  };
}

/** Returns the name from the ARN, without its version, so that the currently deployed code runs. */
function functionName(functionArn: string): string | undefined {
  return functionArn.split(':')[6];
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
