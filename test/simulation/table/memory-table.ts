import { createRequire } from 'node:module';
import { Stream } from 'node:stream';
import { z } from 'zod';
import { AwsError } from '../../../local/core/aws-error.ts';
import { isRecord } from '../../../local/core/json.ts';
import type { Resource } from '../../../local/core/service.ts';
import type { OperationName } from '../../../local/services/dynamodb/dynalite.ts';
import { checkKeys, type KeyedTable } from '../../../local/services/dynamodb/key-limits.ts';
import { readDefinition } from '../../../local/services/dynamodb/table-definition.ts';
import { rememberExpressions } from './remembered-expressions.ts';

/** The store that dynalite 4.0.0's operations need. Every callback is called before the method returns. */
interface Store {
  readonly options: { readonly maxItemSize: number };
  getTable(
    name: string,
    ...rest: [checkStatus: boolean, found: Done<unknown>] | [found: Done<unknown>]
  ): void;
  getItemDb(table: string): Entries;
  getIndexDb(kind: string, table: string, index: string): Entries;
  /** True for a store that updates its indexes when they are queried. */
  readonly isIndexedLater?: true;
}
type Done<Value = void> = (error: unknown, value?: Value) => void;
type Action = (store: Store, input: unknown, answer: Done<unknown>) => void;
interface Validations {
  checkTypes(input: unknown, types: unknown): unknown;
  checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void;
}
type CreateKey = (item: object, table: object) => string;
interface DynaliteDatabase {
  createKey: CreateKey;
  updateIndexes(store: Store, table: KeyedTable, before: unknown, after: unknown, done: Done): void;
}
interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** Called at each write of an item, with the item before and after. */
export type ItemObserver = (before: unknown, after: unknown) => void;

const require = createRequire(import.meta.url);
const database: DynaliteDatabase = require('dynalite/db/index.js');
const { updateIndexes } = database;
const createKey = rememberKeys(database.createKey);
database.createKey = createKey;
const validations: Validations = require('dynalite/validations/index.js');
rememberExpressions();
// Dynalite's operations call it through its module, just before they store an item.
database.updateIndexes = (store, table, before, after, done) => {
  if (!store.isIndexedLater) return updateIndexes(store, table, before, after, done);
  try {
    if (isRecord(after)) checkKeys(table, after);
    done(null);
  } catch (error) {
    done(error);
  }
};

/** Operations that the stores and the state machines use. */
const operationNames = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'] as const;
export const tableOperation = z.enum(operationNames) satisfies z.ZodType<OperationName>;
export type TableOperation = z.infer<typeof tableOperation>;

