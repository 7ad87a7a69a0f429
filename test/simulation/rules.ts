import { parseExecutionName } from '../../lambdas/shared/voice/ids.ts';
import type { EventEntry } from '../../local/core/ports.ts';
import { compileEventPattern } from '../../local/services/events/event-pattern.ts';
import type { OperationName } from '../harness/operations.ts';
import type { SimulatedFunctions } from './functions.ts';
import type { EdgeParts } from './process.ts';

/** The rules of the stack that invoke a function, each with the pattern of its template. */
export interface DeployedRule {
  readonly operation: OperationName;
  readonly matches: (event: unknown) => boolean;
}

export function ruleBy(operation: OperationName, pattern: unknown): DeployedRule {
  return { operation, matches: compileEventPattern(pattern) };
}

/**
 * Delivers events to the functions of rules: each event at least once, in any order, unless a fault delivers it later, or
 * never.
 */
export class RuleDeliveries {
  readonly #parts: EdgeParts;
  readonly #rules: readonly DeployedRule[];
  readonly #functions: () => Pick<SimulatedFunctions, 'invoke'>;

  constructor(
    parts: EdgeParts,
    rules: readonly DeployedRule[],
    functions: () => Pick<SimulatedFunctions, 'invoke'>,
  ) {
    this.#parts = parts;
    this.#rules = rules;
    this.#functions = functions;
  }

  deliver({ source, detailType, detail }: EventEntry): void {
    const event = { source, 'detail-type': detailType, detail };
    for (const { operation, matches } of this.#rules) {
      if (!matches(event) || !isOurs(operation, detail)) continue;
      const { faults, random } = this.#parts;
      // Recovery does the work of an event about a candidate or an alias that is not delivered.
      if (operation.startsWith('advance-') && faults.strikes('rule: does not deliver')) continue;
      const late = faults.strikes('rule: delivers late') ? random.between(60_000, 3_600_000) : 0;
      const times = faults.strikes('rule: delivers twice') ? 2 : 1;
      for (let index = 0; index < times; index += 1) void this.#invoke(operation, event, late);
    }
  }

  /** Invokes asynchronously: Lambda retries after one minute and after two more. */
  async #invoke(operation: OperationName, event: object, late: number): Promise<void> {
    const { time, random } = this.#parts;
    await time.sleep(late);
    for (const wait of [0, 60_000, 120_000]) {
      await time.sleep(wait + random.between(10, 500));
      const answer = await this.#functions()
        .invoke(operation, event)
        .catch(() => null);
      if (answer && 'payload' in answer) return;
    }
  }
}

/** The names of executions that the simulation starts itself have another form. */
function isOurs(operation: OperationName, detail: unknown): boolean {
  return operation !== 'settle-execution' || parseExecutionName(String(Object(detail).name)) !== null;
}
