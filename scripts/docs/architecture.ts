import { type Transition, transitions } from '../../lambdas/shared/voice/transitions.ts';
import type { Template } from '../../local/assembly/template.ts';
import { measureCode } from '../house/figures.ts';
import { reportTable } from '../house/report.ts';
import { definitionOf } from './definition.ts';
import { withGenerated } from './generated.ts';
import { stateDiagram } from './state-diagram.ts';

/**
 * Returns docs/architecture.md with its generated parts: the diagrams of the state machines, the table of
 * transitions and the figures of the code.
 */
export function architecturePage(page: string, template: Template): string {
  const design = withGenerated(page, 'state machine', stateDiagram(definitionOf(template, 'DesignVoice')));
  const purge = withGenerated(design, 'purge machine', stateDiagram(definitionOf(template, 'PurgeVoices')));
  const reconcile = withGenerated(
    purge,
    'reconcile machine',
    stateDiagram(definitionOf(template, 'ReconcileVoices')),
  );
  const table = withGenerated(reconcile, 'transitions', transitionTable());
  return withGenerated(table, 'figures', reportTable(measureCode()));
}

function transitionTable(): string {
  const rows = Object.values(transitions).map(
    ({ from, to, events }: Transition) => `| ${from.join(', ')} | ${to} | ${events.join(', then ')} |`,
  );
  return ['| from | to | events |', '| --- | --- | --- |', ...rows].join('\n');
}
