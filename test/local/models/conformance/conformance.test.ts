import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRecord } from '../../../../local/core/json.ts';
import { modelTable } from '../../../../local/models/model-table.ts';
import { modelSources } from '../../../../scripts/models/operations.ts';
import { type Fixture, startFixture } from '../../properties/fixture.ts';
import { baseRequests } from './base-requests.ts';
import { type ConstraintSite, constraintSites, type Path } from './constraint-sites.ts';
import { deployedNames, outputs, resources } from './deployed-resources.ts';
import { type Answer, type Send, sender } from './service-requests.ts';
import { withValue } from './with-value.ts';

let stop: () => Promise<void>;
let run: Fixture;
let requests: ReturnType<typeof baseRequests>;
const counts = new Map<string, { proved: number; all: number }>();

beforeAll(async () => {
  const started = await startFixture();
  stop = started.stop;
  run = started.createRun();
  requests = baseRequests(deployedNames(await run.deploy(resources, outputs)));
});
afterAll(async () => {
  await stop();
  const lines = [...counts].map(
    ([service, { proved, all }]) => `  ${service.padEnd(16)} ${proved} of ${all}\n`,
  );
  const sum = (key: 'proved' | 'all') => [...counts.values()].reduce((total, count) => total + count[key], 0);
  process.stdout.write(`Constraints of requests: ${sum('proved')} of ${sum('all')}\n${lines.join('')}`);
});

/** The operations whose requests are checked. The table has only the answers of some operations of S3. */
const operations = Object.entries(modelTable.services).flatMap(([service, { operations }]) =>
  Object.entries(operations)
    .filter(([operation]) => modelSources[service]?.operations.includes(operation))
    .map(([operation, { input }]) => ({ service, operation, input })),
);

describe('a constraint of the models', () => {
  it.each(operations)(
    'accepts and refuses requests of $service $operation',
    async ({ service, operation, input }) => {
      const { shapes = {} } = modelTable.services[service] ?? {};
      const send = sender(service, run.services);
      const base = requests[service]?.[operation];
      if (base === undefined) throw new Error(`No request of ${service} ${operation}.`);
      expect(await send(operation, base)).toMatchObject({ status: expect.any(Number) });
      const sites = input === undefined ? [] : constraintSites(shapes, input).filter(isSendable(service));
      const failures: string[] = [];
      for (const site of sites) {
        const requestWith = (value: unknown) => withValue(shapes, input ?? '', base, site.path, value);
        const problem = await problemOf(send, operation, site, requestWith);
        if (problem !== undefined) failures.push(problem);
      }
      const count = counts.get(service) ?? { proved: 0, all: 0 };
      counts.set(service, {
        proved: count.proved + sites.length - failures.length,
        all: count.all + sites.length,
      });
      expect(failures).toEqual([]);
    },
  );
});

/** Returns the reason why a constraint does not hold, or undefined. */
async function problemOf(
  send: Send,
  operation: string,
  { path, rule, accepted, refused }: ConstraintSite,
  requestWith: (value: unknown) => unknown,
): Promise<string | undefined> {
  const [good, bad] = [requestWith(accepted), requestWith(refused)];
  if (!isRecord(good) || !isRecord(bad)) throw new Error('A request is an object.');
  const accept = await send(operation, good);
  const refuse = await send(operation, bad);
  const name = `${path.join('.')} ${rule}`;
  if (!isRefusal(refuse)) return `${name}: accepted a violation: ${refuse.type}`;
  if (!isRefusal(accept)) return undefined;
  // A request can be refused for another reason, but not for this constraint.
  const differs = isOfConstraint(refuse) && !isOfConstraint(accept);
  return differs
    ? undefined
    : `${name}: refused ${accept.message.slice(0, 200)} and ${refuse.message.slice(0, 200)}`;
}

const refusals = [
  'SerializationException',
  'ValidationException',
  'ValidationError',
  'InvalidArgument',
  'InvalidStorageClass',
  'InvalidParameterValue',
  'MissingParameter',
  'InvalidBatchEntryId',
  'InvalidAttributeName',
  'InvalidParameterException',
];

function isRefusal({ status, type }: Answer): boolean {
  // The answer of a HEAD has no body with a type.
  return refusals.includes(type) || (status === 400 && type === 'Unknown');
}

function isOfConstraint({ type, message }: Answer): boolean {
  return type === 'SerializationException' || message.includes('failed to satisfy constraint');
}

/** Selects the constraints that a request can violate: members in a path or header are texts, which are never missing. */
function isSendable(service: string): (site: ConstraintSite) => boolean {
  // The SDK of S3 refuses an unknown algorithm itself.
  const unsent = ['Bucket', 'ChecksumAlgorithm', 'Key', 'Payload'];
  const isSent = (path: Path) => !unsent.includes(String(path[0]));
  if (service === 's3') return ({ path, rule }) => rule === 'enum' && isSent(path);
  if (service === 'lambda') {
    return ({ path, rule }) => !['type', 'required', 'min'].includes(rule) && isSent(path);
  }
  return () => true;
}
