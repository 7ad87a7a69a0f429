import type { DeploymentStatus } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';
import { Badge } from '../../ui/badge.tsx';

/** Messages that could not be delivered, with the command that sends them again. */
export function DeadLettersCard({ deadLetters }: { deadLetters: DeploymentStatus['deadLetters'] }) {
  const { state: text } = useWords();
  return (
    <section class="card">
      <h2>{text.deadLetters}</h2>
      {deadLetters.waiting === 0 && <p class="hint">{text.noDeadLetters}</p>}
      {deadLetters.queues.map(({ queue, waiting }) => (
        <div key={queue} class="state-entry">
          <Badge tone="bad">{waiting}</Badge>
          <div>
            {text.deadLettersIn(waiting)} <code>{queue}</code>
          </div>
        </div>
      ))}
      {deadLetters.waiting > 0 && (
        <p class="hint">
          {text.redriveHint} <code>voice admin redrive</code>
        </p>
      )}
    </section>
  );
}
