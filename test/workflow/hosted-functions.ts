import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import {
  createDashScopeClient,
  type DashScopeClient,
  type DashScopeClientSettings,
  unlimitedBudget,
} from '../../lambdas/shared/dashscope/index.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import type { Platform } from '../../lambdas/shared/wiring/platform.ts';
import type { AccessControl } from '../../local/core/access-control.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { EventEntry, FunctionResult } from '../../local/core/ports.ts';
import type { RoleSession } from '../../local/core/principal.ts';
import { type DeployedStack, operationOf } from '../harness/deployed-stack.ts';
import { inProcess, noQueues, type ServiceCall } from '../harness/in-process-clients.ts';
import { MemoryBucket } from '../harness/memory-bucket.ts';
import {
  configured,
  type Dependencies,
  type Handler,
  type OperationName,
  type Variables,
} from '../harness/operations.ts';

/** The services that the functions call. */
export interface HostedServices {
  /** Called before each invocation; a result takes the place of the function's. */
  intercept(name: OperationName, times: number): Promise<FunctionResult | undefined>;
  readonly access: AccessControl;
  /** Returns the client of the table for a function. */
  dynamo(session: RoleSession): DynamoDBClient;
  stepFunctions(session: RoleSession): ServiceCall;
  publish(entry: EventEntry, caller: RoleSession): Promise<string>;
  readonly now: () => number;
  /** Called for each line of a function's log. */
  logged?(line: Parameters<Log['info']>): void;
  /** Called at the end of each invocation. */
  invoked?(name: OperationName, outcome: 'succeeded' | 'failed'): void;
  /** Does the work of an invocation. The clock is slow meanwhile. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly providerUrl: string;
}

type Replacements = { [Name in OperationName]?: Partial<Dependencies[Name]> };
type LogLine = ['info' | 'error', ...Parameters<Log['info']>];

const secretInput = z.object({ SecretId: z.string() });
const putEventsInput = z.object({
  Entries: z.tuple([
    z.object({
      EventBusName: z.string(),
      Source: z.string(),
      DetailType: z.string(),
      Detail: z.string().transform((text): unknown => JSON.parse(text)),
    }),
  ]),
});

/** Milliseconds in which the provider has to answer a create: longer than a loaded machine needs. */
const defaultAnswerMs = 60_000;

/** The handlers of the stack's functions in this process, warm between invocations. */
export class HostedFunctions {
  /** The text of the provider secret. A warm function reads it again within a minute of the stack's time. */
  secret: string;
  /** True if the bus accepts no event of a function. */
  refusesEvents = false;
  readonly logged: LogLine[] = [];
  readonly bucket = new MemoryBucket();
  readonly #stack: DeployedStack;
  readonly #services: HostedServices;
  readonly #warm = new Map<OperationName, Handler>();
  readonly #invocations = new Map<OperationName, number>();
  readonly #variables = new Map<OperationName, Variables>();
  readonly #clients: DashScopeClient[] = [];
  #replacements: Replacements = {};
  #answerMs = defaultAnswerMs;

  constructor(stack: DeployedStack, services: HostedServices) {
    this.#stack = stack;
    this.#services = services;
    this.secret = this.secretWith('sk-local-mainland');
  }

  reset(): void {
    this.#answerMs = defaultAnswerMs;
    this.logged.length = 0;
    this.refusesEvents = false;
    this.bucket.objects.clear();
    this.bucket.losesAnswers = false;
    this.#invocations.clear();
    this.#variables.clear();
    this.#replacements = {};
    this.useSecret(this.secretWith('sk-local-mainland'));
  }

  /** Replaces dependencies of a function from its next invocation on. */
  replace<Name extends OperationName>(name: Name, dependencies: Partial<Dependencies[Name]>): void {
    this.#replacements = { ...this.#replacements, [name]: dependencies };
    this.#warm.delete(name);
  }

  /** Changes environment variables of a function from its next invocation on. */
  changeVariables(name: OperationName, variables: Variables): void {
    this.#variables.set(name, { ...this.#variablesOf(name), ...variables });
    this.#warm.delete(name);
  }

  /** Limits the time in which the provider has to answer a create, from the next invocation on. */
  limitAnswers(milliseconds: number): void {
    this.#answerMs = milliseconds;
    this.#warm.clear();
  }

  secretWith(apiKey: string, baseUrl = this.#services.providerUrl): string {
    return JSON.stringify({ mainland: { apiKey, baseUrl } });
  }

  /** Changes the provider secret and ends the warm functions, so that the next invocation reads it. */
  useSecret(secret: string): void {
    this.secret = secret;
    this.#warm.clear();
  }

