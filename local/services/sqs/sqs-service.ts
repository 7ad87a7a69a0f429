import { DatabaseSync } from 'node:sqlite';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccessControl, AccessRequest } from '../../core/access-control.ts';
import { AccessDeniedError, deniedMessage } from '../../core/access-denied.ts';
import { accountId, region } from '../../core/aws-account.ts';
import { AwsError } from '../../core/aws-error.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { QueueDepth, QueueDepths, QueueSender, StorageFailureReporter } from '../../core/ports.ts';
import { administrator, type Principal } from '../../core/principal.ts';
import { refusalsOfReader } from '../../core/resource-properties.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { accessError, authorizationWith, identifyCaller } from '../../http/access.ts';
import { listenWithFastify, portOf } from '../../http/listen.ts';
import { buildApp, MessageSpy, S3Store, SnsStore, type SpyMessage, SqsStore } from '../fauxqs/fauxqs.ts';
import { databasePath, openPersistence, type PersistenceManager } from '../fauxqs/persistence.ts';
import { sqsRequest } from './access-rules.ts';
import { MessageMoves, type QueueInfo } from './message-moves.ts';
import { queueArn } from './queue-arn.ts';
import { queueAttributes, queueSupport } from './queue-attributes.ts';
import { checkAnswer, checkRequest, isChecked } from './request-checks.ts';

export interface SqsOptions {
  /** The folder of the stored messages. */
  readonly stateFolder: string;
  /** The port, which is part of queue URLs: only a fixed port keeps them over a restart. 0 (the default) selects a free port. */
  readonly port?: number;
  /** Identifies callers and checks their permissions. */
  readonly access: AccessControl;
  readonly reportStorageFailure?: StorageFailureReporter;
  readonly observer: Observer;
}

