import type { DeploymentStatus } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';

type Runs = DeploymentStatus['purge'];
const names = ['purge', 'reconcile'] as const;
const tones: Readonly<Record<NonNullable<Runs['last']>['outcome'], Tone>> = {
  SUCCEEDED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  ABORTED: 'warn',
};

/** The last runs of the scheduled workflows. */
export function RunsCard({ status }: { status: DeploymentStatus }) {
  const { state: text } = useWords();
  return (
    <section class="card">
      <h2>{text.runs}</h2>
      {names.map((name) => (
        <div key={name} class="state-entry">
          <div>
            <strong>{text.runNames[name]}</strong>
            <p class="hint">{text.runTexts[name]}</p>
            <RunTimes runs={status[name]} />
          </div>
          {status[name].last && (
            <Badge dot tone={tones[status[name].last.outcome]}>
              {text.outcomes[status[name].last.outcome]}
            </Badge>
          )}
        </div>
      ))}
    </section>
  );
}

function RunTimes({ runs: { last, runningSince } }: { runs: Runs }) {
  const { state: text } = useWords();
  return (
    <p class="hint">
      {last === null ? text.neverRun : text.ended} {last && <Age time={last.endedAt} />}
      {runningSince && (
        <>
          {' · '}
          {text.running} <Age time={runningSince} />
        </>
      )}
    </p>
  );
}
