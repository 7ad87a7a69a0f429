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
  const rows = Object.entries(transitions).map(([name, transition]: [string, Transition]) => {
    const { from, to, events } = transition;
    return `| \`${name}\` | ${from.join(', ')} | ${to} | ${conditionOf(transition)} | ${events.join(', then ')} |`;
  });
  return ['| transition | from | to | condition | events |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function conditionOf({ hasProviderVoice, guard }: Transition): string {
  const voice = hasProviderVoice === null ? [] : [hasProviderVoice ? 'voice id recorded' : 'no voice id'];
  const words = guard?.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return [...voice, ...(words === undefined ? [] : [words])].join(', ');
}
