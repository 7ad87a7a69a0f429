import { createRequire } from 'node:module';
import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import { isRecord } from '../../core/json.ts';
import { OperationChecks } from '../../models/operation-checks.ts';
import { withProjections } from './batch-get.ts';
import { checkExpressions } from './expression-limits.ts';
import { rangeOf, rebuildIndexes } from './indexes.ts';
import { checkQueriedKeys, type KeyedTable } from './key-limits.ts';
import { patchedStore, type Store } from './patched-store.ts';
import type { TableCache } from './table-cache.ts';
import type { TableDefinition } from './table-definition.ts';

type Callback = (error: unknown, output: unknown) => void;
type Action = (store: Store, input: unknown, callback: Callback) => void;
interface Validation {
  readonly types: unknown;
  readonly custom: unknown;
}
interface Validations {
  checkTypes(input: unknown, types: unknown): unknown;
  checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void;
}
const require = createRequire(import.meta.url);
const validations: Validations = require('dynalite/validations/index.js');

/**
 * The operations that dynalite implements and the runner offers. Transactions, streams and PartiQL are missing; their
 * callers get an `UnknownOperationException`.
 */
export const operationNames = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;
export type OperationName = (typeof operationNames)[number];

/** DynamoDB's operations on a LevelDB folder. An acknowledged write is on disk and survives a kill. */
export class Dynalite {
  readonly #store: Store;
  readonly #batchStore: Store;
  readonly #tables: TableCache;
  /** Checks requests after dynalite, which lacks some members and limits but words its own refusals as DynamoDB does. */
  readonly #checks = new OperationChecks('dynamodb');
  readonly #operations: ReadonlyMap<OperationName, { action: Action; validation: Validation }>;

  /** @param path the database's folder; without it, the database is in memory */
  constructor(path?: string) {
    ({ store: this.#store, batchStore: this.#batchStore, tables: this.#tables } = patchedStore({ path }));
    this.#operations = new Map(operationNames.map((name) => [name, load(name)]));
  }

  /** Opens the database. Rejects if that fails. */
  async open(): Promise<void> {
    await this.#store.db.open();
  }

  /** @param input in DynamoDB's JSON format @throws AwsError with DynamoDB's error type */
  async call(name: OperationName, input: unknown): Promise<unknown> {
    const operation = this.#operations.get(name);
    if (operation === undefined) throw new Error(`dynalite has no ${name}.`);
    const { action, validation } = operation;
    try {
      // dynalite deletes unknown members from its input.
      const refusal = this.#refusalOf(name, input);
      const copy = isRecord(input) ? { ...input } : input;
      const checked = validations.checkTypes(copy, validation.types);
      try {
        validations.checkValidations(checked, validation.types, validation.custom, this.#store);
      } catch (error) {
        // DynamoDB checks its model before the relations between members.
        throw isModelError(asAwsError(error)) ? error : (refusal ?? error);
      }
      if (refusal !== undefined) throw refusal;
      checkExpressions(input);
      if (name === 'Query') await this.#checkQuery(checked);
      const store = name === 'BatchGetItem' ? this.#batchStore : this.#store;
      const output = await new Promise((resolve, reject) =>
        action(store, checked, (error, answer) => (error ? reject(error) : resolve(answer))),
      );
      if (name === 'BatchGetItem') return withProjections(input, output);
      return name === 'CreateTable' || name === 'DescribeTable' ? withValidDescription(output) : output;
    } catch (error) {
      throw asAwsError(error);
    }
  }

  /** Returns the error for a request that does not fit its model, although dynalite may refuse it in better words. */
  #refusalOf(name: OperationName, input: unknown): unknown {
    try {
      this.#checks.request(name, input);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** @throws AwsError `ValidationException` */
  async #checkQuery(input: unknown): Promise<void> {
    const { TableName, IndexName, KeyConditions } = queryInput.parse(input);
    const table = await new Promise<unknown>((resolve) =>
      this.#store.getTable(TableName, (_error, found) => resolve(found)),
    );
    const values = Object.entries(KeyConditions).map(
      ([
        name,
        {
          AttributeValueList: [value],
        },
      ]) => [name, value],
    );
    // dynalite refuses a query of an unknown table.
    if (isKeyed(table)) checkQueriedKeys(table, IndexName, Object.fromEntries(values));
  }

  /** Removes a table whose creation was interrupted, and which therefore has no items. */
  async dropUnfinishedTable(name: string): Promise<void> {
    await new Promise<void>((resolve) => this.#store.tableDb.del(name, () => resolve()));
    this.#tables.forget(name);
  }

  /** Deletes a table with its items. They go first, so that a kill in between leaves a table that can be deleted again. */
  async dropTable(name: string): Promise<void> {
    for (const kind of ['item-', 'tag-', 'index-global~', 'index-local~']) {
      await this.#store.db.clear(rangeOf(`${kind}${name}~`));
    }
    await this.dropUnfinishedTable(name);
  }

  /** Replaces the global indexes of a stored table by those of the definition, and fills them from its items. */
  async rebuildIndexes(name: string, definition: TableDefinition): Promise<void> {
    await rebuildIndexes(this.#store, name, definition);
    this.#tables.forget(name);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#store.db.close(() => resolve()));
  }
}

function load(name: OperationName): { action: Action; validation: Validation } {
  const file = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  return {
    action: require(`dynalite/actions/${file}.js`),
    validation: require(`dynalite/validations/${file}.js`),
  };
}

function isModelError(error: unknown): boolean {
  const text = error instanceof AwsError ? error.message : '';
  return /validation errors? detected|^The parameter '\w+' is required|must be at least/.test(text);
}

const queryInput = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditions: z.record(z.string(), z.object({ AttributeValueList: z.array(z.unknown()) })),
});

function isKeyed(table: unknown): table is KeyedTable {
  return isRecord(table) && Array.isArray(table.KeySchema);
}

const description = z.looseObject({ TableId: z.string(), TableThroughputModeSummary: z.unknown() });

/** Returns the answer without a member that DynamoDB does not have, and with a complete id. dynalite's are too short. */
function withValidDescription(output: unknown): unknown {
  const [[member, table] = []] = isRecord(output) ? Object.entries(output) : [];
  const { data } = description.safeParse(table);
  if (member === undefined || data === undefined) return output;
  const { TableThroughputModeSummary: _none, TableId, ...rest } = data;
  return { [member]: { ...rest, TableId: TableId.padEnd(36, '0') } };
}

/** Converts an error of dynalite, which has `statusCode` and `body: { __type, message }`. Returns others unchanged. */
function asAwsError(error: unknown): unknown {
  if (!isRecord(error) || !isRecord(error.body) || typeof error.body.__type !== 'string') return error;
  const type = error.body.__type.split('#').at(-1) ?? error.body.__type;
  const message = error.body.message ?? error.body.Message ?? '';
  return new AwsError(type, String(message), typeof error.statusCode === 'number' ? error.statusCode : 400);
}
