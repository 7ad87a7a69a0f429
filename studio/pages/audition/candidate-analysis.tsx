import type { CandidateView } from '../../../client/index.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Badge } from '../../ui/badge.tsx';
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
  const digits = (value: number, count: number) =>
    value.toLocaleString(locale, { minimumFractionDigits: count, maximumFractionDigits: count });
  const show = (value: number | null, count: number, unit: (number: string) => string) =>
    value === null ? text.noValue : unit(digits(value, count));
  const figures: readonly (readonly [string, string])[] = [
    [text.loudness, show(analysis.loudnessLufs, 1, (number) => `${number} LUFS`)],
    [text.pitch, show(analysis.pitchHz, 0, (number) => `${number} Hz`)],
    [text.pace, show(analysis.charactersPerSecond, 1, text.perSecond)],
    [audition.duration, show(preview.durationSeconds, 1, common.seconds)],
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
      <dl class="figures candidate-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {volume < 0.99 && <p class="hint">{audition.matched(digits(-20 * Math.log10(volume), 1))}</p>}
    </>
  );
}
