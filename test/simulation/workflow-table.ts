import { AwsError } from '../../local/core/aws-error.ts';
import type { JsonCall } from '../../local/services/states/integrations/json-call.ts';
import type { Outages } from './outages.ts';
import type { CallFaults, EdgeParts, Edges } from './process.ts';
import { type MemoryTable, tableOperation } from './table/memory-table.ts';

export interface WorkflowTableParts extends EdgeParts {
  readonly edges: Edges;
  readonly outages: Outages;
  readonly table: MemoryTable;
}

const failed = () => new AwsError('InternalServerError', 'try again', 500);

/** Returns the table as the state machines call it. A call can fail on the way. */
export function workflowTable(parts: WorkflowTableParts): JsonCall {
  const { edges, outages } = parts;
  const faults: CallFaults = {
    fails: ['table: the workflow cannot write', failed],
    answerLost: ['table: answer to the workflow lost', failed],
    isDown: () => outages.is('outage: table'),
  };
  return async (_endpoint, _service, target, input) => {
    const name = tableOperation.parse(target.split('.')[1]);
    const call = () =>
      name === 'PutItem' ? park(Object(input), parts) : parts.table.call(name, Object(input));
    try {
      const answer = await edges.cross(null, call, faults);
      // The answer passes through JSON, as over the network.
      return { body: JSON.parse(JSON.stringify(answer)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { type: error.type, message: error.message, statusCode: error.statusCode };
    }
  };
}

/** Writes the item of a parked execution. Its token can be lost, or written again over that of a later parking. */
async function park(input: object, { table, faults, time, random }: WorkflowTableParts): Promise<unknown> {
  if (faults.strikes('park: token lost')) return {};
  if (faults.strikes('park: written again late')) {
    const again = () => void table.call('PutItem', input).catch(() => undefined);
    time.after(random.between(1_000, 1_800_000), again);
  }
  return table.call('PutItem', input);
}
