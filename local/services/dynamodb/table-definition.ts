import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Resource, ResourceSupport } from '../../core/service.ts';

const { cost, encryption, tags, throughput } = ignoredReasons;

const partsOfIndex = [
  'IndexName',
  'KeySchema.AttributeName',
  'KeySchema.KeyType',
  'Projection.NonKeyAttributes',
  'Projection.ProjectionType',
];

export const tableSupport: ResourceSupport = {
  supported: [
    'AttributeDefinitions.AttributeName',
    'AttributeDefinitions.AttributeType',
    'DeletionProtectionEnabled',
    ...partsOfIndex.map((part) => `GlobalSecondaryIndexes.${part}`),
    'KeySchema.AttributeName',
    'KeySchema.KeyType',
    ...partsOfIndex.map((part) => `LocalSecondaryIndexes.${part}`),
    'TableName',
  ],
  ignored: {
    BillingMode: throughput,
    ContributorInsightsSpecification: ignoredReasons.metrics,
    'GlobalSecondaryIndexes.ContributorInsightsSpecification': ignoredReasons.metrics,
    'GlobalSecondaryIndexes.OnDemandThroughput': throughput,
    'GlobalSecondaryIndexes.ProvisionedThroughput': throughput,
    'GlobalSecondaryIndexes.WarmThroughput': throughput,
    OnDemandThroughput: throughput,
    PointInTimeRecoverySpecification: 'the local runner makes no backups',
    ProvisionedThroughput: throughput,
    SSESpecification: encryption,
    TableClass: cost,
    Tags: tags,
    TimeToLiveSpecification:
      'DynamoDB deletes expired items days late, so readers check the expiry themselves',
    WarmThroughput: throughput,
  },
};

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']).optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const definition = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['B', 'N', 'S']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
});

/** The keys and indexes of a table. Throughput is missing, because every local table is on demand. */
export type TableDefinition = z.output<typeof definition>;

/** @throws UnsupportedResourceError */
export function readDefinition(resource: Resource): TableDefinition {
  return readProperties(resource, definition);
}

const described = z.object({
  Table: definition.extend({ TableStatus: z.string() }),
});

/** Parses the output of DescribeTable. */
export function readDescription(output: unknown): { status: string; definition: TableDefinition } {
  const { TableStatus: status, ...rest } = described.parse(output).Table;
  return { status, definition: rest };
}

/** Compares everything except the global indexes, which can also be changed on AWS. */
export function hasSameItemSchema(one: TableDefinition, other: TableDefinition): boolean {
  return isDeepStrictEqual(itemSchema(one), itemSchema(other));
}

function itemSchema({ AttributeDefinitions, KeySchema, LocalSecondaryIndexes = [] }: TableDefinition) {
  const local = LocalSecondaryIndexes.toSorted((a, b) => a.IndexName.localeCompare(b.IndexName));
  const named = [KeySchema, ...local.map((index) => index.KeySchema)].flat().map((key) => key.AttributeName);
  const attributes = AttributeDefinitions.filter(({ AttributeName }) => named.includes(AttributeName));
  return {
    attributes: attributes.toSorted((a, b) => a.AttributeName.localeCompare(b.AttributeName)),
    key: KeySchema,
    local,
  };
}
