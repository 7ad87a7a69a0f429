import { useWords } from '../../core/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { type Figure, Figures } from '../../ui/figures.tsx';
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
  const { loudnessLufs, truePeakDbtp, pitchHz, charactersPerSecond, clippedShare, silence } = analysis;
  const figures: readonly Figure[] = [
    { name: text.loudness, value: loudnessLufs, digits: 1, unit: (number) => `${number} LUFS` },
    { name: text.peak, value: truePeakDbtp, digits: 1, unit: (number) => `${number} dBTP` },
    { name: text.pitch, value: pitchHz, digits: 0, unit: (number) => `${number} Hz` },
    { name: text.pace, value: charactersPerSecond, digits: 1, unit: text.perSecond },
    { name: text.clipped, value: clippedShare * 100, digits: 2, unit: (number) => `${number} %` },
    { name: text.pause, value: silence.longestSeconds, digits: 2, unit: common.seconds },
    { name: text.leading, value: silence.leadingSeconds, digits: 2, unit: common.seconds },
    { name: text.trailing, value: silence.trailingSeconds, digits: 2, unit: common.seconds },
  ];
  return <Figures figures={figures} />;
}
