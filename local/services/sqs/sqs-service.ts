import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { AwsError } from '../../core/aws-error.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { QueueSender, StorageFailureReporter } from '../../core/ports.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Resource } from '../../core/service.ts';
import { accessError, accessProblem, authorizationWith } from '../../http/access.ts';
import { asPortTakenError, host, portOf } from '../../http/listen.ts';
import { checkDatabase } from '../../persistence/database.ts';
import {
  buildApp,
  databaseName,
  MessageSpy,
  PersistenceManager,
  S3Store,
  SnsStore,
  type SpyMessage,
  SqsStore,
} from '../fauxqs/fauxqs.ts';
import { MessageMoves, type QueueFacts } from './message-moves.ts';
import { queueAttributes, queueSupport } from './queue-attributes.ts';

export interface SqsOptions {
  /** Holds the messages. */
  readonly stateFolder: string;
  /** Queue URLs contain it: with a fixed port they stay the same over restarts. 0 (the default) for any free one. */
  readonly port?: number;
  /** Of the credentials that requests carry; asked at each request. */
  readonly accessKeyId: () => string;
  readonly reportStorageFailure?: StorageFailureReporter;
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

const contentType = 'application/x-amz-json-1.0';
const targetPrefix = 'AmazonSQS.';
const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });
const refusal = z.object({ __type: z.string(), message: z.string().default('') });

/**
 * SQS by fauxqs: standard queues, visibility time-outs, dead-letter queues and their redrive, messages on disk. FIFO queues are refused:
 * fauxqs forgets at a restart which messages it has seen.
 */
export class SqsService implements LocalService, QueueSender {
  readonly name = 'queues';
  readonly resources = { 'AWS::SQS::Queue': queueSupport };
  readonly #options: SqsOptions;
  readonly #identities = new Identities();
  readonly #store = new SqsStore();
  readonly #moves = new MessageMoves(
    (operation, input) => this.#call(operation, input),
    () => this.#facts(),
  );
  #app: ReturnType<typeof buildApp> | undefined;
  #persistence: PersistenceManager | undefined;
  #url = '';

  constructor(options: SqsOptions) {
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
    this.#app.addHook('onRequest', async (request, reply) => this.#refuseStrangers(request, reply));
    this.#app.addHook('onError', async (_request, _reply, error) => {
      this.#options.reportStorageFailure?.(error);
    });
    this.#app.addHook('preHandler', (request, reply) => this.#answerMoves(request, reply));
    try {
      await this.#app.listen({ host, port });
    } catch (error) {
      throw asPortTakenError(error, port);
    }
    this.#url = `http://${host}:${portOf(this.#app.server)}`;
    mkdirSync(stateFolder, { recursive: true });
    checkDatabase(
      join(stateFolder, databaseName),
      'Put back a copy of it, or move it away: messages that were not received are then lost',
    );
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
    return this.#identities.set(declaration, {
      ref: `${this.#url}/${accountId}/${name}`,
      attributes: { Arn: queueArn(name), QueueName: name, QueueUrl: `${this.#url}/${accountId}/${name}` },
    });
  }

  async deploy(resource: Resource): Promise<void> {
    const { ref: url, attributes: identified } = this.#identities.get(resource);
    const name = identified.QueueName ?? '';
    refuseComputedName(resource, 'QueueName', name);
    const attributes = queueAttributes(resource);
    const queue = this.#store.getQueueByName(name) ?? this.#store.createQueue(name, url, queueArn(name));
    queue.setAttributes(attributes);
  }

  async stop(): Promise<void> {
    await this.#moves.close();
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
    if (queue === undefined) {
      throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${queueArn}`);
    }
    await this.#call('SendMessage', {
      QueueUrl: queue.url,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    });
  }

  /** @throws AwsError */
  async #call(operation: string, input: unknown): Promise<unknown> {
    if (this.#app === undefined) throw new Error('SQS has not been started.');
    const answer = await this.#app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: new URL(this.#url).host,
        authorization: authorizationWith(this.#options.accessKeyId()),
        'content-type': contentType,
        'x-amz-target': `${targetPrefix}${operation}`,
      },
      payload: JSON.stringify(input),
    });
    const output: unknown = answer.json();
    if (answer.statusCode < 400) return output;
    const { __type: type, message } = refusal.parse(output);
    throw new AwsError(type.split('#').at(-1) ?? type, message, answer.statusCode);
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
  #refuseStrangers(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const port = portOf(request.server.server);
    const problem = accessProblem(request, port, this.#options.accessKeyId());
    if (problem === undefined) return undefined;
    const { type, message, statusCode } = accessError(problem, port, 403);
    return reply
      .code(statusCode)
      .type(contentType)
      .send({ __type: `com.amazon.coral.service#${type}`, message });
  }

  /** Answers what fauxqs does not know. */
  async #answerMoves(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const operation = String(request.headers['x-amz-target'] ?? '').slice(targetPrefix.length);
    try {
      const output = await this.#moves.handle(operation, request.body);
      return output === undefined ? undefined : reply.type(contentType).send(output);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const refused = { __type: `com.amazonaws.sqs#${error.type}`, message: error.message };
      return reply.code(error.statusCode).type(contentType).send(refused);
    }
  }

  #facts(): QueueFacts[] {
    return [...this.#store.allQueues()].map(({ arn, url, attributes }) => ({
      arn,
      url,
      deadLetterQueueArn: attributes.RedrivePolicy
        ? redrivePolicy.parse(JSON.parse(attributes.RedrivePolicy)).deadLetterTargetArn
        : undefined,
    }));
  }
}

function queueArn(name: string): string {
  return `arn:${partition}:sqs:${region}:${accountId}:${name}`;
}

/** Stored queues keep their messages and take the address of this start. */
function moveQueues(stateFolder: string, url: string): void {
  const database = new DatabaseSync(join(stateFolder, databaseName));
  database.prepare("UPDATE sqs_queues SET url = ? || '/' || ? || '/' || name").run(url, accountId);
  database.close();
}
