import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changedPaths } from './changed-paths.ts';
import { dynamoDbCases } from './dynamodb.ts';
import type { PropertyCases } from './property-case.ts';
import { s3Cases } from './s3.ts';
import { schedulerCases } from './scheduler.ts';
import { secretsManagerCases } from './secretsmanager.ts';
import { sqsCases } from './sqs.ts';
import { startWorld } from './world.ts';

const cases: PropertyCases = {
  ...dynamoDbCases,
  ...s3Cases,
  ...schedulerCases,
  ...secretsManagerCases,
  ...sqsCases,
};

/** Services whose properties have cases. */
const covered = /^AWS::(DynamoDB|S3|Scheduler|SecretsManager|SQS)::/;

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('the support table', () => {
  it('calls a property supported only if a case changes it', () => {
    const entries = world.table.supportedEntries().filter((entry) => covered.test(entry));
    expect(Object.keys(cases).sort()).toEqual(entries.sort());
    process.stdout.write(`${entries.length} of ${entries.length} supported properties change behaviour\n`);
  });
});

describe('a supported property changes behaviour', () => {
  it.each(Object.entries(cases))('%s', async (entry, { runs, outcomes, also }) => {
    const observed: unknown[] = [];
    const templates = [];
    for (const run of runs) {
      const created = world.createRun();
      observed.push(await run(created));
      templates.push(created.declared);
    }
    expect(observed).toEqual(outcomes);
    const [first, ...others] = observed;
    for (const other of others) expect(other).not.toEqual(first);
    const [one = {}, ...changed] = templates;
    const [property = ''] = entry.split('#');
    for (const other of changed) {
      const paths = changedPaths(one, other).map((path) => (isMapEntry(path, property) ? property : path));
      expect([...new Set(paths)].sort()).toEqual([property, ...also].sort());
    }
  });
});

/** Checks that a path is an entry of a map with free names, whose table entry ends with `.*`. */
function isMapEntry(path: string, property: string): boolean {
  return property.endsWith('.*') && path.startsWith(property.slice(0, -1));
}
