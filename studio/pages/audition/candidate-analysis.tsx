import type { CandidateView } from '../../../client/index.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { type Figure, Figures, numberText } from '../../ui/figures.tsx';
import { analysisOf } from '../../ui/findings.tsx';

export interface CandidateAnalysisProps {
  readonly candidate: CandidateView;
  /** Volume at which the candidate plays. */
  readonly volume: number;
}

/** The findings with their explanations, and the measurements that candidates are compared by. */
export function CandidateAnalysis({ candidate, volume }: CandidateAnalysisProps) {
  const { analysis: text, audition, common } = useWords();
  const locale = useLocale();
  const { preview } = candidate;
  if ('missing' in preview) return null;
  const analysis = analysisOf(candidate);
  if (analysis === null) return <p class="hint">{text.none}</p>;
  const figures: readonly Figure[] = [
    { name: text.loudness, value: analysis.loudnessLufs, digits: 1, unit: (number) => `${number} LUFS` },
    { name: text.pitch, value: analysis.pitchHz, digits: 0, unit: (number) => `${number} Hz` },
    { name: text.pace, value: analysis.charactersPerSecond, digits: 1, unit: text.perSecond },
    { name: audition.duration, value: preview.durationSeconds, digits: 1, unit: common.seconds },
  ];
  return (
    <>
      {analysis.findings.length === 0 ? (
        <p class="candidate-clean">{text.noFindings}</p>
      ) : (
        <ul class="candidate-findings">
          {analysis.findings.map((finding) => (
            <li key={finding}>
              <Badge tone="warn">{text.findings[finding].name}</Badge>{' '}
              <span class="hint">{text.findings[finding].text}</span>
            </li>
          ))}
        </ul>
      )}
      <Figures figures={figures} class="candidate-figures" />
      {volume < 0.99 && (
        <p class="hint">{audition.matched(numberText(-20 * Math.log10(volume), 1, locale))}</p>
      )}
    </>
  );
}
