import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Resource, ResourceSupport } from '../../core/service.ts';

const { cost, encryption, permissions, tags, throughput } = ignoredReasons;

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
    ContributorInsightsSpecification: ignoredReasons.metrics,
    DeletionProtectionEnabled: 'a local table is deleted only with the state folder',
    OnDemandThroughput: throughput,
    PointInTimeRecoverySpecification: 'the local runner makes no backups',
    ProvisionedThroughput: throughput,
    ResourcePolicy: permissions,
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
