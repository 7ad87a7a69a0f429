import type { ListedAuditionView } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { AuditionStatusBadge } from '../../ui/badge.tsx';
import { CandidatePips } from './candidate-pips.tsx';

/** An audition in the list. */
export function AuditionRow({ audition }: { audition: ListedAuditionView }) {
  const { auditions: text } = useWords();
  const { auditionId, brief, status, createdAt, keepUntil, alias } = audition;
  return (
    <li class="row audition-row">
      <div class="audition-what">
        <a class="audition-link" href={link(`/auditions/${auditionId}`)}>
          {brief.name ?? brief.voicePrompt}
        </a>
        {brief.name !== null && <span class="audition-brief">{brief.voicePrompt}</span>}
      </div>
      <div class="chips">
        {alias !== null && <span class="chip chip-accent">{alias}</span>}
        {Object.entries(brief.labels).map(([key, value]) => (
          <a key={key} class="chip" href={link('/auditions', { label: `${key}:${value}` })}>
            {key}: {value}
          </a>
        ))}
      </div>
      <CandidatePips audition={audition} />
      <span class="audition-status">
        <AuditionStatusBadge status={status} />
      </span>
      <span class="audition-times">
        <Age time={createdAt} />
        {isWaiting(status) && (
          <span class="hint">
            {text.lapses} <Age time={keepUntil} />
          </span>
        )}
      </span>
    </li>
  );
}

/** True while the audition can lapse. */
function isWaiting(status: ListedAuditionView['status']): boolean {
  return status === 'OPEN' || status === 'READY' || status === 'FAILED';
}
