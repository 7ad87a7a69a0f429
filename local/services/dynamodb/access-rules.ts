import { z } from 'zod';
import type { AccessRequest } from '../../core/access-control.ts';
import type { AccessRules } from '../../core/ports.ts';
import { operationNames } from './dynalite.ts';
import { tableArn, tableName } from './table-arn.ts';

const attributes = z.record(z.string(), z.record(z.string(), z.unknown()));
const onTable = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: attributes.optional(),
  Item: attributes.optional(),
});
const onTables = z.object({ RequestItems: z.record(z.string(), z.unknown()) });

/**
 * Returns the permissions of DynamoDB's operations. `dynamodb:LeadingKeys` is the partition key of the item.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * @param partitionKeyOf returns the name of a table's partition key
 */
export function dynamoDbRules(partitionKeyOf: (table: string) => string | undefined): AccessRules {
  return Object.fromEntries(
    operationNames.map((operation) => [
      operation,
      (input: unknown): readonly AccessRequest[] => {
        const action = `dynamodb:${operation}`;
        const table = onTable.safeParse(input).data;
        if (table !== undefined) return [itemRequest(action, table, partitionKeyOf)];
        const tables = Object.keys(onTables.safeParse(input).data?.RequestItems ?? {});
        if (tables.length === 0) return [{ action, resource: '*' }];
        return tables.map((name) => ({ action, resource: tableArn(name) }));
      },
    ]),
  );
}

function itemRequest(
  action: string,
  { TableName, IndexName, Key, Item }: z.output<typeof onTable>,
  partitionKeyOf: (table: string) => string | undefined,
): AccessRequest {
  const arn = tableArn(TableName);
  if (IndexName !== undefined) return { action, resource: `${arn}/index/${IndexName}` };
  const key = (Key ?? Item)?.[partitionKeyOf(tableName(TableName)) ?? ''];
  if (key === undefined) return { action, resource: arn };
  return { action, resource: arn, context: { 'dynamodb:LeadingKeys': Object.values(key).map(String) } };
}