  /** Returns the id of the provider key in the secret. */
  async keyId(): Promise<string> {
    const { accounts } = this.dependencies('create-voice');
    return (await accounts.account('mainland')).keyId;
  }

  invocations(name: OperationName): number {
    return this.#invocations.get(name) ?? 0;
  }

  /** Invokes a function as Lambda's Invoke does: an error of the function is a result. @throws AwsError */
  async invoke(arn: string, payload: unknown): Promise<FunctionResult> {
    const name = operationOf(arn);
    const times = this.invocations(name) + 1;
    this.#invocations.set(name, times);
    const intercepted = await this.#services.intercept(name, times);
    if (intercepted) {
      this.#services.invoked?.(name, 'payload' in intercepted ? 'succeeded' : 'failed');
      return intercepted;
    }
    try {
      return { payload: (await this.run(name, payload)) ?? null };
    } catch (error) {
      if (error instanceof AwsError || !(error instanceof Error)) throw error;
      return { functionError: { errorType: error.name, errorMessage: error.message } };
    }
  }

  /** Runs a function's handler, without interception. @throws what the handler throws */
  async run(name: OperationName, event: unknown): Promise<unknown> {
    const warm =
      this.#warm.get(name) ??
      configured(name, this.#variablesOf(name)).handlerOn(this.#platform(name), this.#replacements[name]);
    this.#warm.set(name, warm);
    let outcome: 'succeeded' | 'failed' = 'failed';
    try {
      const result = await this.#services.during(() => warm(event));
      outcome = 'succeeded';
      return result;
    } finally {
      this.#services.invoked?.(name, outcome);
    }
  }

  /**
   * Returns the dependencies of a function, for a test that calls its operation directly.
   * @param dynamo the client of the table, which may differ from the functions' client
   */
  dependencies<Name extends OperationName>(name: Name, dynamo?: DynamoDBClient): Dependencies[Name] {
    const platform = this.#platform(name);
    return configured(name, this.#variablesOf(name)).dependenciesOn(
      dynamo ? { ...platform, dynamo } : platform,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #variablesOf(name: OperationName): Variables {
    return this.#variables.get(name) ?? this.#stack.functionOf(name).variables;
  }

  #platform(name: OperationName): Platform {
    const { access, dynamo, stepFunctions, now } = this.#services;
    const { session } = this.#stack.functionOf(name);
    const authorize = (action: string, resource: string) => access.authorize(session, { action, resource });
    const logTo =
      (level: LogLine[0]) =>
      (...line: Parameters<Log['info']>) => {
        this.logged.push([level, ...line]);
        this.#services.logged?.(line);
      };
    return {
      dynamo: dynamo(session),
      s3: inProcess.s3(async (operation, input) => {
        for (const request of this.bucket.requestsOf(operation, input)) access.authorize(session, request);
        return this.bucket.call(operation, input);
      }),
      stepFunctions: inProcess.stepFunctions(stepFunctions(session)),
      eventBridge: inProcess.eventBridge((_, input) => this.#putEvents(input, session)),
      sqs: noQueues,
      secretsManager: inProcess.secretsManager(async (_, input) => {
        authorize('secretsmanager:GetSecretValue', secretInput.parse(input).SecretId);
        return { SecretString: this.secret };
      }),
      createProviderClient: (settings) => this.#createProviderClient(settings),
      now: () => new Date(now()),
      sleep: (milliseconds) => sleep(milliseconds),
      random: () => 0,
      randomInt: (bound) => randomInt(bound),
      randomUuid: () => randomUUID(),
      log: { info: logTo('info'), error: logTo('error') },
    };
  }

  async #putEvents(input: object, caller: RoleSession): Promise<unknown> {
    if (this.refusesEvents) return { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] };
    const [entry] = putEventsInput.parse(input).Entries;
    const { EventBusName: busName, Source: source, DetailType: detailType, Detail: detail } = entry;
    await this.#services.publish({ busName, source, detailType, detail, resources: [] }, caller);
    return { FailedEntryCount: 0 };
  }

  #createProviderClient(settings: DashScopeClientSettings): DashScopeClient {
    const client = createDashScopeClient({
      ...settings,
      // The client's clock does not advance, so a wait for a slot would never end.
      budget: unlimitedBudget(),
      // On the fast clock, the ten seconds between claim and send last ten milliseconds. A fixed clock avoids that limit.
      clock: { now: () => 0, sleep: async () => {} },
      timeouts: {
        create: { connectMs: 60_000, headersMs: this.#answerMs, bodyIdleMs: 60_000, totalMs: 120_000 },
      },
    });
    this.#clients.push(client);
    return client;
  }
}