/** Reports every message that arrives on a queue to the observer. */
class MessageReporter extends MessageSpy {
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
const errorBody = z.object({ __type: z.string(), message: z.string().default('') });

/**
 * SQS, implemented with fauxqs: standard queues on disk, visibility timeouts, dead-letter queues and their redrive. FIFO
 * queues are refused, because fauxqs does not store which messages it has deduplicated.
 */
export class SqsService implements LocalService, QueueSender, QueueDepths {
  readonly name = 'sqs';
  readonly resources = { 'AWS::SQS::Queue': queueSupport };
  readonly #options: SqsOptions;
  readonly #identities = new Identities();
  readonly #store = new SqsStore();
  readonly #moves = new MessageMoves(
    (operation, input) => this.#call(operation, input),
    () => this.#queueInfos(),
  );
  /** The callers of the requests whose bodies are being read. */
  readonly #callers = new WeakMap<object, Principal>();
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
    this.#app.addHook('onRequest', async (request, reply) => this.#checkAccess(request, reply));
    this.#app.addHook('onError', async (_request, _reply, error) => {
      this.#options.reportStorageFailure?.(error);
    });
    this.#app.addHook('preHandler', (request, reply) => this.#handleMoves(request, reply));
    this.#app.addHook('preSerialization', async (request, reply, answer) =>
      checkedAnswer(request, reply, answer),
    );
    this.#url = await listenWithFastify(this.#app, port);
    this.#persistence = openPersistence(
      stateFolder,
      'Put back a copy of it, or move it away and lose the messages that were not received',
    );
    updateQueueUrls(stateFolder, this.#url);
    this.#persistence.loadSqsAndSns(this.#store, new SnsStore());
    this.#store.persistence = this.#persistence;
    this.#store.spy = new MessageReporter(observer);
    for (const queue of this.#store.allQueues()) {
      queue.persistence = this.#persistence;
      queue.spy = this.#store.spy;
    }
  }

  /** The value of `AWS_ENDPOINT_URL_SQS`. */
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

  findRefusals(resource: Resource): readonly Refusal[] {
    return refusalsOfReader(() => queueAttributes(resource));
  }

  async deploy(resource: Resource): Promise<void> {
    const { ref: url, attributes: identified } = this.#identities.get(resource);
    const name = identified.QueueName ?? '';
    refuseComputedName(resource, 'QueueName', name);
    const attributes = queueAttributes(resource);
    const queue = this.#store.getQueueByName(name) ?? this.#store.createQueue(name, url, queueArn(name));
    queue.setAttributes(attributes);
  }

  async remove(_type: string, name: string): Promise<undefined> {
    const queue = this.#store.getQueueByName(name);
    if (queue !== undefined) this.#store.deleteQueue(queue.url);
    return undefined;
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
    caller: Principal,
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    this.#authorize(caller, { action: 'sqs:SendMessage', resource: queueArn });
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

  depthOf(queueName: string): QueueDepth | undefined {
    const queue = this.#store.getQueueByName(queueName);
    if (queue === undefined) return undefined;
    queue.processTimers();
    const inFlight = [...queue.inflightMessages.values()].map(({ message }) => message);
    const sentAt = [...queue.messages, ...inFlight, ...queue.delayedMessages].map(
      (each) => each.sentTimestamp,
    );
    return {
      visible: queue.messages.length,
      notVisible: inFlight.length,
      delayed: queue.delayedMessages.length,
      oldestAgeMilliseconds: sentAt.length === 0 ? 0 : Date.now() - Math.min(...sentAt),
    };
  }

  /** @throws AwsError */
  async #call(operation: string, input: unknown): Promise<unknown> {
    if (this.#app === undefined) throw new Error('SQS has not been started.');
    const response = await this.#app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: new URL(this.#url).host,
        authorization: authorizationWith(this.#options.access.accessKeyIdOf(administrator)),
        'content-type': contentType,
        'x-amz-target': `${targetPrefix}${operation}`,
      },
      payload: JSON.stringify(input),
    });
    const output: unknown = response.json();
    if (response.statusCode < 400) return output;
    const { __type: type, message } = errorBody.parse(output);
    throw new AwsError(type.split('#').at(-1) ?? type, message, response.statusCode);
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
  #checkAccess(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const port = portOf(request.server.server);
    const caller = identifyCaller(request, port, this.#options.access);
    if (typeof caller !== 'string') {
      this.#callers.set(request.raw, caller);
      return undefined;
    }
    const { type, message, statusCode } = accessError(caller, port, 403);
    return reply
      .code(statusCode)
      .type(contentType)
      .send({ __type: `com.amazon.coral.service#${type}`, message });
  }

  /**
   * SQS's error code has no `Exception`, and its message names the action in lower case.
   * https://github.com/aws/serverless-application-model/issues/3633
   * @throws AwsError `AccessDenied`
   */
  #authorize(caller: Principal, request: AccessRequest): void {
    try {
      this.#options.access.authorize(caller, request);
    } catch (error) {
      if (!(error instanceof AccessDeniedError)) throw error;
      const message = deniedMessage(caller, request.action.toLowerCase(), request.resource, error.reason);
      throw new AwsError('AccessDenied', message, 403);
    }
  }

  /** Checks the request and the permission, and handles the redrive operations, which fauxqs does not implement. */
  async #handleMoves(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const operation = operationOf(request);
    try {
      if (isChecked(operation)) checkRequest(operation, request.body);
      this.#authorize(this.#callers.get(request.raw) ?? administrator, sqsRequest(operation, request.body));
      const output = await this.#moves.handle(operation, request.body);
      return output === undefined ? undefined : reply.type(contentType).send(output);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const body = { __type: `com.amazonaws.sqs#${error.type}`, message: error.message };
      return reply.code(error.statusCode).type(contentType).send(body);
    }
  }

  #queueInfos(): QueueInfo[] {
    return [...this.#store.allQueues()].map(({ arn, url, attributes }) => ({
      arn,
      url,
      deadLetterQueueArn: attributes.RedrivePolicy
        ? redrivePolicy.parse(JSON.parse(attributes.RedrivePolicy)).deadLetterTargetArn
        : undefined,
    }));
  }
}

function operationOf({ headers }: FastifyRequest): string {
  return String(headers['x-amz-target'] ?? '').slice(targetPrefix.length);
}

/** @throws AwsError `InternalFailure` for an answer that does not fit the service's model */
function checkedAnswer(request: FastifyRequest, reply: FastifyReply, answer: unknown): unknown {
  const operation = operationOf(request);
  if (reply.statusCode < 400 && isChecked(operation)) checkAnswer(operation, answer);
  return answer;
}

/** Sets the URLs of the stored queues to the address of this start. */
function updateQueueUrls(stateFolder: string, url: string): void {
  const database = new DatabaseSync(databasePath(stateFolder));
  database.prepare("UPDATE sqs_queues SET url = ? || '/' || ? || '/' || name").run(url, accountId);
  database.close();
}
