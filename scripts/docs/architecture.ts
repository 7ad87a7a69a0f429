import { type Transition, transitions } from '../../lambdas/shared/voice/transitions.ts';
import type { Template } from '../../local/assembly/template.ts';
import { definitionOf } from './definition.ts';
import { withGenerated } from './generated.ts';
import { stateDiagram } from './state-diagram.ts';

/** Returns docs/architecture.md with its generated parts: the diagrams of the state machines and the table of transitions. */
export function architecturePage(page: string, template: Template): string {
  const design = withGenerated(page, 'state machine', stateDiagram(definitionOf(template, 'DesignVoice')));
  const purge = withGenerated(design, 'purge machine', stateDiagram(definitionOf(template, 'PurgeVoices')));
  const reconcile = withGenerated(
    purge,
    'reconcile machine',
    stateDiagram(definitionOf(template, 'ReconcileVoices')),
  );
  const sweep = withGenerated(
    reconcile,
    'sweep machine',
    stateDiagram(definitionOf(template, 'SweepReviews')),
  );
  return withGenerated(sweep, 'transitions', transitionTable());
}

function transitionTable(): string {
  const rows = Object.values(transitions).map(
    ({ from, to, events }: Transition) => `| ${from.join(', ')} | ${to} | ${events.join(', then ')} |`,
  );
  return ['| from | to | events |', '| --- | --- | --- |', ...rows].join('\n');
}