const operations = new Map(
  operationNames.map((name) => {
    const file = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}.js`;
    const action: Action = require(`dynalite/actions/${file}`);
    const validation: { types: unknown; custom: unknown } = require(`dynalite/validations/${file}`);
    return [name, { action, validation }] as const;
  }),
);

/**
 * A table in memory. It runs dynalite's own code for expressions, keys and indexes on maps instead of a database. An
 * operation ends within one turn of the event loop, so that it takes no simulated time.
 */
export class MemoryTable {
  readonly name: string;
  readonly #store: Store;
  readonly #definition: object;
  readonly #items: Entries;

  /** @param resource the table of the template, with resolved intrinsic functions */
  constructor(resource: Resource, observer: ItemObserver = () => undefined) {
    this.name = resource.logicalId;
    const definition = { ...readDefinition(resource), TableName: this.name, TableStatus: 'ACTIVE' };
    this.#definition = definition;
    this.#items = new Entries(observer);
    const indexes = new Map<string, Entries>();
    const store: Store = {
      options: { maxItemSize: 400 * 1024 },
      getTable: (_name, ...rest) => (rest.at(-1) as Done<unknown>)(null, definition),
      getItemDb: () => this.#items,
      getIndexDb: (kind, _table, index) => {
        const key = `${kind}/${index}`.toLowerCase();
        const entries = indexes.get(key) ?? new Entries();
        indexes.set(key, entries);
        return entries;
      },
    };
    this.#store = {
      ...store,
      isIndexedLater: true,
      getIndexDb: (...of) => {
        // Most items are written several times between two queries of an index.
        for (const { before, after } of this.#items.takeChanges())
          updateIndexes(store, definition, before, after, throwError);
        return store.getIndexDb(...of);
      },
    };
  }

  /** @param input in DynamoDB's JSON, for this table @throws AwsError with DynamoDB's error name */
  call(name: TableOperation, input: object): Promise<unknown> {
    const operation = operations.get(name);
    if (!operation) throw new TypeError(`the table in memory has no ${name}`);
    const { action, validation } = operation;
    return new Promise((resolve, reject) => {
      try {
        const checked = validations.checkTypes({ ...input }, validation.types);
        validations.checkValidations(checked, validation.types, validation.custom, this.#store);
        action(this.#store, checked, (error, output) =>
          error ? reject(asAwsError(error)) : resolve(output),
        );
      } catch (error) {
        reject(asAwsError(error));
      }
    });
  }

  /** Returns a stored item; undefined if there is none. */
  item(key: object): unknown {
    return this.#items.find(createKey(key, this.#definition));
  }

  /** Returns every stored item. */
  items(): unknown[] {
    return this.#items.values({});
  }

  /** Returns true if a stored item passes a test. */
  some(test: (item: unknown) => boolean): boolean {
    return this.#items.some(test);
  }
}

/** Items by dynalite's keys. They are frozen, so that no caller can change a stored item. */
class Entries {
  readonly #items = new Map<string, unknown>();
  readonly #observer: ItemObserver;
  /** The items before their first change since the last call of `takeChanges`, by their keys. */
  readonly #changed = new Map<string, unknown>();

  constructor(observer: ItemObserver = () => undefined) {
    this.#observer = observer;
  }

  /** Returns each item that was written since the last call, as it was then and as it is now. */
  takeChanges(): { readonly before: unknown; readonly after: unknown }[] {
    const changes = [...this.#changed].map(([key, before]) => ({
      before: before ?? null,
      after: this.find(key) ?? null,
    }));
    this.#changed.clear();
    return changes;
  }

  lock(_key: string, work: (release: (done: Done) => Done) => void): void {
    work((done) => done);
  }

  find(key: string): unknown {
    return this.#items.get(key);
  }

  get(key: string, found: Done<unknown>): void {
    found(null, this.find(key));
  }

  put(key: string, item: unknown, done: Done): void {
    // An index shares the items of its table.
    const stored = Object.isFrozen(item) ? item : frozenCopy(item);
    this.#observer(this.find(key), stored);
    this.#note(key);
    this.#items.set(key, stored);
    done(null);
  }

  del(key: string, done: Done): void {
    this.#note(key);
    this.#items.delete(key);
    done(null);
  }

  /** Returns a stream with the events that dynalite listens to. */
  createValueStream(range: Range): Stream {
    const stream = new Stream();
    const values = this.values(range);
    queueMicrotask(() => {
      for (const value of values) stream.emit('data', value);
      stream.emit('end');
    });
    return stream;
  }

  values({ gt, gte, lt, lte, reverse, limit = -1 }: Range): unknown[] {
    const keys: string[] = [];
    for (const key of this.#items.keys()) {
      if (gt !== undefined && key <= gt) continue;
      if (gte !== undefined && key < gte) continue;
      if (lt !== undefined && key >= lt) continue;
      if (lte !== undefined && key > lte) continue;
      keys.push(key);
    }
    keys.sort();
    if (reverse) keys.reverse();
    const taken = limit < 0 ? keys : keys.slice(0, limit);
    return taken.map((key) => this.#items.get(key));
  }

  some(test: (item: unknown) => boolean): boolean {
    for (const item of this.#items.values()) if (test(item)) return true;
    return false;
  }

  #note(key: string): void {
    if (!this.#changed.has(key)) this.#changed.set(key, this.find(key));
  }
}

/** Makes dynalite hash the key of an item once for each table whose only key attribute is a voice id. */
function rememberKeys(create: CreateKey): CreateKey {
  const keysOfTables = new WeakMap<object, Map<string, string>>();
  return (item, table) => {
    const id: unknown = Object(item).voiceId?.S;
    if (typeof id !== 'string' || Object(table).KeySchema?.length !== 1) return create(item, table);
    const keys = keysOfTables.get(table) ?? new Map<string, string>();
    keysOfTables.set(table, keys);
    const key = keys.get(id) ?? create(item, table);
    keys.set(id, key);
    return key;
  };
}

/** Returns a frozen copy of an item without undefined members, as JSON would have it. */
function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  // A name of an attribute, such as that of a label, can be `__proto__`.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[name] = frozenCopy(member);
  }
  return Object.freeze(copy);
}

function throwError(error: unknown): void {
  if (error) throw error;
}

/** Converts a refusal of dynalite: an error with `statusCode` and `body: { __type, message }`. */
function asAwsError(error: unknown): unknown {
  if (!isObject(error) || !isObject(error.body) || typeof error.body.__type !== 'string') return error;
  const type = error.body.__type.split('#').at(-1) ?? error.body.__type;
  const message = error.body.message ?? error.body.Message ?? '';
  return new AwsError(type, String(message), typeof error.statusCode === 'number' ? error.statusCode : 400);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
