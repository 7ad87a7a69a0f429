import { useState } from 'preact/hooks';
import type { AuditionView } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { link } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { AuditionStatusBadge } from '../../ui/badge.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import type { PageProps } from '../pages.ts';
import { BriefCard } from './brief-card.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { CandidateCard } from './candidate-card.tsx';
import { isCancellable, isChoosable } from './candidate-rules.ts';
import { ChoiceDialog } from './choice-dialog.tsx';
import { CompareBar } from './compare-bar.tsx';
import { CurrentVoiceCard } from './current-voice-card.tsx';
import { OutcomeNote } from './outcome-note.tsx';
import type { Shortcut } from './shortcuts.ts';
import { type Booth as BoothState, useBooth } from './use-booth.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** One audition with its candidates side by side. */
export function AuditionPage({ parameters: { auditionId = '' } }: PageProps) {
  const { audition: text, common } = useWords();
  const client = useClient();
  const live = useLive((signal) => client.auditions.get(auditionId, { signal }), [client, auditionId]);
  const { data, error, refresh } = live;
  return (
    <>
      <a class="back" href={link('/auditions')}>
        ← {text.back}
      </a>
      {data === undefined ? (
        <Page title={text.unnamed}>
          {error === null && <p>{common.loading}</p>}
          <ErrorNote error={error} />
        </Page>
      ) : (
        <Booth audition={data} onChange={refresh} />
      )}
    </>
  );
}

type OpenDialog = { readonly kind: 'choice'; readonly voiceId: string } | { readonly kind: 'cancel' } | null;

function Booth({ audition, onChange }: { audition: AuditionView; onChange: () => void }) {
  const { audition: text } = useWords();
  const can = useCan();
  const { candidates, brief } = audition;
  const booth = useBooth(candidates);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(() => matchMedia('(min-width: 900px)').matches);
  const choose = (voiceId: string | null) => {
    const candidate = candidates.find((each) => each.voiceId === voiceId);
    if (candidate === undefined || !can('write') || !isChoosable(audition, candidate)) return false;
    booth.stop();
    setDialog({ kind: 'choice', voiceId: candidate.voiceId });
    return true;
  };
  useShortcuts((shortcut) =>
    runShortcut(shortcut, { candidates, booth, choose, toggleHelp: () => setIsHelpOpen(!isHelpOpen) }),
  );
  return (
    <Page
      title={brief.name ?? text.unnamed}
      badge={<AuditionStatusBadge status={audition.status} />}
      actions={can('write') && <Actions audition={audition} onCancel={() => setDialog({ kind: 'cancel' })} />}
    >
      <div role="status">
        <OutcomeNote audition={audition} />
      </div>
      <CompareBar {...{ audition, booth, isHelpOpen, onHelp: setIsHelpOpen }} />
      <h2 class="visually-hidden">{text.candidates}</h2>
      <ol class="candidates">
        {candidates.map((candidate, index) => (
          <CandidateCard
            key={candidate.voiceId}
            {...{ audition, candidate, booth }}
            id={cardId(candidate.voiceId)}
            number={index + 1}
            onChoose={() => choose(candidate.voiceId)}
          />
        ))}
      </ol>
      {audition.remakeOf !== null && isCancellable(audition) && (
        <CurrentVoiceCard alias={audition.remakeOf} />
      )}
      <BriefCard audition={audition} />
      {dialog?.kind === 'choice' && (
        <ChoiceDialog {...{ audition, onChange }} voiceId={dialog.voiceId} onClose={() => setDialog(null)} />
      )}
      {dialog?.kind === 'cancel' && (
        <CancelDialog {...{ audition, onChange }} onClose={() => setDialog(null)} />
      )}
    </Page>
  );
}

function Actions({ audition, onCancel }: { audition: AuditionView; onCancel: () => void }) {
  const { audition: text } = useWords();
  return (
    <>
      <LinkButton href={link('/auditions/new', { from: audition.auditionId })}>{text.again}</LinkButton>
      {isCancellable(audition) && (
        <Button kind="danger" onClick={onCancel}>
          {text.cancelAudition}
        </Button>
      )}
    </>
  );
}

interface ShortcutTargets {
  readonly candidates: AuditionView['candidates'];
  readonly booth: BoothState;
  readonly choose: (voiceId: string | null) => boolean;
  readonly toggleHelp: () => void;
}

/** Runs a command of the keyboard. Returns false if it does nothing now. */
function runShortcut(
  shortcut: Shortcut,
  { candidates, booth, choose, toggleHelp }: ShortcutTargets,
): boolean {
  switch (shortcut.kind) {
    case 'play': {
      const candidate = candidates[shortcut.index];
      if (candidate === undefined) return false;
      booth.play(candidate.voiceId);
      document.getElementById(cardId(candidate.voiceId))?.focus();
      return true;
    }
    case 'stop':
      if (booth.sounding === null) return false;
      booth.stop();
      return true;
    case 'compare':
      booth.compare(shortcut.slot);
      return true;
    case 'assign':
      if (booth.last !== null) booth.assign(shortcut.slot, booth.last);
      return booth.last !== null;
    case 'choose':
      return choose(booth.last);
    case 'help':
      toggleHelp();
      return true;
  }
}

function cardId(voiceId: string): string {
  return `candidate-${voiceId}`;
}
