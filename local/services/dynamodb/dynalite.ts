import { createRequire } from 'node:module';
import { AwsError } from '../../core/aws-error.ts';
import { type IndexedStore, rebuildIndexes } from './indexes.ts';
import type { TableDefinition } from './table-definition.ts';

/** What the runner uses of dynalite 4.0.0's inside: its store, its checks, its operations, without its HTTP server. */
interface Store extends IndexedStore {
  readonly db: IndexedStore['db'] & {
    open(): Promise<void>;
    close(closed: (error?: unknown) => void): void;
  };
  readonly tableDb: IndexedStore['tableDb'] & { del(key: string, done: (error: unknown) => void): void };
}
type Answer = (error: unknown, output: unknown) => void;
type Action = (store: Store, input: unknown, answer: Answer) => void;
interface Validation {
  readonly types: unknown;
  readonly custom: unknown;
}
interface Validations {
  checkTypes(input: unknown, types: unknown): unknown;
  checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void;
}
interface Databases {
  create(options: Readonly<Record<string, unknown>>): Store;
}

const require = createRequire(import.meta.url);
const databases: Databases = require('dynalite/db/index.js');
const validations: Validations = require('dynalite/validations/index.js');

/**
 * The operations dynalite has and the runner offers. Transactions, streams and PartiQL are not among them: whoever asks
 * gets UnknownOperationException.
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

/** DynamoDB's operations over a LevelDB folder; what has been answered is on disk, also after a kill. */
export class Dynalite {
  readonly #store: Store;
  readonly #operations: ReadonlyMap<OperationName, { action: Action; validation: Validation }>;

  /** @param path the database's folder; in memory if left out */
  constructor(path?: string) {
    this.#store = databases.create({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
    this.#operations = new Map(operationNames.map((name) => [name, load(name)]));
  }

  /** Settles once the database is open, or cannot be opened. */
  async opened(): Promise<void> {
    await this.#store.db.open();
  }

  /** @param input in DynamoDB's JSON @throws AwsError as DynamoDB names it */
  async call(name: OperationName, input: unknown): Promise<unknown> {
    const operation = this.#operations.get(name);
    if (operation === undefined) throw new Error(`dynalite has no ${name}.`);
    const { action, validation } = operation;
    try {
      // dynalite deletes what it does not know from the input it is given.
      const copy = isObject(input) ? { ...input } : input;
      const checked = validations.checkTypes(copy, validation.types);
      validations.checkValidations(checked, validation.types, validation.custom, this.#store);
      return await new Promise((resolve, reject) =>
        action(this.#store, checked, (error, output) => (error ? reject(error) : resolve(output))),
      );
    } catch (error) {
      throw asAwsError(error);
    }
  }

  /** Forgets a table that was never finished: one without items. */
  async forgetTable(name: string): Promise<void> {
    await new Promise<void>((resolve) => this.#store.tableDb.del(name, () => resolve()));
  }

  /** Makes the stored table's global indexes those of the definition, filled from its items. */
  async rebuildIndexes(name: string, definition: TableDefinition): Promise<void> {
    await rebuildIndexes(this.#store, name, definition);
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

/** dynalite's refusals are errors with `statusCode` and `body: { __type, message }`. */
function asAwsError(error: unknown): unknown {
  if (!isObject(error) || !isObject(error.body) || typeof error.body.__type !== 'string') return error;
  const type = error.body.__type.split('#').at(-1) ?? error.body.__type;
  const message = error.body.message ?? error.body.Message ?? '';
  return new AwsError(type, String(message), typeof error.statusCode === 'number' ? error.statusCode : 400);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
