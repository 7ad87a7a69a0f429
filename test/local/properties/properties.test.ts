import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiGatewayCases } from './apigateway.ts';
import { changedPaths } from './changed-paths.ts';
import { cloudWatchCases } from './cloudwatch.ts';
import { dynamoDbCases } from './dynamodb.ts';
import { eventsCases } from './events.ts';
import { startFixture } from './fixture.ts';
import { iamCases } from './iam.ts';
import { lambdaCases } from './lambda.ts';
import type { PropertyCases } from './property-case.ts';
import { s3Cases } from './s3.ts';
import { schedulerCases } from './scheduler.ts';
import { secretsManagerCases } from './secretsmanager.ts';
import { sqsCases } from './sqs.ts';
import { statesCases } from './states.ts';

const cases: PropertyCases = {
  ...apiGatewayCases,
  ...cloudWatchCases,
  ...dynamoDbCases,
  ...eventsCases,
  ...iamCases,
  ...lambdaCases,
  ...s3Cases,
  ...schedulerCases,
  ...secretsManagerCases,
  ...sqsCases,
  ...statesCases,
};

let fixture: Awaited<ReturnType<typeof startFixture>>;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

describe('the support table', () => {
  it('calls a property supported only if a case changes it', () => {
    const entries = fixture.table.supportedEntries();
    expect(Object.keys(cases).sort()).toEqual(entries.sort());
    process.stdout.write(`${entries.length} of ${entries.length} supported properties change behaviour\n`);
  });
});

describe('a property with one supported value', () => {
  it('is refused with any other value', () => {
    const fixed = fixture.services.flatMap(({ resources }) =>
      Object.entries(resources).flatMap(([type, support]) =>
        Object.keys(support.fixed ?? {}).map((property) => ({ type, property })),
      ),
    );
    expect(fixed).not.toEqual([]);
    for (const { type, property } of fixed) {
      const properties = property
        .split('.')
        .reduceRight<unknown>((value, name) => ({ [name]: value }), 'another value');
      const rows = fixture.table.rowsFor({
        logicalId: 'One',
        type,
        metadata: {},
        properties: Object.fromEntries(Object.entries(properties ?? {})),
      });
      expect(rows).toContainEqual(expect.objectContaining({ property, class: 'refused' }));
    }
  });
});

describe('a supported property changes behaviour', () => {
  it.each(Object.entries(cases))('%s', async (entry, { runs, outcomes, also }) => {
    const observed: unknown[] = [];
    const templates = [];
    for (const run of runs) {
      const created = fixture.createRun();
      observed.push(await run(created));
      templates.push(created.declared);
    }
    expect(observed).toEqual(outcomes);
    const [first, ...others] = observed;
    for (const other of others) expect(other).not.toEqual(first);
    const [one = {}, ...changed] = templates;
    for (const other of changed) {
      const paths = changedPaths(one, other).map((path) => (isPartOf(path, entry) ? entry : path));
      expect([...new Set(paths)].sort()).toEqual([entry, ...also].sort());
    }
  });
});

/** Checks that a path is in a document, or in a map with free names, whose entry ends with `.*`. */
function isPartOf(path: string, entry: string): boolean {
  const [property = '', part] = entry.split('#');
  if (part === undefined) return property.endsWith('.*') && path.startsWith(property.slice(0, -1));
  return path === property || path.startsWith(`${property}.`);
}
