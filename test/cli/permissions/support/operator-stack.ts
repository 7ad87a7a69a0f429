import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { KeyItems } from '../../../../cli/keys/key-items.ts';
import { makeKey } from '../../../../cli/keys/make-key.ts';
import { resourceArns } from '../../../../cli/permissions/policy.ts';
import { VoiceClient } from '../../../../client/index.ts';
import { type RunningStack, startRunner } from '../../../../local/runner.ts';
import { clientSettings } from '../../../../scripts/running-stack.ts';
import { type Simulator, startSimulator } from '../../../../simulator/server.ts';
import { synthesizedAssembly } from '../../../support/assembly.ts';
import { sharedSettings } from '../../../support/deployments.ts';
import { type Outcome, voice } from '../../support.ts';
import { CloudFormation, stackId } from './cloud-formation.ts';
import { OperatorAccess } from './operator-access.ts';

const stackName = 'VoiceDesign';
/** A provider without delays and limits. */
const settings = { cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0, reviewSeconds: 0 };

/** The local stack in this process, and an operator who calls it as a stack in AWS, with a policy of the test. */
export class OperatorStack {
  readonly operator: OperatorAccess;
  readonly #stack: RunningStack;
  readonly #cloudFormation: CloudFormation;
  readonly #simulator: Simulator;
  readonly #folder: string;
  readonly #dynamo: DynamoDBClient;
  readonly #sqs: SQSClient;
  readonly #client: VoiceClient;

  private constructor(
    parts: { folder: string; simulator: Simulator; stack: RunningStack; cloudFormation: CloudFormation },
    operator: OperatorAccess,
    apiKey: string,
  ) {
    this.#folder = parts.folder;
    this.#simulator = parts.simulator;
    this.#stack = parts.stack;
    this.#cloudFormation = parts.cloudFormation;
    this.operator = operator;
    this.#dynamo = new DynamoDBClient(clientSettings(parts.stack));
    this.#sqs = new SQSClient(clientSettings(parts.stack, 'SQS'));
    this.#client = new VoiceClient({ apiUrl: parts.stack.apiUrl, apiKey });
  }

  /** Starts the stack and directs the AWS SDKs of this process to it, as the operator. */
  static async start(): Promise<OperatorStack> {
    const folder = mkdtempSync(join(tmpdir(), 'operator-'));
    const simulator = await startSimulator({ port: 0, settings });
    const account = (scope: 'mainland' | 'international') => ({
      apiKey: `sk-local-${scope}`,
      baseUrl: simulator.urls[scope],
    });
    let operator: OperatorAccess | undefined;
    const stack = await startRunner({
      assemblyFolder: await synthesizedAssembly(sharedSettings),
      stateFolder: folder,
      apiPort: 0,
      timeScale: sharedSettings.timeScale,
      secrets: { ProviderSecretArn: JSON.stringify({ mainland: account('mainland') }) },
      accessOf: (policies) => {
        operator = new OperatorAccess(policies);
        return operator;
      },
    });
    if (operator === undefined) throw new Error('The runner did not ask for the permissions.');
    const access = operator;
    const cloudFormation = await CloudFormation.start(stack.outputs, () => access);
    Object.assign(process.env, stack.environment, {
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
      AWS_ACCESS_KEY_ID: access.accessKeyId,
    });
    const { key, item } = makeKey({ owner: 'developer', scopes: ['read', 'write'] }, new Date());
    const output = (name: string) => stack.outputs[name] ?? '';
    await new KeyItems({ output, clientConfig: () => clientSettings(stack) }).put(item);
    return new OperatorStack({ folder, simulator, stack, cloudFormation }, access, key);
  }

  async stop(): Promise<void> {
    this.#dynamo.destroy();
    this.#sqs.destroy();
    await this.#cloudFormation.stop();
    await this.#stack.stop();
    await this.#simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The variables that direct AWS SDKs to the stack, as the administrator, and the address of the provider. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...this.#stack.environment,
      AWS_ENDPOINT_URL_CLOUDFORMATION: this.#cloudFormation.url,
      SIMULATOR_URL: this.#simulator.urls.mainland,
    };
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#stack.outputs;
  }

  get tableName(): string {
    return this.outputs.VoicesTableName ?? '';
  }

  /** The ARNs of the stack, whose table is also its own copy. */
  get arns() {
    const { outputs } = this;
    return resourceArns({ outputs, stackId, output: (name) => outputs[name] ?? '' }, this.tableName);
  }

  /** Runs a command as the operator. */
  run(words: readonly string[]): Promise<Outcome> {
    return voice([...words, '--stack', stackName]);
  }

  /** Stores an item as the administrator. */
  async putItem(item: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#dynamo.send(new PutItemCommand({ TableName: this.tableName, Item: marshall(item) }));
  }

  /** Sets both switches as the administrator. */
  setSwitches(isOn: boolean): Promise<void> {
    return this.putItem({ voiceId: 'SWITCHES', creates: isOn, deletes: isOn });
  }

  /** Stores an API key as the administrator, and returns its id. */
  async putKey(): Promise<string> {
    const { item } = makeKey({ owner: 'ann', scopes: ['read'] }, new Date());
    await this.putItem({ ...item });
    return item.keyId;
  }

  /** Creates a voice, if no voice exists, and waits until it is ready. */
  async ensureVoice(): Promise<void> {
    await this.setSwitches(true);
    for await (const _ of this.#client.listVoices({ status: 'OK' })) return;
    const { voice: created } = await this.#client.create({
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
      voicePrompt: 'A calm voice.',
      previewText: 'Good evening to you all.',
    });
    await this.#client.waitUntilSettled(created.voiceId);
  }

  /** Sends a message to the dead-letter queue whose name contains the text. */
  async sendDeadLetter(name: string, body: unknown, target?: string): Promise<void> {
    const QueueUrl = this.outputs.DeadLetterQueueUrls?.split(',').find((url) => url.includes(name));
    const MessageAttributes = target
      ? { TARGET_ARN: { DataType: 'String', StringValue: target } }
      : undefined;
    await this.#sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body), MessageAttributes }),
    );
  }
}
