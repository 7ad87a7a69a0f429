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
import { awsCall } from '../deployment/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';

/** Long enough to hand on a batch; what is not handed on shows again after it. */
const visibilitySeconds = 60;
const arn = z.string().regex(/^arn:[^:]+:(lambda|sqs):[^:]*:\d{12}:.+/);

/** What Lambda keeps of an invocation that failed: whom it was for, and with what. */
const failedInvocation = z.object({
  requestContext: z.object({ functionArn: arn }),
  requestPayload: z.unknown(),
});

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** Where a message belongs, and what to bring there. */
interface Destination {
  readonly arn: string;
  readonly body: string;
}

export interface Redriven {
  /** The queue's name. */
  readonly queue: string;
  readonly moved: number;
  /** Without anything that says where they belong; they stay. */
  readonly left: number;
}

/**
 * The dead-letter queues of a deployment. A message tells where it belongs: the failed invocation of a function names the
 * function, an event that was not delivered its target; what a consumer left behind goes to the queue it comes from.
 */
export class DeadLetters {
  readonly #sqs: SQSClient;
  readonly #lambda: LambdaClient;
  /** Undefined for a deployment without one. */
  readonly #eventsQueueUrl: string | undefined;
  readonly urls: readonly string[];

  constructor({ output, outputs, place }: Deployment) {
    this.#sqs = new SQSClient(place('SQS'));
    this.#lambda = new LambdaClient(place());
    this.#eventsQueueUrl = outputs.EventsQueueUrl;
    this.urls = output('DeadLetterQueueUrls').split(',');
  }

  /** About how many messages wait in a queue. */
  async waiting(url: string): Promise<number> {
    return Number((await this.#attributes(url)).ApproximateNumberOfMessages ?? 0);
  }

  /**
   * Brings back what lies in a queue now, at most so many. Brought before it is taken away: one that ends in between is
   * brought twice, which functions and consumers are made for. What fails anew comes anew, and is left for the next time.
   */
  async redrive(url: string, most: number): Promise<Redriven> {
    const startedAt = Date.now();
    const source = await this.#sourceOf(url);
    const counts = { moved: 0, left: 0 };
    while (counts.moved + counts.left < most) {
      const messages = await this.#receive(url, Math.min(10, most - counts.moved - counts.left));
      const here = messages.filter((message) => Number(message.Attributes?.SentTimestamp) <= startedAt);
      for (const message of messages.filter((each) => !here.includes(each)))
        await this.#putBack(url, message);
      if (here.length === 0) break;
      for (const message of here) {
        const destination = destinationOf(message, source);
        counts[destination === null ? 'left' : 'moved'] += 1;
        if (destination !== null) await this.#move(url, message, destination);
      }
    }
    return { queue: queueName(url), ...counts };
  }

  /** The events queue, where this is its own dead-letter queue; null for that of a rule or a function. */
  async #sourceOf(url: string): Promise<string | null> {
    if (this.#eventsQueueUrl === undefined) return null;
    const [dead, events] = await Promise.all([this.#attributes(url), this.#attributes(this.#eventsQueueUrl)]);
    const policy = redrivePolicy.safeParse(jsonOrNull(events.RedrivePolicy ?? ''));
    const isSource = policy.success && policy.data.deadLetterTargetArn === dead.QueueArn;
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
      const named = new GetQueueUrlCommand({ QueueName: to.split(':').at(-1) });
      const found = await this.#call(() => this.#sqs.send(named));
      const command = new SendMessageCommand({ QueueUrl: found.QueueUrl, MessageBody: body });
      await this.#call(() => this.#sqs.send(command));
    }
    await this.#call(() => this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  }

  async #putBack(QueueUrl: string, { ReceiptHandle }: Message): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await this.#call(() => this.#sqs.send(command));
  }

  #call<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return awsCall(call, 'the dead-letter queues');
  }
}

export function queueName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function destinationOf(
  { Body = '', MessageAttributes = {} }: Message,
  source: string | null,
): Destination | null {
  if (source !== null) return { arn: source, body: Body };
  const target = arn.safeParse(MessageAttributes.TARGET_ARN?.StringValue);
  if (target.success) return { arn: target.data, body: Body };
  const failed = failedInvocation.safeParse(jsonOrNull(Body));
  if (!failed.success) return null;
  return { arn: failed.data.requestContext.functionArn, body: JSON.stringify(failed.data.requestPayload) };
}

/** Without the version that a failed invocation names: the code that is deployed now is meant. */
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
