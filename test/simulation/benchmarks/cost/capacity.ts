import { z } from 'zod';

/** An item in DynamoDB's JSON. */
export type StoredItem = Readonly<Record<string, unknown>>;

export interface Index {
  readonly name: string;
  readonly keys: readonly string[];
  readonly keysOnly: boolean;
}

const indexesSchema = z.array(
  z.object({
    IndexName: z.string(),
    KeySchema: z.array(z.object({ AttributeName: z.string() })),
    Projection: z.object({ ProjectionType: z.string() }),
  }),
);

/** Returns the indexes of a table. @param properties the properties of the table's resource */
export function indexesOf(properties: Readonly<Record<string, unknown>>): readonly Index[] {
  return indexesSchema
    .parse(properties.GlobalSecondaryIndexes)
    .map(({ IndexName, KeySchema, Projection: { ProjectionType } }) => ({
      name: IndexName,
      keys: KeySchema.map(({ AttributeName }) => AttributeName),
      keysOnly: ProjectionType === 'KEYS_ONLY',
    }));
}

const kilobyte = 1_024;

/** Write request units of a change for one partition key of the table or of an index. */
export interface PartitionWrite {
  /** Undefined for the table. */
  readonly index?: string;
  /** Value of the partition key. */
  readonly partition: string;
  readonly units: number;
}

/** Returns the write request units of a change in the table and in its indexes. */
export function writeUnits(
  before: StoredItem | undefined,
  after: StoredItem | undefined,
  indexes: readonly Index[],
): number {
  return partitionWrites(before, after, indexes).reduce((sum, { units }) => sum + units, 0);
}

/**
 * Returns the writes of a change by partition key. An index is written if a projected attribute has changed, and twice if
 * its key has.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function partitionWrites(
  before: StoredItem | undefined,
  after: StoredItem | undefined,
  indexes: readonly Index[],
): PartitionWrite[] {
  const units = (item: StoredItem | undefined) => Math.max(1, Math.ceil(sizeOf(item) / kilobyte));
  const table = {
    partition: keyText((after ?? before)?.voiceId),
    units: Math.max(units(before), units(after)),
  };
  const ofIndexes = indexes.flatMap((index) => {
    const { name, keys } = index;
    const [old, now] = [entryOf(before, index), entryOf(after, index)];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    const write = (entry: StoredItem, size: number) => ({
      index: name,
      partition: keyText(entry[keys[0] ?? '']),
      units: size,
    });
    const isMoved = old && now && keys.some((key) => text(old[key]) !== text(now[key]));
    if (isMoved) return [write(old, units(old)), write(now, units(now))];
    const entry = now ?? old;
    return entry ? [write(entry, Math.max(old ? units(old) : 0, now ? units(now) : 0))] : [];
  });
  return [table, ...ofIndexes];
}

/** Returns the read request units of items that are read together. */
export function readUnits(items: readonly (StoredItem | undefined)[], consistent: boolean): number {
  const bytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
  const blocks = Math.max(1, Math.ceil(bytes / (4 * kilobyte)));
  return consistent ? blocks : blocks / 2;
}

/** Returns the part of an item that an index contains, or undefined if it lacks a key of the index. */
function entryOf(item: StoredItem | undefined, { keys, keysOnly }: Index): StoredItem | undefined {
  if (!item || keys.some((key) => item[key] === undefined)) return undefined;
  if (!keysOnly) return item;
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name === 'voiceId' || keys.includes(name)),
  );
}

const text = (value: unknown) => JSON.stringify(value);

/** Returns the value of a key attribute, which is a string. */
const keyText = (value: unknown) => String(Object(value).S);

/** Returns the size of an item in bytes, by the rules of DynamoDB for names, texts, numbers, maps and lists. */
export function sizeOf(item: unknown): number {
  return Object.entries(Object(item)).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue(value: unknown): number {
  const [[type = '', content] = []] = Object.entries(Object(value));
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(content));
    case 'N':
      return Math.ceil(String(content).length / 2) + 1;
    case 'M':
      return 3 + sizeOf(content) + Object.keys(Object(content)).length;
    case 'L': {
      const values: unknown[] = Array.isArray(content) ? content : [];
      return 3 + values.reduce<number>((sum, each) => sum + 1 + sizeOfValue(each), 0);
    }
    default:
      return 1;
  }
}
