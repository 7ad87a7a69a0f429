import { type Transition, transitions } from '../../lambdas/shared/transitions.ts';
import { definitionOf } from '../../test/support/definition.ts';
import { synthesized } from '../../test/support/synthesized.ts';
import { withGenerated } from './generated.ts';
import { stateDiagram } from './state-diagram.ts';

/** docs/architecture.md with what is drawn from the code drawn anew. */
export function architecturePage(page: string): string {
  const template = synthesized();
  const design = withGenerated(page, 'state machine', stateDiagram(definitionOf(template, 'DesignVoice')));
  const purge = withGenerated(design, 'purge machine', stateDiagram(definitionOf(template, 'PurgeVoices')));
  const reconcile = withGenerated(
    purge,
    'reconcile machine',
    stateDiagram(definitionOf(template, 'ReconcileVoices')),
  );
  return withGenerated(reconcile, 'transitions', transitionTable());
}

function transitionTable(): string {
  const rows = Object.values(transitions).map(
    ({ from, to, events }: Transition) => `| ${from.join(', ')} | ${to} | ${events.join(', then ')} |`,
  );
  return ['| from | to | events |', '| --- | --- | --- |', ...rows].join('\n');
}
