import { definitionSchema } from '../../../local/services/states/language/definition.ts';
import type { Machine } from '../../../local/services/states/machine.ts';
import type { MachineName } from '../../harness/deployed-stack.ts';
import { machineBy } from '../../simulation/engine.ts';
import { stack } from '../../simulation/simulated-account.ts';
import type { MachineAt } from './state-run.ts';

/**
 * Returns the stack's state machines.
 *
 * @param changed a definition that replaces one of them
 */
export function machinesWith(changed: Partial<Record<MachineName, object>> = {}): MachineAt {
  const known = new Map<string, Machine>();
  return (name, startAt) => {
    const key = `${name} ${startAt}`;
    const found = known.get(key) ?? machineOf(name, startAt, changed[name]);
    known.set(key, found);
    return found;
  };
}

function machineOf(name: MachineName, startAt: string | undefined, changed: object | undefined): Machine {
  const { DefinitionString } = stack.machines[name].properties;
  const definition = definitionSchema.parse(changed ?? JSON.parse(String(DefinitionString)));
  // The engine does not store the executions of an Express state machine, so each machine is a Standard one here.
  return machineBy({ ...definition, ...(startAt !== undefined && { StartAt: startAt }) }, 'STANDARD');
}
