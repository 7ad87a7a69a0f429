import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { host, portOf, portTaken } from '../../listen.ts';
import { Identities, physicalName, refuseComputedName } from '../identities.ts';
import { AwsError, type Observer, type QueueSender } from '../ports.ts';
import {
  accountId,
  type Declaration,
  type Identity,
  type LocalService,
  partition,
  type Resource,
  region,
} from '../service.ts';
import {
  buildApp,
  MessageSpy,
  PersistenceManager,
  S3Store,
  SnsStore,
  type SpyMessage,
  SqsStore,
} from './inside.ts';
import { queueAttributes, queueSupport } from './queue-attributes.ts';

export interface QueuesOptions {
  /** Holds the messages. */
  readonly stateFolder: string;
  /** Queue URLs contain it: with a fixed port they stay the same over restarts. 0 (the default) for any free one. */
  readonly port?: number;
  readonly observer: Observer;
}

/** Tells of every message that lands on a queue; keeps none. */
class Watch extends MessageSpy {
  readonly #observer: Observer;

  constructor(observer: Observer) {
    super();
    this.#observer = observer;
  }

  override addMessage(message: SpyMessage): void {
    if (message.service !== 'sqs' || message.status !== 'published') return;
    this.#observer({ kind: 'messageReceived', queue: message.queueName, body: message.body });
  }
}

const refusal = z.object({ __type: z.string(), message: z.string().default('') });

/**
 * SQS by fauxqs: standard queues, visibility time-outs, dead-letter queues, messages on disk. FIFO queues are refused:
 * fauxqs forgets at a restart which messages it has seen.
 */
export class QueuesService implements LocalService, QueueSender {
  readonly name = 'queues';
  readonly resources = { 'AWS::SQS::Queue': queueSupport };
  readonly #options: QueuesOptions;
  readonly #identities = new Identities();
  readonly #store = new SqsStore();
  #app: ReturnType<typeof buildApp> | undefined;
  #persistence: PersistenceManager | undefined;
  #url = '';

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** @throws PortTakenError */
  async start(): Promise<void> {
    const { stateFolder, port = 0, observer } = this.#options;
    this.#app = buildApp({
      logger: false,
      defaultRegion: region,
      stores: { sqsStore: this.#store, snsStore: new SnsStore(), s3Store: new S3Store() },
    });
    try {
      await this.#app.listen({ host, port });
    } catch (error) {
      throw portTaken(error, port);
    }
    this.#url = `http://${host}:${portOf(this.#app.server)}`;
    mkdirSync(stateFolder, { recursive: true });
    this.#persistence = new PersistenceManager(stateFolder);
    moveQueues(stateFolder, this.#url);
    this.#persistence.loadSqsAndSns(this.#store, new SnsStore());
    this.#store.persistence = this.#persistence;
    this.#store.spy = new Watch(observer);
    for (const queue of this.#store.allQueues()) {
      queue.persistence = this.#persistence;
      queue.spy = this.#store.spy;
    }
  }

  /** For `AWS_ENDPOINT_URL_SQS`. */
  get url(): string {
    return this.#url;
  }

  identify(declaration: Declaration): Identity {
    const name = physicalName(declaration, 'QueueName', 80);
    return this.#identities.remember(declaration, {
      ref: `${this.#url}/${accountId}/${name}`,
      attributes: { Arn: queueArn(name), QueueName: name, QueueUrl: `${this.#url}/${accountId}/${name}` },
    });
  }

  async deploy(resource: Resource): Promise<void> {
    const { ref: url, attributes: identified } = this.#identities.of(resource);
    const name = identified.QueueName ?? '';
    refuseComputedName(resource, 'QueueName', name);
    const attributes = queueAttributes(resource);
    const queue = this.#store.getQueueByName(name) ?? this.#store.createQueue(name, url, queueArn(name));
    queue.setAttributes(attributes);
  }

  async stop(): Promise<void> {
    await this.#app?.close();
    this.#persistence?.close();
    this.#app = undefined;
    this.#persistence = undefined;
  }

  async send(
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const queue = this.#store.getQueueByArn(queueArn);
    if (queue === undefined || this.#app === undefined) {
      throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${queueArn}`);
    }
    const answer = await this.#app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      payload: {
        QueueUrl: queue.url,
        MessageBody: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: value },
          ]),
        ),
      },
    });
    if (answer.statusCode < 400) return;
    const { __type: type, message } = refusal.parse(answer.json());
    throw new AwsError(type.split('#').at(-1) ?? type, message, answer.statusCode);
  }
}

function queueArn(name: string): string {
  return `arn:${partition}:sqs:${region}:${accountId}:${name}`;
}

/** Stored queues keep their messages and take the address of this start. */
function moveQueues(stateFolder: string, url: string): void {
  const database = new DatabaseSync(join(stateFolder, 'fauxqs.db'));
  database.prepare("UPDATE sqs_queues SET url = ? || '/' || ? || '/' || name").run(url, accountId);
  database.close();
}
