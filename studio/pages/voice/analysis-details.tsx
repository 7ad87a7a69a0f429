import { useLocale, useWords } from '../../core/words.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Analysis } from '../../ui/findings.tsx';

/** The findings with their explanations, and the measurements. */
export function AnalysisDetails({ analysis }: { analysis: Analysis }) {
  const { analysis: text } = useWords();
  return (
    <div class="analysis">
      <h3>{text.findingsTitle}</h3>
      {analysis.findings.length === 0 ? (
        <p>
          <Badge tone="good">{text.noFindings}</Badge>
        </p>
      ) : (
        <ul class="findings">
          {analysis.findings.map((finding) => (
            <li key={finding}>
              <Badge tone="warn">{text.findings[finding].name}</Badge>
              <span>{text.findings[finding].text}</span>
            </li>
          ))}
        </ul>
      )}
      <Measurements analysis={analysis} />
      <p class="hint">{text.advice}</p>
    </div>
  );
}

function Measurements({ analysis }: { analysis: Analysis }) {
  const { analysis: text, common } = useWords();
  const locale = useLocale();
  const show = (value: number | null, digits: number, unit: (number: string) => string) =>
    value === null ? text.noValue : unit(value.toLocaleString(locale, fixed(digits)));
  const { loudnessLufs, truePeakDbtp, pitchHz, charactersPerSecond, clippedShare, silence } = analysis;
  const figures: readonly (readonly [string, string])[] = [
    [text.loudness, show(loudnessLufs, 1, (number) => `${number} LUFS`)],
    [text.peak, show(truePeakDbtp, 1, (number) => `${number} dBTP`)],
    [text.pitch, show(pitchHz, 0, (number) => `${number} Hz`)],
    [text.pace, show(charactersPerSecond, 1, text.perSecond)],
    [text.clipped, show(clippedShare * 100, 2, (number) => `${number} %`)],
    [text.pause, show(silence.longestSeconds, 2, common.seconds)],
    [text.leading, show(silence.leadingSeconds, 2, common.seconds)],
    [text.trailing, show(silence.trailingSeconds, 2, common.seconds)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function fixed(digits: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}
