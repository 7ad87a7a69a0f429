import type { VoiceView } from '../../client/types.ts';

type Preview = VoiceView['preview'];
type Analysis = NonNullable<Extract<Preview, { mediaType: string }>['analysis']>;

/** Returns the analysis of a preview, or null without one. */
export function analysisOf(preview: Preview): Analysis | null {
  return 'missing' in preview ? null : preview.analysis;
}

/** Formats the length of a preview in seconds. Empty if it is not known. */
export function secondsOf(preview: Preview): string {
  return 'missing' in preview || preview.durationSeconds === null ? '' : preview.durationSeconds.toFixed(1);
}

/** Returns the titles and texts of the lines that describe a preview. */
export function previewLines(preview: Preview): readonly (readonly [string, string])[] {
  if ('missing' in preview) return [['preview', preview.missing]];
  const { mediaType, sampleRate, bytes, analysis } = preview;
  const seconds = secondsOf(preview);
  const parts = [mediaType, `${sampleRate} Hz`, seconds && `${seconds} s`, `${bytes} bytes`];
  return [['preview', parts.filter(Boolean).join(', ')], ...(analysis ? analysisLines(analysis) : [])];
}

function analysisLines({ silence, ...measured }: Analysis): readonly (readonly [string, string])[] {
  const { loudnessLufs, truePeakDbtp, clippedShare, pitchHz, charactersPerSecond, findings } = measured;
  const { leadingSeconds, longestSeconds, trailingSeconds } = silence;
  return [
    [
      'loudness',
      [
        loudnessLufs === null ? 'silent' : `${loudnessLufs} LUFS`,
        truePeakDbtp !== null && `true peak ${truePeakDbtp} dBTP`,
        clippedShare > 0 && `${(clippedShare * 100).toFixed(2)} % clipped`,
      ]
        .filter(Boolean)
        .join(', '),
    ],
    [
      'speech',
      [
        pitchHz !== null && `pitch ${Math.round(pitchHz)} Hz`,
        charactersPerSecond !== null && `${charactersPerSecond} characters per second`,
      ]
        .filter(Boolean)
        .join(', '),
    ],
    ['silence', `${leadingSeconds} s before, ${longestSeconds} s within, ${trailingSeconds} s after`],
    ['findings', findings.length === 0 ? 'none' : findings.join(', ')],
  ];
}
