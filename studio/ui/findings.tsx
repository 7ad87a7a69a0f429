import type { VoiceView } from '../../client/index.ts';
import { useWords } from '../core/words.ts';
import { Badge } from './badge.tsx';

/** The analysis of a preview. */
export type Analysis = NonNullable<Extract<VoiceView['preview'], { analysis?: unknown }>['analysis']>;

/** Returns the analysis of a preview, or null if there is none. */
export function analysisOf({ preview }: Pick<VoiceView, 'preview'>): Analysis | null {
  return 'missing' in preview ? null : (preview.analysis ?? null);
}

export interface FindingBadgesProps {
  readonly voice: Pick<VoiceView, 'preview'>;
  /** Findings above this number are counted. @default all */
  readonly max?: number;
}

/** The findings of the analysis of a preview as badges. Nothing without findings. */
export function FindingBadges({ voice, max = Number.POSITIVE_INFINITY }: FindingBadgesProps) {
  const { analysis: text, voices } = useWords();
  const findings = analysisOf(voice)?.findings ?? [];
  const hidden = findings.slice(max);
  return (
    <>
      {findings.slice(0, max).map((finding) => (
        <Badge key={finding} tone="warn">
          {text.findings[finding].name}
        </Badge>
      ))}
      {hidden.length > 0 && (
        <span class="hint" title={hidden.map((finding) => text.findings[finding].name).join(', ')}>
          {voices.more(hidden.length)}
        </span>
      )}
    </>
  );
}
