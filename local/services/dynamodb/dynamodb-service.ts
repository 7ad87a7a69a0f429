import { mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import { StateMismatchError } from '../../core/errors.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { OperationRegistry } from '../../core/ports.ts';
import { refusalsOfReader } from '../../core/resource-properties.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { withCheckedAnswers } from '../../models/operation-checks.ts';
import { storageError } from '../../persistence/storage-error.ts';
import { dynamoDbRules } from './access-rules.ts';
import { Dynalite, type OperationName, operationNames } from './dynalite.ts';
import { tableArn } from './table-arn.ts';
import {
  hasSameItemSchema,
  readDefinition,
  readDescription,
  type TableDefinition,
  tableSupport,
} from './table-definition.ts';

export interface DynamoDbOptions {
  /** The database's folder. */
  readonly stateFolder: string;
  readonly registry: OperationRegistry;
  readonly observer: Observer;
}

const damagedAdvice = 'It contains the records of the voices. Put back a copy of the folder';
const attributes = z.custom<Record<string, AttributeValue>>(
  (value) => typeof value === 'object' && value !== null,
);
const writeInput = z.object({
  TableName: z.string(),
  Item: attributes.optional(),
  Key: attributes.optional(),
  ReturnValuesOnConditionCheckFailure: z.string().optional(),
});
const returnValues = z.looseObject({ ReturnValues: z.string().optional() });
const updateOutput = z.looseObject({ Attributes: attributes.optional() });
const getItemOutput = z.object({ Item: attributes.optional() });

/**
 * DynamoDB, implemented with dynalite: tables on disk, conditional writes and queries. It has no transactions, streams,
 * time to live or backups.
 */
export class DynamoDbService implements LocalService {
  readonly name = 'dynamodb';
  readonly resources = { 'AWS::DynamoDB::Table': tableSupport };
  readonly #options: DynamoDbOptions;
  readonly #identities = new Identities();
  readonly #keys = new Map<string, readonly string[]>();
  #dynalite: Dynalite | undefined;

  constructor(options: DynamoDbOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { stateFolder } = this.#options;
    try {
      mkdirSync(stateFolder, { recursive: true });
      this.#dynalite = new Dynalite(stateFolder);
      // LevelDB opens lazily. Opening it here reports a damaged folder as an error of the start.
      await this.#dynalite.open();
    } catch (error) {
      throw storageError(stateFolder, error, damagedAdvice);
    }
    const operations = operationNames.map(
      (name) => [name, (input: unknown) => this.call(name, input)] as const,
    );
    this.#options.registry.serve(
      'DynamoDB_20120810',
      withCheckedAnswers('dynamodb', Object.fromEntries(operations)),
      dynamoDbRules((table) => this.#keys.get(table)?.[0]),
    );
  }

  identify(declaration: Declaration): Identity {
    const name = physicalName(declaration, 'TableName', 255);
    return this.#identities.set(declaration, { ref: name, attributes: { Arn: tableArn(name) } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    return refusalsOfReader(() => readDefinition(resource));
  }

  async deploy(resource: Resource): Promise<void> {
    const name = this.#identities.get(resource).ref;
    refuseComputedName(resource, 'TableName', name);
    const definition = readDefinition(resource);
    this.#keys.set(
      name,
      definition.KeySchema.toSorted((a, b) => a.KeyType.localeCompare(b.KeyType)).map(
        (key) => key.AttributeName,
      ),
    );
    const existing = await this.#describe(name);
    if (existing?.status === 'ACTIVE') {
      if (hasSameItemSchema(existing.definition, definition)) {
        return this.#started().rebuildIndexes(name, definition);
      }
      throw new StateMismatchError(
        resource.logicalId,
        `the stored table ${name} has other keys or local indexes than the template`,
      );
    }
    // The runner was killed during the creation, so the table has no items.
    if (existing !== undefined) await this.#started().dropUnfinishedTable(name);
    await this.#create(name, definition);
  }

  async remove(_type: string, name: string): Promise<undefined> {
    await this.#started().dropTable(name);
    return undefined;
  }

  async stop(): Promise<void> {
    await this.#dynalite?.close();
    this.#dynalite = undefined;
  }

  /** Calls an operation of DynamoDB without the network. @param input in DynamoDB's JSON format @throws AwsError */
  async call(name: OperationName, input: unknown): Promise<unknown> {
    const dynalite = this.#started();
    if (name !== 'PutItem' && name !== 'UpdateItem' && name !== 'DeleteItem')
      return dynalite.call(name, input);
    try {
      if (name === 'UpdateItem') return await this.#update(input);
      const output = await dynalite.call(name, input);
      if (name === 'PutItem') this.#reportItem(input, writeInput.parse(input).Item);
      return output;
    } catch (error) {
      throw await this.#withStoredItem(error, input);
    }
  }

  /** Updates an item, and reports it without another read: dynalite also returns the new item. */
  async #update(input: unknown): Promise<unknown> {
    const dynalite = this.#started();
    const { data, success: isReadable } = returnValues.safeParse(input);
    const wanted = data?.ReturnValues ?? 'NONE';
    if (!isReadable || (wanted !== 'NONE' && wanted !== 'ALL_NEW')) {
      const output = await dynalite.call('UpdateItem', input);
      this.#reportItem(input, await this.#readItem(input));
      return output;
    }
    const output = await dynalite.call('UpdateItem', { ...data, ReturnValues: 'ALL_NEW' });
    const { Attributes, ...rest } = updateOutput.parse(output);
    this.#reportItem(input, Attributes);
    return wanted === 'ALL_NEW' ? output : rest;
  }

  #started(): Dynalite {
    if (this.#dynalite === undefined) throw new Error('DynamoDB has not been started.');
    return this.#dynalite;
  }

  async #describe(name: string): Promise<ReturnType<typeof readDescription> | undefined> {
    try {
      return readDescription(await this.#started().call('DescribeTable', { TableName: name }));
    } catch (error) {
      if (error instanceof AwsError && error.type === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  async #create(name: string, definition: TableDefinition): Promise<void> {
    await this.#started().call('CreateTable', {
      ...definition,
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
    });
    while ((await this.#describe(name))?.status !== 'ACTIVE') await wait(1);
  }

  #reportItem(input: unknown, item: Record<string, AttributeValue> | undefined): void {
    const { TableName: table } = writeInput.parse(input);
    if (item === undefined) return;
    const plain = unmarshall(item);
    const key = (this.#keys.get(table) ?? []).map((attribute) => String(plain[attribute])).join('/');
    this.#options.observer({ kind: 'itemChanged', table, key, item: plain });
  }

  /**
   * Adds the stored item to a failed condition check that requests it. dynalite ignores
   * `ReturnValuesOnConditionCheckFailure`, so the item is read right after the failure.
   */
  async #withStoredItem(error: unknown, input: unknown): Promise<unknown> {
    if (!(error instanceof AwsError) || error.type !== 'ConditionalCheckFailedException') return error;
    const write = writeInput.safeParse(input);
    if (!write.success || write.data.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return error;
    const item = await this.#readItem(input);
    return item === undefined
      ? error
      : new AwsError(error.type, error.message, error.statusCode, { Item: item });
  }

  async #readItem(input: unknown): Promise<Record<string, AttributeValue> | undefined> {
    const { TableName, Item, Key } = writeInput.parse(input);
    const key = Object.fromEntries(
      (this.#keys.get(TableName) ?? []).flatMap((name) => {
        const value = (Item ?? Key)?.[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const output = await this.#started().call('GetItem', { TableName, Key: key, ConsistentRead: true });
    return getItemOutput.parse(output).Item;
  }
}
