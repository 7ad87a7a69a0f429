import { AwsError } from '../../core/aws-error.ts';
import { isRecord } from '../../core/json.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys */
const maxKeyBytes = { HASH: 2048, RANGE: 1024 };

interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

/** The part of dynalite's table description that names keys. */
export interface KeyedTable {
  readonly KeySchema: readonly KeySchemaElement[];
  readonly GlobalSecondaryIndexes?: readonly KeyedIndex[];
  readonly LocalSecondaryIndexes?: readonly KeyedIndex[];
}

interface KeyedIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
}

type Item = Readonly<Record<string, unknown>>;
type Done = (error?: unknown) => void;

/** The function of dynalite that updates the indexes just before it stores an item. */
export interface Indexing {
  updateIndexes(store: object, table: KeyedTable, existing: unknown, item: Item | null, done: Done): void;
}

const checkedStores = new WeakSet<object>();
const patched = new WeakSet<Indexing>();

/**
 * Makes dynalite check the keys of each item before it stores it in this store. dynalite updates indexes by a function of
 * its module, which is replaced once. Other stores of the process keep dynalite's behaviour.
 */
export function checkStoredKeys(store: object, indexing: Indexing): void {
  checkedStores.add(store);
  if (patched.has(indexing)) return;
  patched.add(indexing);
  const { updateIndexes } = indexing;
  indexing.updateIndexes = (store, table, existing, item, done) => {
    try {
      if (item !== null && checkedStores.has(store)) checkKeys(table, item);
    } catch (error) {
      done(error);
      return;
    }
    updateIndexes(store, table, existing, item, done);
  };
}

/**
 * Checks the keys of an item that is about to be stored. dynalite counts the characters of a key and not its bytes, and does
 * not check the keys of indexes.
 * @throws AwsError `ValidationException`
 */
export function checkKeys(table: KeyedTable, item: Item): void {
  for (const key of table.KeySchema) checkSize(key, item[key.AttributeName]);
  for (const index of [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]) {
    for (const key of index.KeySchema) {
      const value = item[key.AttributeName];
      const empty = emptyTypeOf(value);
      if (empty !== undefined) {
        throw invalid(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `The AttributeValue for a key attribute cannot contain an empty ${empty} value. ` +
            `IndexName: ${index.IndexName}, IndexKey: ${key.AttributeName}`,
        );
      }
      checkSize(key, value);
    }
  }
}

/** Checks the values with which a query compares keys. @throws AwsError `ValidationException` */
export function checkQueriedKeys(table: KeyedTable, indexName: string | undefined, values: Item): void {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const index = indexes.find(({ IndexName }) => IndexName === indexName);
  for (const key of (index ?? table).KeySchema) {
    const value = values[key.AttributeName];
    const empty = emptyTypeOf(value);
    if (empty !== undefined) {
      throw invalid(
        'One or more parameter values are not valid. ' +
          `The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${key.AttributeName}`,
      );
    }
    checkSize(key, value);
  }
}

function emptyTypeOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (value.S === '') return 'string';
  return value.B === '' ? 'binary' : undefined;
}

function checkSize({ KeyType }: KeySchemaElement, value: unknown): void {
  if (!isRecord(value)) return;
  const bytes =
    typeof value.B === 'string'
      ? Buffer.byteLength(value.B, 'base64')
      : Buffer.byteLength(String(value.S ?? ''));
  if (KeyType === 'HASH' && bytes > maxKeyBytes.HASH) {
    throw invalid(
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    );
  }
  if (KeyType === 'RANGE' && bytes > maxKeyBytes.RANGE) {
    throw invalid(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
