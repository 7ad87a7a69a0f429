import type { DueVoices } from '../shared/stores/due-voices.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import { type DeploymentIssue, issues } from '../shared/voice/deployment-issues.ts';

export interface SwitchesDependencies {
  readonly switches: SwitchStore;
  readonly dueVoices: DueVoices;
  readonly now: () => Date;
}

/** Reports switches that are off, and how many voices are due while deleting is. */
export async function checkSwitches({
  switches,
  dueVoices,
  now,
}: SwitchesDependencies): Promise<DeploymentIssue[]> {
  const { creates, deletes } = await switches.read();
  const found = creates ? [] : [issues.createsOff()];
  if (deletes) return found;
  const { total } = await dueVoices.due(
    now(),
    1,
    () => false,
    () => false,
    null,
  );
  return [...found, total > 0 ? issues.deletesOffDue(total) : issues.deletesOff()];
}
