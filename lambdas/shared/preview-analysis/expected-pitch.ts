/** A range of the median pitch, in Hz. */
export interface PitchRange {
  readonly min: number;
  readonly max: number;
}

/** Speakers that a brief can name, and the usual pitch of their voices. The ranges are generous, so they overlap. */
const speakers: readonly { readonly named: RegExp; readonly pitch: Record<Register, PitchRange> }[] = [
  {
    named: /\b(?:man|men|male|gentleman|father|grandfather)\b|男(?!孩)/,
    pitch: { deep: { min: 55, max: 180 }, plain: { min: 55, max: 195 }, high: { min: 70, max: 300 } },
  },
  {
    named: /\b(?:woman|women|female|lady|mother|grandmother|girl)\b|女/,
    pitch: { deep: { min: 105, max: 350 }, plain: { min: 130, max: 500 }, high: { min: 140, max: 600 } },
  },
  {
    named: /\b(?:child|children|kid|kids|toddler)\b|儿童|小孩/,
    pitch: { deep: { min: 130, max: 600 }, plain: { min: 150, max: 600 }, high: { min: 150, max: 600 } },
  },
];
type Register = 'deep' | 'plain' | 'high';

const deep = /\b(?:deep|low|baritone|bass)\b|低沉|浑厚|低音/;
const high =
  /\bhigh[- ](?:pitch|pitched|voice|voiced|register)\b|\b(?:soprano|squeaky|shrill)\b|高亢|尖细|高音/;
const withoutSpeaker: Readonly<Record<Register, PitchRange | null>> = {
  deep: { min: 55, max: 260 },
  plain: null,
  high: { min: 100, max: 600 },
};

/** Words after which a named speaker or register may not be meant, and voices whose pitch is no evidence. */
const uncertain =
  /\b(?:not?|nor|neither|never|without|than|unlike|instead|boys?|androgynous|gender\w*|falsetto|countertenor|cartoon\w*|robot\w*|monster|impersonat\w*)\b|n['’]t\b|不|非|没|无|比|男孩|中性|卡通|机器人|怪/;

/**
 * Returns the range of pitches that a brief leaves possible. A brief that names several speakers leaves the pitches of all of
 * them possible.
 *
 * @param brief an English or Chinese description of a voice
 * @returns null if the brief does not describe the pitch clearly
 */
export function expectedPitch(brief: string): PitchRange | null {
  const text = brief.toLowerCase();
  if (uncertain.test(text)) return null;
  const isDeep = deep.test(text);
  const isHigh = high.test(text);
  if (isDeep && isHigh) return null;
  const register: Register = isDeep ? 'deep' : isHigh ? 'high' : 'plain';
  const ranges = speakers.filter(({ named }) => named.test(text)).map(({ pitch }) => pitch[register]);
  if (ranges.length === 0) return withoutSpeaker[register];
  return {
    min: Math.min(...ranges.map(({ min }) => min)),
    max: Math.max(...ranges.map(({ max }) => max)),
  };
}
