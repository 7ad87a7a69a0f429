import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readProperties } from '../../core/resource-properties.ts';
import type { Resource, ResourceSupport } from '../../core/service.ts';

const housekeeping =
  "DynamoDB's removal of expired items is housekeeping, days late; expiry is checked when read";

export const tableSupport: ResourceSupport = {
  supported: [
    'AttributeDefinitions',
    'BillingMode',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'TableName',
  ],
  ignored: {
    ContributorInsightsSpecification: 'there is no CloudWatch to look into',
    DeletionProtectionEnabled: 'the table is deleted by hand, with the state folder',
    OnDemandThroughput: 'the laptop is the limit',
    PointInTimeRecoverySpecification: 'nothing is backed up',
    ProvisionedThroughput: 'the laptop is the limit',
    ResourcePolicy: 'no policy is enforced on a laptop',
    SSESpecification: 'nothing is encrypted at rest',
    TableClass: 'a matter of cost',
    Tags: 'labels for AWS accounts',
    TimeToLiveSpecification: housekeeping,
    WarmThroughput: 'the laptop is the limit',
  },
};

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.string().optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const definition = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
});

/** The part of a table that its items depend on. Throughput is left out: every local table is on demand. */
export type TableDefinition = z.output<typeof definition>;

/** @throws UnsupportedResourceError */
export function readDefinition(resource: Resource): TableDefinition {
  return readProperties(resource, definition);
}

const described = z.object({
  Table: definition.extend({ TableStatus: z.string() }),
});

/** DescribeTable's answer. */
export function readDescription(output: unknown): { status: string; definition: TableDefinition } {
  const { TableStatus: status, ...rest } = described.parse(output).Table;
  return { status, definition: rest };
}

/** Whether the items of one fit the other: all but the global indexes, which come and go on AWS too. */
export function sameItems(one: TableDefinition, other: TableDefinition): boolean {
  return isDeepStrictEqual(essence(one), essence(other));
}

function essence({ AttributeDefinitions, KeySchema, LocalSecondaryIndexes = [] }: TableDefinition) {
  const local = LocalSecondaryIndexes.toSorted((a, b) => a.IndexName.localeCompare(b.IndexName));
  const named = [KeySchema, ...local.map((index) => index.KeySchema)].flat().map((key) => key.AttributeName);
  const attributes = AttributeDefinitions.filter(({ AttributeName }) => named.includes(AttributeName));
  return {
    attributes: attributes.toSorted((a, b) => a.AttributeName.localeCompare(b.AttributeName)),
    key: KeySchema,
    local,
  };
}
