import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { LinkButton } from '../../ui/button.tsx';
import type { LoadedAlias } from './load-alias.ts';
import { VoiceSide } from './voice-side.tsx';

/** The remake in progress, with the old and the new voice side by side. */
export function PendingCard({ loaded: { alias, voice, pending } }: { loaded: LoadedAlias }) {
  const { aliases: text } = useWords();
  const { pending: remake } = alias;
  if (remake === null) return null;
  return (
    <section class="card">
      <h2>{text.pendingTitle}</h2>
      <p>
        {remake.auditionId === null ? text.pendingVoice : text.pendingAudition}{' '}
        <span class="hint">
          {text.pendingSince} <Age time={remake.requestedAt} />
        </span>
      </p>
      <p class="hint">{text.pendingEnds}</p>
      {remake.auditionId !== null && (
        <LinkButton kind="primary" href={link(`/auditions/${remake.auditionId}`)}>
          {text.openAudition}
        </LinkButton>
      )}
      {pending && (
        <div class="voice-sides">
          <VoiceSide voice={voice} title={text.oldVoice} slot="A" />
          <VoiceSide voice={pending} title={text.newVoice} slot="B" />
        </div>
      )}
    </section>
  );
}
